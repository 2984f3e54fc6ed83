"""Import runs: the resume cursor and the counts, written in the transaction of the page's rows.

A run's number is the generation of the rows it reads. At most one run of a list is running; it
stays so when its process dies, and whoever imports the list next goes on with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from sfconnector.store import run_results, skipped_rows
from sfconnector.store.tables import import_runs


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """A run and where it stands."""

    id: int
    list_id: int
    fields: tuple[str, ...]
    locator: str | None
    """The next page's URL; None before the first page, after the last and when it is lost."""
    last_record_id: str | None
    """The last stored row's Id; None before the first row."""
    total: int
    pages: int
    imported: int
    skipped: int
    record_types: tuple[str, ...] = ()
    """Ids of the record types that are read; none reads every record."""
    mark: datetime | None = None
    """The newest stamp there was before the first page was read; None: no rows, or not asked."""
    told_at: datetime | None = None
    """Salesforce's clock then; None if it did not tell, or was not asked."""


def running(connection: Connection, list_id: int) -> ImportRun | None:
    """Return the list's unfinished run, None if there is none."""
    row = connection.execute(
        select(import_runs)
        .where(import_runs.c.list_id == list_id)
        .where(import_runs.c.state == "running")
    ).one_or_none()
    if row is None:
        return None
    return ImportRun(
        id=row.id,
        list_id=row.list_id,
        fields=tuple(json.loads(row.fields)),
        locator=row.locator,
        last_record_id=row.last_record_id,
        total=row.total,
        pages=row.pages,
        imported=row.imported,
        skipped=row.skipped,
        record_types=tuple(json.loads(row.record_types)),
        mark=row.mark,
        told_at=row.told_at,
    )


def abandon(connection: Connection, list_id: int, *, now: datetime) -> bool:
    """Give a list's unfinished run up, and return whether there was one."""
    given_up = connection.execute(
        update(import_runs)
        .where(import_runs.c.list_id == list_id)
        .where(import_runs.c.state == "running")
        .values(state="abandoned", finished_at=now)
    )
    return given_up.rowcount > 0


def start(
    connection: Connection,
    list_id: int,
    *,
    fields: Sequence[str],
    record_types: Sequence[str] = (),
    now: datetime,
) -> ImportRun:
    """Begin a run; an unfinished one of the list is abandoned."""
    abandon(connection, list_id, now=now)
    connection.execute(
        insert(import_runs).values(
            list_id=list_id,
            state="running",
            fields=json.dumps(list(fields)),
            started_at=now,
            total=0,
            pages=0,
            imported=0,
            skipped=0,
            record_types=json.dumps(list(record_types)),
        )
    )
    begun = running(connection, list_id)
    assert begun is not None
    return begun


def advance(connection: Connection, run: ImportRun, after: ImportRun) -> None:
    """Move a run's cursor and counts from one state to the next, under the list's lease."""
    moved = connection.execute(
        update(import_runs)
        .where(import_runs.c.id == run.id)
        .where(import_runs.c.state == "running")
        .where(import_runs.c.pages == run.pages)
        .values(
            locator=after.locator,
            last_record_id=after.last_record_id,
            total=after.total,
            pages=after.pages,
            imported=after.imported,
            skipped=after.skipped,
            mark=after.mark,
            told_at=after.told_at,
        )
    )
    assert moved.rowcount == 1, "whoever holds the list's lease moves its run, and nobody else"


def give_up(connection: Connection, run: ImportRun, *, held_back: int, now: datetime) -> None:
    """End a run that read everything without letting the list show it, under the list's lease.

    It is not gone on with, and its rows are dropped as those of any run that was abandoned.
    """
    _end(connection, run, state="abandoned", now=now)
    run_results.end(connection, "import", run.id, {"held_back": held_back})


def finish(connection: Connection, run: ImportRun, *, now: datetime) -> None:
    """Mark a run complete, under the list's lease."""
    _end(connection, run, state="complete", now=now)
    by_reason = skipped_rows.count_by_reason(connection, run.id)
    run_results.end(connection, "import", run.id, {"skipped_by_reason": by_reason})


def _end(connection: Connection, run: ImportRun, *, state: str, now: datetime) -> None:
    ended = connection.execute(
        update(import_runs)
        .where(import_runs.c.id == run.id)
        .where(import_runs.c.state == "running")
        .where(import_runs.c.pages == run.pages)
        .values(state=state, finished_at=now, locator=None)
    )
    assert ended.rowcount == 1, "whoever holds the list's lease ends its run, and nobody else"
