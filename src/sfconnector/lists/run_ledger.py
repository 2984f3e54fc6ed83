"""The ledger of runs, as a listener: how many API calls a run took, and why it stopped.

The facade tells when an act begins and when it is over; which run it is about, the events tell.
What a run came to is not the ledger's: it is written with the run itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sfconnector.events import (
    Event,
    ImportInterrupted,
    ImportStarted,
    SyncPartial,
    SyncStarted,
    SyncStopped,
)
from sfconnector.store import run_results
from sfconnector.store.run_results import RunKind
from sfconnector.store.store import Store


@dataclass(slots=True)
class _UnderWay:
    kind: RunKind
    run_id: int
    earlier_calls_known: bool


class RunLedger:
    """Follows the runs of one account in one process; one act at a time."""

    def __init__(self, store: Store, account_id: int, *, sent: Callable[[], int]) -> None:
        """Take what is written to, and what counts.

        Args:
            store: where runs are.
            account_id: whose.
            sent: how many calls this process has sent so far.
        """
        self._store = store
        self._account_id = account_id
        self._sent = sent
        self._is_open = False
        self._mark = 0
        self._run: _UnderWay | None = None

    def begin(self, *, is_run: bool = True) -> None:
        """Let the calls from now on be those of the run that will start; a dry run is none."""
        self._is_open, self._mark, self._run = is_run, self._sent(), None

    def end(self) -> None:
        """Write down the calls of the run that was started, if one was."""
        self._settle()
        self._is_open = False

    def __call__(self, event: Event) -> None:
        """Follow the start and the stop of runs."""
        if not self._is_open:
            return
        if isinstance(event, ImportStarted | SyncStarted):
            self._settle()  # a sync may begin another run
            kind: RunKind = "import" if isinstance(event, ImportStarted) else "sync"
            self._started(kind, event.list_name, resumed=event.resumed)
        elif isinstance(event, SyncPartial):
            run = self._run
            newest = self._newest("sync", event.list_name)
            if run is None or run.run_id != newest:
                # Refused before it could begin, and written down all the same.
                self._settle()
                run = self._started("sync", event.list_name, resumed=False)
            self._stopped(run, event)
        elif isinstance(event, ImportInterrupted | SyncStopped) and self._run is not None:
            stopped = self._run
            self._settle()
            self._stopped(stopped, event)

    def _stopped(
        self, run: _UnderWay, event: ImportInterrupted | SyncPartial | SyncStopped
    ) -> None:
        with self._store.writing() as connection:
            run_results.stop(connection, run.kind, run.run_id, at=event.at, reason=event.reason)

    def _started(self, kind: RunKind, list_name: str, *, resumed: bool) -> _UnderWay:
        run_id = self._newest(kind, list_name)
        with self._store.writing() as connection:
            known = run_results.begin(connection, kind, run_id, resumed=resumed)
        self._run = _UnderWay(kind, run_id, known)
        return self._run

    def _newest(self, kind: RunKind, list_name: str) -> int:
        with self._store.reading() as connection:
            run_id = run_results.latest(connection, self._account_id, list_name, kind)
        assert run_id is not None, "it was begun before it is told"
        return run_id

    def _settle(self) -> None:
        run, self._run = self._run, None
        if run is None:
            return
        sent = self._sent()
        with self._store.writing() as connection:
            run_results.add_calls(
                connection,
                run.kind,
                run.run_id,
                sent - self._mark,
                are_all=run.earlier_calls_known,
            )
        self._mark = sent
