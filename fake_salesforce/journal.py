"""The journal: what was asked and answered, without any secret; and crashes of the fake itself."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

Told = TypeVar("Told")

_SESSION_ID = re.compile(r"00D\w{12}(?:!|%21)[\w.]+")
_NEW_PASSWORD = re.compile(r'("NewPassword"\s*:\s*)"(?:[^"\\]|\\.)*"?')
"""A password among the parts of a composite request; alone it is not told at all."""
_MOST_CHARACTERS = 4000
_LONGEST_SESSION_ID = 200


def redacted(text: str) -> str:
    """Return a text without session ids, cut to what a reader needs.

    It is cut twice: the first cut may split a session id, the second drops what the split left.
    """
    clean = _SESSION_ID.sub("(session id)", text[: _MOST_CHARACTERS + _LONGEST_SESSION_ID])
    clean = _NEW_PASSWORD.sub(r'\1"(password)"', clean)
    if len(text) <= _MOST_CHARACTERS:
        return clean
    return f"{clean[:_MOST_CHARACTERS]}... ({len(text)} characters)"


class Note(Protocol):
    """Tells the journal whose request it is and what it asks; what is None stays as it was."""

    def __call__(
        self,
        *,
        org_id: str | None = None,
        username: str | None = None,
        asked: str | None = None,
        has_secrets: bool | None = None,
    ) -> None:
        """Note it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that has come and is not answered yet."""

    resource: str
    """The resource's name, as ``query_more``; ``unknown`` where no route fits."""
    method: str
    path: str
    nth: int
    """How many-th request of this resource it is since the server began, from 1."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer."""

    number: int
    """How many-th exchange it is since the server began, from 1."""
    time: datetime
    resource: str
    method: str
    path: str
    status: int
    error_code: str | None
    """The errorCode, SOAP fault code or OAuth error; None where there was none."""
    org_id: str | None
    username: str | None
    request: str
    """What was asked: a query, a body, a login's username. Redacted."""
    response: str
    """The answer's text, redacted and cut."""


class CrashError(Exception):
    """The fake itself failed while it answered: a bug of the fake, not of its client."""


class Journal:
    """Every exchange of a server, in order, and who wants to be told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._exchanges: list[Exchange] = []
        self._arrivals: dict[str, int] = {}
        self._crashes: list[Exception] = []
        self._before: list[Callable[[Arrival], None]] = []
        self._after: list[Callable[[Exchange], None]] = []

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Every exchange so far."""
        with self._lock:
            return tuple(self._exchanges)

    def on_request(self, callback: Callable[[Arrival], None]) -> Callable[[], None]:
        """Have a callback told of each request before it is handled; return how to end that.

        It is called in the server's thread. What it raises counts as a crash of the fake.
        """
        return self._subscribe(self._before, callback)

    def on_exchange(self, callback: Callable[[Exchange], None]) -> Callable[[], None]:
        """Have a callback told of each exchange after it; return how to end that."""
        return self._subscribe(self._after, callback)

    def _subscribe(
        self, callbacks: list[Callable[[Told], None]], callback: Callable[[Told], None]
    ) -> Callable[[], None]:
        with self._lock:
            callbacks.append(callback)

        def unsubscribe() -> None:
            with self._lock:
                if callback in callbacks:
                    callbacks.remove(callback)

        return unsubscribe

    def arrived(self, resource: str, *, method: str, path: str) -> None:
        """Note that a request has come, and tell who wants to know."""
        with self._lock:
            nth = self._arrivals.get(resource, 0) + 1
            self._arrivals[resource] = nth
            callbacks = tuple(self._before)
        arrival = Arrival(resource, method, redacted(path), nth)
        for callback in callbacks:
            callback(arrival)

    def answered(
        self,
        *,
        time: datetime,
        resource: str,
        method: str,
        path: str,
        status: int,
        error_code: str | None,
        org_id: str | None,
        username: str | None,
        request: str,
        response: str,
    ) -> None:
        """Keep an exchange, redacted, and tell who wants to know."""
        with self._lock:
            exchange = Exchange(
                number=len(self._exchanges) + 1,
                time=time,
                resource=resource,
                method=method,
                path=redacted(path),
                status=status,
                error_code=error_code,
                org_id=org_id,
                username=username,
                request=redacted(request),
                response=redacted(response),
            )
            self._exchanges.append(exchange)
            callbacks = tuple(self._after)
        for callback in callbacks:
            callback(exchange)

    def crashed(self, error: Exception) -> None:
        """Keep a failure of the fake itself."""
        with self._lock:
            self._crashes.append(error)

    @property
    def crashes(self) -> tuple[Exception, ...]:
        """Every failure of the fake itself that nobody has been told of yet."""
        with self._lock:
            return tuple(self._crashes)

    def raise_crash(self) -> None:
        """Raise the first failure of the fake itself, if there was one, and forget them.

        Raises:
            CrashError: the fake failed while it answered a request.
        """
        with self._lock:
            crashes, self._crashes = self._crashes, []
        if crashes:
            message = f"fake_salesforce itself failed {len(crashes)} time(s), first: {crashes[0]!r}"
            raise CrashError(message) from crashes[0]
