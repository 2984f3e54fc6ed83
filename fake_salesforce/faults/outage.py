"""Outages: what is wrong with the server as a whole, before there is any request.

An outage has neither match nor phase nor count: it begins when it is added, and ends when it is
removed or its seconds on the clock are over.
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.wire import Delivery

from .effects import Deliver, Effect
from .fault import Fault, Occasion, Phase, Seconds


@dataclass(frozen=True, kw_only=True)
class Outage(Fault):
    """A server that no client comes through to."""

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

    @property
    def needs_tls(self) -> bool:
        """Whether only a server with TLS can have it."""
        return False

    def concerns(self, occasion: Occasion) -> bool:  # noqa: ARG002 - no request gets so far
        """Return False: it strikes before there is a request."""
        return False

    def effect(self) -> Effect:
        """Send nothing."""
        return Deliver(Delivery(sends_head=False, share=0, end="reset"))
