"""Reset: the connection is reset (RST) before, inside or after the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fake_salesforce.wire import Delivery

from .effects import Deliver, Effect
from .fault import PHASES, Fault, Phase, Share


@dataclass(frozen=True, kw_only=True)
class Reset(Fault):
    """A connection that breaks."""

    kind = "reset"

    at: Literal["before", "inside", "after"] = "before"
    """Where in the answer: before its first byte, inside its body, after its last byte."""
    share: Share = 0.5
    """How much of the body is sent, if it breaks inside."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Any, if no answer is sent; otherwise there must be one."""
        return PHASES if self.at == "before" else ("after",)

    @property
    def needs_wire(self) -> bool:
        """It does."""
        return True

    def effect(self) -> Effect:
        """Send as much as is to be sent, and reset the connection."""
        share = {"before": 0, "inside": self.share, "after": 1}[self.at]
        return Deliver(Delivery(sends_head=self.at != "before", share=share, end="reset"))
