"""Connection refused: nothing listens at the server's address.

It is the whole server's and no request's, so it has neither match nor phase nor count: it begins
when it is added, and ends when it is removed or its seconds on the clock are over. Connections that
were open are closed.
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.wire import Delivery

from .effects import Deliver, Effect
from .fault import Fault, Occasion, Phase, Seconds


@dataclass(frozen=True, kw_only=True)
class ConnectionRefused(Fault):
    """A server that is not there."""

    kind = "connection_refused"

    seconds: Seconds | None = None
    """How long, on the clock; None until it is removed."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Before anything."""
        return ("before",)

    @property
    def needs_wire(self) -> bool:
        """It does."""
        return True

    def concerns(self, occasion: Occasion) -> bool:  # noqa: ARG002 - no request gets so far
        """Return False: it strikes before there is a request."""
        return False

    def effect(self) -> Effect:
        """Send nothing."""
        return Deliver(Delivery(sends_head=False, share=0, end="reset"))
