"""The clock by which whoever holds a list waits, and stays its holder for as long as that takes."""

from __future__ import annotations

from datetime import datetime

from sfconnector.clock import Clock
from sfconnector.store.leases import Hold

LOOK_SECONDS = 60.0
"""After so much of a long wait the lease is looked at: often in half of its term."""


class HoldingClock:
    """A clock whose ``sleep`` renews a lease in time: before, meanwhile and after.

    Before, since an answer that did not come may have been waited for until now.
    """

    def __init__(self, clock: Clock, hold: Hold) -> None:
        self._clock = clock
        self._hold = hold

    def now(self) -> datetime:
        """Return the present instant, aware."""
        return self._clock.now()

    def monotonic(self) -> float:
        """Return seconds since any fixed origin."""
        return self._clock.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let this many seconds go by.

        Raises:
            LeaseLostError: another process took over; the rest was not waited for.
        """
        self._hold.renew()
        while seconds > 0:
            step = min(seconds, LOOK_SECONDS)
            self._clock.sleep(step)
            self._hold.renew()
            seconds -= step
