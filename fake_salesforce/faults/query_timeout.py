"""QUERY_TIMEOUT: a query ran for more than two minutes (reference 2 and 9, [P] x3)."""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.errors import QueryTimeoutError

from .effects import Effect, Refuse
from .fault import QUERIES, Fault, Occasion


@dataclass(frozen=True, kw_only=True)
class QueryTimeout(Fault):
    """A query that was given up."""

    kind = "query_timeout"
    source = "[I:airbyte#17503] [P] x3"

    def concerns(self, occasion: Occasion) -> bool:
        """Queries only."""
        return occasion.resource in QUERIES

    def effect(self) -> Effect:
        """Refuse."""
        message = "Your query request was running for too long."
        return Refuse(QueryTimeoutError(message))
