"""The timeline while it is being written, from the harness's thread and the server's."""

from __future__ import annotations

import threading
from dataclasses import fields, replace
from typing import Any, TypeVar

from sfconformance.redaction import Redaction
from sfconformance.stage import WireExchange
from sfconformance.subject import Event
from sfconformance.timeline import ConnectorTold, Entry, Exchanged

LOGINS = frozenset({"soap", "oauth_token"})
"""The resources that take logins."""

AnyEntry = TypeVar("AnyEntry", bound=Entry)


class Recorder:
    """Collects entries in the order they happen and keeps the wire of the step that is played."""

    def __init__(self) -> None:
        self.redaction = Redaction()
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        self._exchanges: list[WireExchange] = []
        self._logins: list[WireExchange] = []

    def add(self, entry: Entry) -> None:
        """Write an entry down, without secrets."""
        clean = _cleaned(entry, self.redaction)
        with self._lock:
            self._entries.append(clean)

    def exchange(self, exchange: WireExchange) -> None:
        """Write a request and its answer down."""
        told = {field.name: getattr(exchange, field.name) for field in fields(exchange)}
        with self._lock:
            self._exchanges.append(exchange)
            if exchange.resource in LOGINS:
                self._logins.append(exchange)
        self.add(Exchanged(**told))

    def event(self, event: Event) -> None:
        """Write an event of the connector down."""
        self.add(ConnectorTold(at=event.at, name=event.name, facts=dict(event.facts)))

    def begin_step(self) -> None:
        """Forget the wire of the step before."""
        with self._lock:
            self._exchanges.clear()

    def exchanges(self) -> tuple[WireExchange, ...]:
        """Return what went over the wire since the step began."""
        with self._lock:
            return tuple(self._exchanges)

    def logins(self) -> tuple[WireExchange, ...]:
        """Return every login since the scenario began."""
        with self._lock:
            return tuple(self._logins)

    def entries(self) -> tuple[Entry, ...]:
        """Return everything so far."""
        with self._lock:
            return tuple(self._entries)


def _cleaned(entry: AnyEntry, redaction: Redaction) -> AnyEntry:
    changes = {field.name: _clean(getattr(entry, field.name), redaction) for field in fields(entry)}
    return replace(entry, **changes)


def _clean(value: Any, redaction: Redaction) -> Any:  # noqa: ANN401 - any field of an entry
    if isinstance(value, str):
        return redaction.clean(value)
    if isinstance(value, tuple):
        return tuple(_clean(item, redaction) for item in value)
    if isinstance(value, dict):
        return {key: _clean(item, redaction) for key, item in value.items()}
    return value
