"""The movable clock that everything in the fake reads: expiry, time stamps, Date headers.

It stands still unless it is moved, so that two runs of one test see the same instants. ``serve``
lets it run with the machine's clock instead. It never goes backwards.

Waiting is a matter of the clock, too: :meth:`Clock.sleep` moves a clock that stands still, and
really waits on one that runs. What is to happen later is given to :meth:`Clock.at`: a move past its
instant stops there and does it, so that it sees the time it was meant for.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

SUMMER_20 = datetime(2020, 7, 20, 9, tzinfo=UTC)
"""Where a clock starts unless told: just after the release that brought API v49.0."""


LATEST = datetime(3000, 1, 1, tzinfo=UTC)
"""As far as a clock can be moved, so that what expires later still has a date. Ours."""


class Clock:
    """A clock that stands still until it is advanced, or runs on from where it was set."""

    def __init__(
        self,
        start: datetime = SUMMER_20,
        *,
        elapsed: Callable[[], float] | None = None,
        tick_seconds: float = 0,
    ) -> None:
        """Start a clock.

        Args:
            start: the first instant, aware.
            elapsed: seconds gone by, from any origin, if the clock is to run by itself; None makes
                it stand still.
            tick_seconds: by how much each request moves it.

        Raises:
            ValueError: the start has no time zone, or the tick is negative.
        """
        if start.tzinfo is None:
            message = f"the clock needs an aware start, as {SUMMER_20.isoformat()}, not {start}"
            raise ValueError(message)
        self._base = start.astimezone(UTC)
        self._elapsed = elapsed
        self._origin = elapsed() if elapsed else 0.0
        self._lock = threading.Lock()
        self._moving = threading.RLock()
        self._plans: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self.tick_seconds = tick_seconds

    @property
    def is_running(self) -> bool:
        """Whether it runs by itself."""
        return self._elapsed is not None

    @property
    def tick_seconds(self) -> float:
        """By how much each request moves the clock; 0 leaves it alone."""
        return self._tick_seconds

    @tick_seconds.setter
    def tick_seconds(self, seconds: float) -> None:
        if seconds < 0:
            message = f"the clock never goes backwards: a tick of {seconds} seconds was asked for"
            raise ValueError(message)
        self._tick_seconds = seconds

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
            ValueError: the step is negative, for this clock never goes backwards, or it leads
                beyond :data:`LATEST`.
        """
        step = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if step < timedelta(0):
            message = f"the clock never goes backwards: advance by {step} was asked for"
            raise ValueError(message)
        with self._moving:
            if step > LATEST - self.now():
                message = f"the clock goes no further than {LATEST.isoformat()}"
                raise ValueError(message)
            return self._move(self.now() + step)

    def set(self, instant: datetime) -> datetime:
        """Move the clock to an instant and return it.

        Raises:
            ValueError: the instant has no time zone, has gone by, or is beyond :data:`LATEST`.
        """
        if instant.tzinfo is None:
            message = f"the clock needs an aware instant, not {instant}"
            raise ValueError(message)
        if instant < self.now():
            message = f"the clock never goes backwards: it is {self.now()}, not yet {instant}"
            raise ValueError(message)
        if instant > LATEST:
            message = f"the clock goes no further than {LATEST.isoformat()}"
            raise ValueError(message)
        return self._move(instant)

    def move_to(self, instant: datetime) -> datetime:
        """Move the clock forward to an instant and return it; an instant gone by moves nothing."""
        return self._move(instant)

    def tick(self) -> None:
        """Move the clock as each request does."""
        if self.tick_seconds:
            self.advance(seconds=self.tick_seconds)

    def sleep(self, seconds: float) -> None:
        """Let a time go by: a clock that stands still is moved, on one that runs it is waited."""
        if self._elapsed is None:
            self.advance(seconds=seconds)
        else:
            time.sleep(seconds)

    def at(self, instant: datetime, act: Callable[[], None]) -> Callable[[], None]:
        """Have something done once at an instant; return how to call it off.

        It is done by whoever moves the clock there, in that thread, while the clock says that
        instant. On a clock that runs it is done in a thread of its own. What it raises is raised by
        the move. An instant gone by is due at the next move.
        """
        plan = (instant, next(self._numbers), act)
        with self._lock:
            heapq.heappush(self._plans, plan)
        timer: threading.Timer | None = None
        if self._elapsed is not None:
            left = (instant - self.now()).total_seconds()
            timer = threading.Timer(max(left, 0), lambda: self._move(self.now()))
            timer.daemon = True
            timer.start()

        def call_off() -> None:
            if timer is not None:
                timer.cancel()
            with self._lock, contextlib.suppress(ValueError):
                self._plans.remove(plan)
                heapq.heapify(self._plans)

        return call_off

    def _move(self, instant: datetime) -> datetime:
        """Move forward to an instant, stopping wherever something is due on the way."""
        with self._moving:
            while True:
                with self._lock:
                    is_due = self._plans and self._plans[0][0] <= max(instant, self._now())
                    plan = heapq.heappop(self._plans) if is_due else None
                    behind = (plan[0] if plan else instant) - self._now()
                    self._base += max(behind, timedelta(0))
                    now = self._now()
                if plan is None:
                    return now
                plan[2]()


def to_wire(instant: datetime) -> str:
    """Return an instant as Salesforce writes it: ``2022-03-17T16:21:26.000+0000``."""
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='milliseconds')}+0000"


def from_wire(text: str) -> datetime:
    """Return the instant that :func:`to_wire` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
