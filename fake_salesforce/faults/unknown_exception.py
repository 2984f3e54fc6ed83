"""UNKNOWN_EXCEPTION: Salesforce itself failed (reference 2 and 9, [I:restforce#821]).

The status is unverified. SOAP has the code too (reference 1.7, [K]).
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.errors import UnknownExceptionError

from .effects import Effect, Refuse
from .fault import Fault


@dataclass(frozen=True, kw_only=True)
class UnknownException(Fault):
    """A failure with a number for the support."""

    kind = "unknown_exception"
    source = "the text [I:restforce#821], the status believed; SOAP [K:api/core-data-types]"

    error_id: str = "1234567890-12345 (-123456789)"

    def effect(self) -> Effect:
        """Refuse."""
        message = (
            "An unexpected error occurred. Please include this ErrorId if you contact support:"
            f" {self.error_id}"
        )
        return Refuse(UnknownExceptionError(message))
