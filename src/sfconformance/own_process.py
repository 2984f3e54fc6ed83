"""A subject's work on lists in a process of its own, which can be killed for real.

The harness's process keeps the stage and the timeline, so the other one asks it for the time, has
it sleep and tells it events; each waits for its reply, so that the timeline keeps its order. What
crosses are an opener that can be pickled, plain data and texts. The process is started anew, not
forked: a fork would take the threads and sockets of the fake along.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from multiprocessing import connection
from typing import Any

from sfconformance.errors import ConformanceError
from sfconformance.subject import (
    Event,
    ImportReport,
    KilledError,
    ListWork,
    RefusedError,
    Surroundings,
    SyncReport,
    TickReport,
    UnsupportedError,
)

OpenWork = Callable[[Surroundings], AbstractContextManager[ListWork]]
"""Opens a connector in whatever process it is called; can be pickled."""

LONGEST_END_SECONDS = 30.0
"""How long a process may take to close its connector, and a killed one to be gone."""


class OtherProcessError(ConformanceError):
    """The process ended by itself, or what it was asked for failed there; the words tell."""


@contextmanager
def opened(open_work: OpenWork, surroundings: Surroundings) -> Iterator[OwnProcess]:
    """Start a process that opens a connector; leaving ends it, unless it was killed.

    Args:
        open_work: opens the connector there; everything it holds is pickled.
        surroundings: those of the harness, whose clock and listener serve the process.
    """
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_work,
        args=(there, open_work, surroundings.login_url, surroundings.seed, surroundings.routed),
        daemon=True,  # it ends with the harness, whatever becomes of that
    )
    process.start()
    there.close()  # now the end of the process ends the pipe
    try:
        yield OwnProcess(process, here, surroundings)
    finally:
        here.close()
        process.join(LONGEST_END_SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()


class OwnProcess:
    """A :class:`sfconformance.subject.Killable`: asks the process, and serves it meanwhile."""

    def __init__(
        self,
        process: multiprocessing.process.BaseProcess,
        pipe: connection.Connection[Any, Any],
        surroundings: Surroundings,
    ) -> None:
        self._process = process
        self._pipe = pipe
        self._surroundings = surroundings
        self._is_killed = False

    def kill(self) -> None:
        """End the process with SIGKILL, and return when it is no more; any thread may do it.

        Raises:
            OtherProcessError: it does not end.
        """
        assert self._process.pid is not None, "it was started"
        self._is_killed = True
        os.kill(self._process.pid, signal.SIGKILL)
        if not connection.wait([self._process.sentinel], LONGEST_END_SECONDS):
            message = f"process {self._process.pid} outlives SIGKILL"
            raise OtherProcessError(message)

    def import_list(
        self, *, source: str, name: str, fields: Sequence[str], of: str | None = None
    ) -> ImportReport:
        """Import a list there."""
        given = {"source": source, "name": name, "fields": tuple(fields), "of": of}
        report = self._ask("import_list", given)
        assert isinstance(report, ImportReport), "an import reports itself"
        return report

    def sync_list(self, name: str, *, full: bool = False, allow_shrink: bool = False) -> SyncReport:
        """Sync a list there."""
        given = {"name": name, "full": full, "allow_shrink": allow_shrink}
        report = self._ask("sync_list", given)
        assert isinstance(report, SyncReport), "a sync reports itself"
        return report

    def tick(self) -> TickReport:
        """Do there what is due."""
        report = self._ask("tick", {})
        assert isinstance(report, TickReport), "a turn of the schedule reports itself"
        return report

    def _ask(self, act: str, given: Mapping[str, Any]) -> object:
        try:
            self._pipe.send((act, given))
            while True:
                kind, told = self._pipe.recv()
                if kind == "now":
                    self._pipe.send(self._surroundings.now())
                elif kind == "sleep":
                    self._surroundings.sleep(told)
                    self._pipe.send(None)
                elif kind == "event":
                    self._surroundings.listener(told)
                    self._pipe.send(None)
                else:
                    return _answer(kind, told)
        except (EOFError, OSError) as error:
            if self._is_killed:
                message = f"the connector's process was killed in the middle of {act}"
                raise KilledError(message) from error
            self._process.join(LONGEST_END_SECONDS)
            message = f"the connector's process ended by itself, with {self._process.exitcode}"
            raise OtherProcessError(message) from error


def _answer(kind: str, told: Any) -> object:  # noqa: ANN401 - a report, or the words of an error
    if kind == "refused":
        raise RefusedError(told)
    if kind == "unsupported":
        raise UnsupportedError(told)
    if kind == "raised":
        raise OtherProcessError(told)
    return told


class _Harness:
    """The harness as its other process sees it; threads of the connector take turns."""

    def __init__(self, pipe: connection.Connection[Any, Any]) -> None:
        self._pipe = pipe
        self._turn = threading.Lock()

    def _ask(self, kind: str, told: object = None) -> Any:  # noqa: ANN401 - a time, or nothing
        with self._turn:
            self._pipe.send((kind, told))
            return self._pipe.recv()

    def now(self) -> datetime:
        """Return the stage's instant."""
        instant: datetime = self._ask("now")
        return instant

    def sleep(self, length: timedelta) -> None:
        """Move the stage's clock."""
        self._ask("sleep", length)

    def listen(self, event: Event) -> None:
        """Tell an event."""
        self._ask("event", event)


def _work(
    pipe: connection.Connection[Any, Any],
    open_work: OpenWork,
    login_url: str,
    seed: int,
    routed: Callable[[], AbstractContextManager[None]],
) -> None:
    """Open the connector and do what is asked, until nobody asks any more."""
    harness = _Harness(pipe)
    surroundings = Surroundings(
        login_url=login_url,
        now=harness.now,
        sleep=harness.sleep,
        listener=harness.listen,
        seed=seed,
        routed=routed,
    )
    try:
        act, given = pipe.recv()
    except EOFError:
        return
    with routed():
        try:
            # It is opened once something is asked: until then nobody serves it.
            with open_work(surroundings) as work:
                told = ("answered", getattr(work, act)(**given))
        except RefusedError as error:
            told = ("refused", str(error))
        except UnsupportedError as error:
            told = ("unsupported", error.what)
        except Exception as error:  # noqa: BLE001 - the harness is told whatever it is
            told = ("raised", f"{type(error).__name__}: {error}")
    pipe.send(told)
