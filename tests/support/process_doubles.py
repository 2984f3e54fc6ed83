"""Connectors that another process opens: each does one small thing with a list."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sfconformance.subject import (
    Event,
    Fact,
    ImportReport,
    RefusedError,
    Surroundings,
    SyncReport,
    TickReport,
    UnsupportedError,
)


class DoubleWork:
    """Tells in its reports which process it is, and what of the harness reaches it."""

    def __init__(self, there: Surroundings) -> None:
        self._there = there

    def import_list(
        self, *, source: str, name: str, fields: Sequence[str], of: str | None = None
    ) -> ImportReport:
        """Tell an event, sleep an hour, tell another; ``imported`` is the process's id."""
        for number in range(2):
            facts: dict[str, Fact] = {
                "page": number,
                "source": source,
                "fields": len(fields),
                "of": of,
            }
            self._there.listener(Event("page_imported", self._there.now(), facts))
            self._there.sleep(timedelta(hours=1))
        return ImportReport(name, "complete", os.getpid(), self._there.seed)

    def sync_list(self, name: str, *, full: bool = False, allow_shrink: bool = False) -> SyncReport:
        """Do what the name says."""
        if name == "refused":
            raise RefusedError("not to this role")
        if name == "unsupported":
            raise UnsupportedError("syncing")
        if name == "raised":
            raise KeyError(name)
        if name == "ended":
            os._exit(3)
        return SyncReport(name, "complete", added=full, left=allow_shrink)

    def tick(self) -> TickReport:
        """Sleep for ever, an hour at a time."""
        while True:
            self._there.sleep(timedelta(hours=1))


@contextmanager
def double_work(there: Surroundings) -> Iterator[DoubleWork]:
    """Open one."""
    yield DoubleWork(there)
