"""The requests of an org that are under way, and which of them last long.

There is no limit for short ones; a request counts once it lasts 20 seconds on the org's clock
(reference 6.5, [K:salesforce-app-limits-cheatsheet/api-request-limits-and-allocations]). What is
under way is not part of the org: no snapshot holds it.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

LONG = timedelta(seconds=20)


class UnderWay:
    """Since when each request of one org has been under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: dict[object, datetime] = {}

    def begin(self, request: object, *, now: datetime) -> None:
        """Note that a request has begun; the object stands for it until :meth:`end`."""
        with self._lock:
            self._since[request] = now

    def end(self, request: object) -> None:
        """Note that a request has ended."""
        with self._lock:
            self._since.pop(request, None)

    def long_ones(self, *, now: datetime) -> int:
        """Return how many requests have lasted 20 seconds or longer."""
        with self._lock:
            return sum(now - since >= LONG for since in self._since.values())
