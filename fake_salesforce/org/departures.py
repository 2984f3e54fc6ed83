"""Orgs that were dropped while requests are under way: closed when nobody can look at them.

A login looks for its user in every org, so a request that began before an org was dropped may still
ask it something.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterator


class Departures:
    """Closes what was dropped once each request is over that was under way then."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._numbers = itertools.count()
        self._under_way: set[int] = set()
        self._leaving: list[tuple[frozenset[int], Callable[[], None]]] = []

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Give a block for a request: what is dropped within is closed after it."""
        with self._changing:
            number = next(self._numbers)
            self._under_way.add(number)
        try:
            yield
        finally:
            with self._changing:
                self._under_way.discard(number)
            self._close()

    def leave(self, close: Callable[[], None]) -> None:
        """Have something closed as soon as may be: at once, if no request is under way."""
        with self._changing:
            self._leaving.append((frozenset(self._under_way), close))
        self._close()

    def close(self) -> None:
        """Close whatever waits, whoever is under way."""
        with self._changing:
            due, self._leaving = self._leaving, []
        for _, close in due:
            close()

    def _close(self) -> None:
        with self._changing:
            due = [each for each in self._leaving if not each[0] & self._under_way]
            self._leaving = [each for each in self._leaving if each not in due]
        for _, close in due:
            close()
