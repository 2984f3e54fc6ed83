"""The real wire, and on demand a process killed or an answer lost at one exchange of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import Connection

from sfconnector.errors import AnswerLostError
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.session import Transport
from sfconnector.secret import Secret
from sfconnector.store.store import Store


class KilledError(BaseException):
    """Stands for SIGKILL: nothing in the connector may catch it."""


@dataclass
class KillingWire:
    """Sends for real; the planned exchange, counted from 1, is cut ``before`` or ``after`` it."""

    nth: int | None = None
    when: str = "after"
    """``before`` and ``after`` an exchange kill the process, as ``begin`` and ``commit`` of a write
    transaction; ``lost`` loses the answer."""
    count: int = 0
    transactions: int = 0
    struck: bool = False
    real: Transport = field(default_factory=Transport)

    def plan(self, nth: int | None, when: str) -> None:
        """Plan for the next act; None plans nothing."""
        self.nth, self.when, self.struck = nth, when, False
        self.count = self.transactions = 0

    @property
    def cut_an_answer(self) -> bool:
        """Whether what a login was answered may not have come to be written down."""
        return self.struck and self.when != "commit"

    def transaction(self) -> bool:
        """Count a write transaction, and tell whether it is the planned one."""
        self.transactions += 1
        strikes = self.when in {"begin", "commit"} and self.transactions == self.nth
        self.struck |= strikes
        return strikes

    def exchange(
        self, request: Request, *, base_url: str, session_id: Secret | None = None
    ) -> Answer:
        """Send, unless this is where it ends."""
        self.count += 1
        strikes = self.when not in {"begin", "commit"} and self.count == self.nth
        self.struck |= strikes
        if strikes and self.when == "before":
            raise KilledError
        answer = self.real.exchange(request, base_url=base_url, session_id=session_id)
        if strikes and self.when == "after":
            raise KilledError
        if strikes:
            message = f"{request} was sent to {base_url}, and no whole answer came back"
            raise AnswerLostError(message)
        return answer

    def close(self) -> None:
        """Close the real one."""
        self.real.close()


class KillingStore:
    """The real store, and on demand a process killed as a write transaction begins or is committed.

    It counts transactions as the wire counts exchanges, and takes its plan from it.
    """

    def __init__(self, store: Store, wire: KillingWire) -> None:
        self._store, self._wire = store, wire

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction, unless this is where it ends."""
        strikes = self._wire.transaction()
        if strikes and self._wire.when == "begin":
            raise KilledError
        with self._store.writing() as connection:
            yield connection
        if strikes:
            raise KilledError

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a read transaction."""
        return self._store.reading()

    def close(self) -> None:
        """Close the real one."""
        self._store.close()


REAL_OPEN = Store.open


def killing(wire: KillingWire) -> AbstractContextManager[Any]:
    """Let connectors opened in the block have this wire, and a store that is killed by its plan."""

    def opened(path: Path | Secret) -> KillingStore:
        return KillingStore(REAL_OPEN(path), wire)

    return mock.patch.multiple(
        "sfconnector.connector",
        Transport=lambda **_: wire,
        Store=mock.Mock(open=opened),
    )
