"""The command ``sfconnector`` in a real process, which SIGKILL ends at a point of its choosing.

Each process is forked off a server that has loaded everything, so that a kill costs a fraction of a
second. It kills itself: a parent could not hit the instant before a commit.
"""

from __future__ import annotations

import importlib
import itertools
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, NoReturn

from sqlalchemy import Connection

from sfconnector.cli import main
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.session import Transport
from sfconnector.secret import Secret
from sfconnector.store.store import Store

When = Literal["before sending", "after the answer", "before writing", "uncommitted", "committed"]
SENDING: tuple[When, ...] = ("before sending", "after the answer")
WRITING: tuple[When, ...] = ("before writing", "uncommitted", "committed")
LONGEST_SECONDS = 60

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__, "pytest", "sfconnector.connector"])


@dataclass(frozen=True, slots=True)
class Point:
    """Where a process ends: at its n-th exchange, or at its n-th write transaction, from 1."""

    nth: int
    when: When


def run(
    words: Sequence[str],
    environment: Mapping[str, str],
    kill: Point | None = None,
    *,
    numbers: Mapping[str, int] | None = None,
) -> int:
    """Run the command and return its exit code, ``-signal.SIGKILL`` if it was killed.

    Args:
        words: of the command.
        environment: what its environment has besides.
        kill: where it ends; None lets it come to its end.
        numbers: what other values constants have in the process, as ``package.module.NAME``.
    """
    process = _PROCESSES.Process(target=_command, args=(words, environment, kill, numbers or {}))
    process.start()
    process.join(LONGEST_SECONDS)
    assert process.exitcode is not None, "it has not ended"
    return process.exitcode


def _command(
    words: Sequence[str],
    environment: Mapping[str, str],
    kill: Point | None,
    numbers: Mapping[str, int],
) -> None:
    os.environ.update(environment)
    for name, value in numbers.items():
        module, _, constant = name.rpartition(".")
        setattr(importlib.import_module(module), constant, value)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - no path of ours
        sys.stdout = sys.stderr = nowhere
        if kill is not None:
            _arm(kill)
        main(list(words), prog_name="sfconnector")


def _arm(kill: Point) -> None:
    exchange, writing = Transport.exchange, Store.writing
    exchanges, transactions = itertools.count(1), itertools.count(1)

    def at(nth: int, when: When) -> None:
        if kill == Point(nth, when):
            _die()

    def exchanging(
        self: Transport, request: Request, *, base_url: str, session_id: Secret | None = None
    ) -> Answer:
        nth = next(exchanges)
        at(nth, "before sending")
        answer = exchange(self, request, base_url=base_url, session_id=session_id)
        at(nth, "after the answer")
        return answer

    @contextmanager
    def transaction(self: Store) -> Iterator[Connection]:
        nth = next(transactions)
        at(nth, "before writing")
        with writing(self) as connection:
            yield connection
            at(nth, "uncommitted")
        at(nth, "committed")

    Transport.exchange = exchanging  # type: ignore[method-assign]
    Store.writing = transaction  # type: ignore[method-assign]


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError
