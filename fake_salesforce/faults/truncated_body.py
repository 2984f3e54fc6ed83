"""Truncated body: the connection is closed when the body is not yet as long as was announced."""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.wire import Delivery

from .effects import Deliver, Effect
from .fault import Fault, Phase, Share


@dataclass(frozen=True, kw_only=True)
class TruncatedBody(Fault):
    """An answer whose end is missing; its Content-Length tells."""

    kind = "truncated_body"

    share: Share = 0.5
    """How much of the body is sent."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """After: there must be an answer."""
        return ("after",)

    @property
    def needs_wire(self) -> bool:
        """It does."""
        return True

    def effect(self) -> Effect:
        """Send a part of the body, and close."""
        return Deliver(Delivery(share=self.share, end="close"))
