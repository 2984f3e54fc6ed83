"""Sync runs: what is read, behind which row to go on, and the counts so far.

At most one run of a list is running; it stays so when its process dies, and whoever syncs the list
next goes on with it. Every write is fenced by the list's lease, which the caller keeps.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, insert, select, update

from sfconnector.store.tables import sync_runs

Kind: TypeAlias = Literal["changes", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRun:
    """A run and where it stands."""

    id: int
    list_id: int
    kind: Kind
    why: str
    """Why everything is read; "" where only changes are."""
    generation: int
    fields: tuple[str, ...]
    """The chosen fields that the connected user could see when it began."""
    since: datetime | None
    """Rows stamped later are read; None reads all."""
    mark: datetime | None
    told_at: datetime | None
    after_stamp: str | None = None
    after_id: str | None = None
    pages: int = 0
    rows_read: int = 0
    record_types: tuple[str, ...] = ()
    """Ids of the record types that members have; none takes every record."""


def running(connection: Connection, list_id: int) -> SyncRun | None:
    """Return the list's unfinished run, None if there is none."""
    row = connection.execute(
        select(sync_runs)
        .where(sync_runs.c.list_id == list_id)
        .where(sync_runs.c.state == "running")
    ).one_or_none()
    if row is None:
        return None
    return SyncRun(
        id=row.id,
        list_id=row.list_id,
        kind=row.kind,
        why=row.why,
        generation=row.generation,
        fields=tuple(json.loads(row.fields)),
        since=row.since,
        mark=row.mark,
        told_at=row.told_at,
        after_stamp=row.after_stamp,
        after_id=row.after_id,
        pages=row.pages,
        rows_read=row.rows_read,
        record_types=tuple(json.loads(row.record_types)),
    )


def last_state(connection: Connection, list_id: int) -> str:
    """Return the state of a list's newest run, "" if there is none."""
    state = connection.scalar(
        select(sync_runs.c.state)
        .where(sync_runs.c.list_id == list_id)
        .order_by(sync_runs.c.id.desc())
        .limit(1)
    )
    return state or ""


def abandon(connection: Connection, list_id: int, *, now: datetime) -> bool:
    """Give a list's unfinished run up, and return whether there was one."""
    given_up = connection.execute(
        update(sync_runs)
        .where(sync_runs.c.list_id == list_id)
        .where(sync_runs.c.state == "running")
        .values(state="abandoned", finished_at=now)
    )
    return given_up.rowcount > 0


def start(connection: Connection, run: SyncRun, *, now: datetime) -> SyncRun:
    """Begin a run and return it with its number; an unfinished one of the list is abandoned."""
    abandon(connection, run.list_id, now=now)
    connection.execute(
        insert(sync_runs).values(
            list_id=run.list_id,
            state="running",
            kind=run.kind,
            why=run.why,
            generation=run.generation,
            fields=json.dumps(list(run.fields)),
            since=run.since,
            mark=run.mark,
            told_at=run.told_at,
            started_at=now,
            pages=0,
            rows_read=0,
            record_types=json.dumps(list(run.record_types)),
        )
    )
    begun = running(connection, run.list_id)
    assert begun is not None
    return begun


def refused(
    connection: Connection,
    list_id: int,
    *,
    generation: int,
    fields: Sequence[str],
    now: datetime,
) -> int:
    """Write a run down that was refused before it began, and return its number.

    One of the list that is running stays: it can be gone on with when it is allowed again.
    """
    made = connection.execute(
        insert(sync_runs).values(
            list_id=list_id,
            state="partial",
            kind="changes",
            why="",
            generation=generation,
            fields=json.dumps(list(fields)),
            started_at=now,
            finished_at=now,
            pages=0,
            rows_read=0,
        )
    )
    assert made.inserted_primary_key is not None
    run_id = made.inserted_primary_key[0]
    assert isinstance(run_id, int)
    return run_id


def advance(connection: Connection, run: SyncRun) -> None:
    """Write down where a run stands."""
    connection.execute(
        update(sync_runs)
        .where(sync_runs.c.id == run.id)
        .values(
            after_stamp=run.after_stamp,
            after_id=run.after_id,
            pages=run.pages,
            rows_read=run.rows_read,
        )
    )


def finish(connection: Connection, run: SyncRun, *, partial: bool, now: datetime) -> None:
    """Mark a run as done; ``partial`` if what it missed was not believed."""
    connection.execute(
        update(sync_runs)
        .where(sync_runs.c.id == run.id)
        .values(state="partial" if partial else "complete", finished_at=now)
    )
