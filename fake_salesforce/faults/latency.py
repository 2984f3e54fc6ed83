"""Latency: the answer takes its time.

The time is the clock's: one that stands still is moved, so that no test waits; on one that runs it
is really waited. ``real`` waits on the socket whatever the clock is, until the client hangs up: for
a test of a client's own time-out.
"""

from __future__ import annotations

from dataclasses import dataclass

from .effects import Effect, Wait
from .fault import Fault, Phase, Seconds


@dataclass(frozen=True, kw_only=True)
class Latency(Fault):
    """A wait before the request is handled, or between that and its answer."""

    kind = "latency"
    is_last = False

    seconds: Seconds
    real: bool = False
    """Whether it is waited on the socket, and not on the clock."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Before or after."""
        return ("before", "after")

    @property
    def needs_wire(self) -> bool:
        """Only a real wait does."""
        return self.real

    def effect(self) -> Effect:
        """Let the time go by."""
        return Wait(self.seconds, self.real)
