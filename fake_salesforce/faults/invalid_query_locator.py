"""INVALID_QUERY_LOCATOR: the cursor is gone (reference 2: text from SOAP's twin, [P]).

The locator itself stays good, so a client that asks again gets its page.
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.errors import InvalidQueryLocatorError

from .effects import Effect, Refuse
from .fault import Fault, Occasion


@dataclass(frozen=True, kw_only=True)
class InvalidQueryLocator(Fault):
    """A page that is refused."""

    kind = "invalid_query_locator"
    source = "the code [I:restforce#616], the status believed"

    def concerns(self, occasion: Occasion) -> bool:
        """Pages after the first only."""
        return occasion.resource == "query_more"

    def effect(self) -> Effect:
        """Refuse."""
        message = "invalid query locator"
        return Refuse(InvalidQueryLocatorError(message))
