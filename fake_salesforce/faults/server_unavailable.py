"""SERVER_UNAVAILABLE: too busy, or down for maintenance.

Reference 2: the text [I:restforce#156]; the status and the maintenance text are unverified. SOAP
has the code too (reference 1.7, [K]).
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.errors import ServerUnavailableError

from .effects import Effect, Refuse
from .fault import Fault


@dataclass(frozen=True, kw_only=True)
class ServerUnavailable(Fault):
    """A server that has no time."""

    kind = "server_unavailable"
    source = "the text [I:restforce#156], the status believed; SOAP [K:api/core-data-types]"

    message: str = "Server too busy"

    def effect(self) -> Effect:
        """Refuse."""
        return Refuse(ServerUnavailableError(self.message))
