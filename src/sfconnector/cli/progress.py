"""The progress of imports and syncs: a bar at a terminal, and what is worth a sentence anywhere.

A bar shows how many rows there are, how many come a second, and the time that is left where the end
is known: an import is told by its first page, a sync that reads everything goes by the list's size,
and what was changed has no size before it is read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from sfconnector.events import (
    Event,
    ImportStarted,
    PageImported,
    QueryJobAwaited,
    RouteChosen,
    SyncApplied,
    SyncPageRead,
    SyncStarted,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, Task, TaskID
    from rich.text import Text


class WorkProgress:
    """A listener that tells what goes on, and draws it if it has a bar to draw on.

    The bar is left as it stands when the ``with`` block of the listener ends.
    """

    def __init__(self, bar: Progress | None, tell: Callable[[str], None]) -> None:
        self._bar = bar
        self._tell = tell
        self._task: TaskID | None = None
        self._list_name = ""
        self._kind = ""
        self._rows = 0

    def __call__(self, event: Event) -> None:
        """Follow the events of imports and syncs."""
        if isinstance(event, ImportStarted):
            self._begin("import", event.list_name, event.imported + event.skipped, None)
            self._tell_if_resumed(resumed=event.resumed)
        elif isinstance(event, SyncStarted):
            self._begin("sync", event.list_name, event.rows_read, event.expected)
            why = f" ({event.why.replace('_', ' ')})" if event.why else ""
            reads = f"everything{why}" if event.kind == "full" else "what was changed"
            self._tell(f"{event.list_name} reads {reads}: about {event.calls:,} API calls.")
            self._tell_if_resumed(resumed=event.resumed)
        elif isinstance(event, RouteChosen):
            self._tell(
                f"{event.list_name} comes by {event.route} ({event.reason}): {event.rows:,} rows, "
                f"about {event.calls:,} API calls."
            )
        elif isinstance(event, QueryJobAwaited):
            self._describe(f"{self._list_name}, waiting for Salesforce's query job")
        elif isinstance(event, PageImported):
            self._move(event.imported + event.skipped, total=event.total)
        elif isinstance(event, SyncPageRead):
            self._move(event.rows_read)
        elif isinstance(event, SyncApplied):
            self._move(self._rows, total=self._rows)

    def stopped(self) -> str:
        """Return what is told when the keyboard stops the work."""
        if not self._kind:
            return "Stopped before anything was read. The same command begins again."
        return (
            f"Stopped: {self._rows:,} rows of {self._list_name} are kept. The same command goes on "
            f"with the {self._kind}."
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.stop()

    def _begin(self, kind: str, list_name: str, rows: int, total: int | None) -> None:
        self._kind, self._list_name, self._rows = kind, list_name, rows
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task(list_name, total=total, completed=rows)

    def _tell_if_resumed(self, *, resumed: bool) -> None:
        if resumed:
            self._tell(
                f"The {self._kind} of {self._list_name} goes on where it was cut: "
                f"{self._rows:,} rows are kept."
            )

    def _describe(self, text: str) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=text)

    def _move(self, rows: int, *, total: int | None = None) -> None:
        self._rows = rows
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=self._list_name, completed=rows, total=total)


def progress(*, shown: bool) -> WorkProgress:
    """Return a listener that tells on stderr, and draws a bar there if that is a terminal."""
    bar = drawn() if shown and sys.stderr.isatty() else None

    def tell(text: str) -> None:
        if bar is not None:
            bar.console.print(text, markup=False, highlight=False)
        elif shown:
            click.echo(text, err=True)

    return WorkProgress(bar, tell)


def drawn(
    console: Console | None = None, *, get_time: Callable[[], float] | None = None
) -> Progress:
    """Return a bar on stderr, or on another console; ``get_time`` tells the seconds it goes by."""
    # Loading rich takes longer than most commands run.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text  # noqa: PLC0415

    class RateColumn(ProgressColumn):
        """Rows a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:,.0f} rows/s")

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console or Console(stderr=True),
        get_time=get_time,
    )
