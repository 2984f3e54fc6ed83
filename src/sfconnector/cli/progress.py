"""The progress of an import: a bar at a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sfconnector.events import Event, ImportStarted, PageImported

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class ImportProgress:
    """A listener that draws a bar, if it has one to draw on."""

    def __init__(self, bar: Progress | None) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def __call__(self, event: Event) -> None:
        """Follow an import's events."""
        if self._bar is None:
            return
        if isinstance(event, ImportStarted):
            self._bar.start()
            self._task = self._bar.add_task(
                event.list_name, total=None, completed=event.imported + event.skipped
            )
        elif isinstance(event, PageImported) and self._task is not None:
            self._bar.update(
                self._task, total=event.total, completed=event.imported + event.skipped
            )

    def stop(self) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def progress(*, shown: bool) -> Iterator[ImportProgress]:
    """Give a listener that draws a bar on stderr, if that is a terminal."""
    listener = ImportProgress(_bar() if shown and sys.stderr.isatty() else None)
    try:
        yield listener
    finally:
        listener.stop()


def _bar() -> Progress:
    # Loading rich takes longer than most commands run.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
