"""Slow drip: the body comes in small pieces with pauses between them.

A pause is the clock's or real, as in :mod:`.latency`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from .effects import Drip, Effect
from .fault import Fault, Phase, Seconds


@dataclass(frozen=True, kw_only=True)
class SlowDrip(Fault):
    """An answer that dribbles in."""

    kind = "slow_drip"

    seconds: Seconds = 1
    """The pause between two pieces."""
    piece_bytes: Annotated[int, Field(ge=1)] = 64
    real: bool = False
    """Whether it is waited on the socket, and not on the clock."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """After: there must be an answer."""
        return ("after",)

    @property
    def needs_wire(self) -> bool:
        """It does: pieces are a matter of the socket."""
        return True

    def effect(self) -> Effect:
        """Drip."""
        return Drip(self.piece_bytes, self.seconds, self.real)
