"""The movable clock that everything in the fake reads: expiry, time stamps, Date headers.

It stands still unless it is moved, so that two runs of one test see the same instants. ``serve``
lets it run with the machine's clock instead. It never goes backwards.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

SUMMER_20 = datetime(2020, 7, 20, 9, tzinfo=UTC)
"""Where a clock starts unless told: just after the release that brought API v49.0."""


class Clock:
    """A clock that stands still until it is advanced, or runs on from where it was set."""

    def __init__(
        self, start: datetime = SUMMER_20, *, elapsed: Callable[[], float] | None = None
    ) -> None:
        """Start a clock.

        Args:
            start: the first instant, aware.
            elapsed: seconds gone by, from any origin, if the clock is to run by itself; None makes
                it stand still.

        Raises:
            ValueError: the start has no time zone.
        """
        if start.tzinfo is None:
            message = f"the clock needs an aware start, as {SUMMER_20.isoformat()}, not {start}"
            raise ValueError(message)
        self._base = start.astimezone(UTC)
        self._elapsed = elapsed
        self._origin = elapsed() if elapsed else 0.0
        self._lock = threading.Lock()

    @classmethod
    def running(cls) -> Clock:
        """Return a clock that starts at the machine's time and runs with it."""
        return cls(datetime.now(UTC), elapsed=time.monotonic)

    def now(self) -> datetime:
        """Return the instant, in UTC."""
        with self._lock:
            return self._now()

    def _now(self) -> datetime:
        if self._elapsed is None:
            return self._base
        return self._base + timedelta(seconds=self._elapsed() - self._origin)

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Move the clock forward and return the new instant.

        Raises:
            ValueError: the step is negative; this clock never goes backwards.
        """
        step = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if step < timedelta(0):
            message = f"the clock never goes backwards: advance by {step} was asked for"
            raise ValueError(message)
        with self._lock:
            self._base += step
            return self._now()

    def move_to(self, instant: datetime) -> datetime:
        """Move the clock forward to an instant and return it; an instant gone by moves nothing."""
        with self._lock:
            behind = instant - self._now()
            if behind > timedelta(0):
                self._base += behind
            return self._now()


def to_wire(instant: datetime) -> str:
    """Return an instant as Salesforce writes it: ``2022-03-17T16:21:26.000+0000``."""
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='milliseconds')}+0000"


def from_wire(text: str) -> datetime:
    """Return the instant that :func:`to_wire` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
