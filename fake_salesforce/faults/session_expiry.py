"""Session expiry: the session of the call ends, for good.

*before* the call, which is then refused with INVALID_SESSION_ID; *after* it, the next one is.
"""

from __future__ import annotations

from dataclasses import dataclass

from .effects import Effect, EndSession
from .fault import Fault, Occasion, Phase


@dataclass(frozen=True, kw_only=True)
class SessionExpiry(Fault):
    """A session that ends in the middle of the work."""

    kind = "session_expiry"
    source = "[RF] expired_session_response.json"
    is_last = False

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Before or after."""
        return ("before", "after")

    def concerns(self, occasion: Occasion) -> bool:
        """Calls only: a login has no session yet."""
        return occasion.is_api_call

    def effect(self) -> Effect:
        """End the session."""
        return EndSession()
