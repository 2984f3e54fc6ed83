"""The journal of a server: every exchange in order, who wants to be told, and crashes.

Its position is the server's, not an org's: it counts what was asked of any org, no answer of
Salesforce tells it, and it goes on when an org is put back to a snapshot.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, Unpack

from .conditions import Conditions, meeting
from .exchange import Arrival, Exchange, Told
from .redaction import redacted

Heard = TypeVar("Heard")

_MOST_WAITING = 4
"""How many callers from outside may wait for exchanges at a time. Ours: each keeps a thread."""
MOST_EXCHANGES = 10_000
"""How many exchanges a journal keeps unless told; the oldest go first. Ours."""


class CrashError(Exception):
    """The fake itself failed while it answered: a bug of the fake, not of its client."""


class Journal:
    """Every exchange of a server, in order, and who wants to be told."""

    def __init__(self, *, most_exchanges: int = MOST_EXCHANGES) -> None:
        """Begin a journal.

        Args:
            most_exchanges: how many it keeps in memory; the oldest go first.
        """
        self._changed = threading.Condition()
        self.places = threading.BoundedSemaphore(_MOST_WAITING)
        """Places for callers from outside who wait for exchanges."""
        self._exchanges: deque[Exchange] = deque(maxlen=most_exchanges)
        self._last_number = 0
        self._arrivals: dict[str, int] = {}
        self._crashes: list[Exception] = []
        self._before: list[Callable[[Arrival], None]] = []
        self._after: list[Callable[[Exchange], None]] = []

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges that are kept, the oldest first."""
        with self._changed:
            return tuple(self._exchanges)

    @property
    def position(self) -> int:
        """The number of the last exchange, kept or not; 0 before the first."""
        with self._changed:
            return self._last_number

    def find(self, **conditions: Unpack[Conditions]) -> tuple[Exchange, ...]:
        """Return the exchanges kept that meet every condition given, the oldest first.

        Args:
            **conditions: those of :class:`.conditions.Conditions`: ``resource``, ``username``,
                ``status``, ``error_code``, ``org_id``, ``fault``, ``since`` and ``after``.
        """
        return tuple(filter(meeting(**conditions), self.exchanges))

    def wait_for(
        self, condition: Callable[[Exchange], bool], *, seconds: float, after: int = 0
    ) -> Exchange:
        """Return the first exchange that meets a condition, waiting for it if need be.

        Args:
            condition: tells whether an exchange is the one.
            seconds: how long to wait at most, by the machine's clock.
            after: the number after which to begin.

        Raises:
            TimeoutError: there was none in time.
        """

        def first() -> Exchange | None:
            return next(
                (each for each in self._exchanges if each.number > after and condition(each)), None
            )

        with self._changed:
            found = self._changed.wait_for(first, timeout=seconds)
        if found is None:
            message = f"no such exchange within {seconds} seconds; {self.position} in all"
            raise TimeoutError(message)
        return found

    @contextmanager
    def follow(self) -> Iterator[Iterator[Exchange]]:
        """Give an iterator that yields each exchange from now on as it ends, waiting for the next.

        At the block's end it yields those that ended within, and stops.
        """
        heard: queue.SimpleQueue[Exchange | None] = queue.SimpleQueue()
        unsubscribe = self.on_exchange(heard.put)
        try:
            yield iter(heard.get, None)
        finally:
            unsubscribe()
            heard.put(None)

    def on_request(self, callback: Callable[[Arrival], None]) -> Callable[[], None]:
        """Have a callback told of each request before it is handled; return how to end that.

        It is called in the server's thread. What it raises counts as a crash of the fake.
        """
        return self._subscribe(self._before, callback)

    def on_exchange(self, callback: Callable[[Exchange], None]) -> Callable[[], None]:
        """Have a callback told of each exchange after it; return how to end that."""
        return self._subscribe(self._after, callback)

    def _subscribe(
        self, callbacks: list[Callable[[Heard], None]], callback: Callable[[Heard], None]
    ) -> Callable[[], None]:
        with self._changed:
            callbacks.append(callback)

        def unsubscribe() -> None:
            with self._changed:
                if callback in callbacks:
                    callbacks.remove(callback)

        return unsubscribe

    def arrived(self, resource: str, *, method: str, path: str) -> None:
        """Note that a request has come, and tell who wants to know."""
        with self._changed:
            nth = self._arrivals.get(resource, 0) + 1
            self._arrivals[resource] = nth
            callbacks = tuple(self._before)
        arrival = Arrival(resource, method, redacted(path), nth)
        for callback in callbacks:
            callback(arrival)

    def answered(self, told: Told) -> None:
        """Keep an exchange, redacted, and tell who wants to know."""
        with self._changed:
            self._last_number += 1
            exchange = Exchange.of(told, number=self._last_number)
            self._exchanges.append(exchange)
            callbacks = tuple(self._after)
            self._changed.notify_all()
        for callback in callbacks:
            callback(exchange)

    def crashed(self, error: Exception) -> None:
        """Keep a failure of the fake itself."""
        with self._changed:
            self._crashes.append(error)

    @property
    def crashes(self) -> tuple[Exception, ...]:
        """Every failure of the fake itself that nobody has been told of yet."""
        with self._changed:
            return tuple(self._crashes)

    def forget_crashes(self) -> None:
        """Forget the failures of the fake itself, which then fail no test."""
        with self._changed:
            self._crashes = []

    def raise_crash(self) -> None:
        """Raise the first failure of the fake itself, if there was one, and forget them.

        Raises:
            CrashError: the fake failed while it answered a request.
        """
        with self._changed:
            crashes, self._crashes = self._crashes, []
        if crashes:
            message = f"fake_salesforce itself failed {len(crashes)} time(s), first: {crashes[0]!r}"
            raise CrashError(message) from crashes[0]
