"""When lists are synced: how often, when next, and how often it was tried in vain.

A try is claimed before anything is sent, and is claimed as one that fails; the transaction that
applies a sync takes that back. So a killed process leaves a list that is tried again soon, and one
that was synced is never taken for one that was not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from sfconnector.store.tables import lists, schedules


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """A list's schedule."""

    list_id: int
    list_name: str
    every: timedelta
    due_at: datetime
    began_at: datetime | None
    """When it was last tried."""
    failures: int
    """Tries since the last sync that was applied."""


def read_all(connection: Connection, account_id: int) -> tuple[ScheduleRow, ...]:
    """Return an account's schedules, what is due first at the head."""
    rows = connection.execute(
        select(schedules, lists.c.name)
        .join(lists, lists.c.id == schedules.c.list_id)
        .where(lists.c.account_id == account_id)
        .order_by(schedules.c.due_at, schedules.c.list_id)
    )
    return tuple(
        ScheduleRow(
            list_id=row.list_id,
            list_name=row.name,
            every=timedelta(seconds=row.every_seconds),
            due_at=row.due_at,
            began_at=row.began_at,
            failures=row.failures,
        )
        for row in rows
    )


def put(connection: Connection, list_id: int, *, every: timedelta, due_at: datetime) -> None:
    """Let a list be synced so often, in place of the schedule that it had."""
    remove(connection, list_id)
    connection.execute(
        insert(schedules).values(
            list_id=list_id,
            every_seconds=int(every.total_seconds()),
            due_at=due_at,
            began_at=None,
            failures=0,
        )
    )


def remove(connection: Connection, list_id: int) -> None:
    """Let a list be synced on no schedule."""
    connection.execute(delete(schedules).where(schedules.c.list_id == list_id))


def claim(connection: Connection, list_id: int, *, now: datetime, due_at: datetime) -> None:
    """Begin a try; unless a sync is applied, the next one is made then."""
    connection.execute(
        update(schedules)
        .where(schedules.c.list_id == list_id)
        .values(began_at=now, due_at=due_at, failures=schedules.c.failures + 1)
    )


def move(connection: Connection, list_id: int, *, due_at: datetime) -> None:
    """Let a list be due at another time."""
    connection.execute(
        update(schedules).where(schedules.c.list_id == list_id).values(due_at=due_at)
    )


def synced(connection: Connection, list_id: int, *, began: datetime) -> None:
    """Let a list be due an interval after a sync began, in the transaction that applies it."""
    every = connection.scalar(
        select(schedules.c.every_seconds).where(schedules.c.list_id == list_id)
    )
    if every is None:
        return
    connection.execute(
        update(schedules)
        .where(schedules.c.list_id == list_id)
        .values(due_at=began + timedelta(seconds=every), failures=0)
    )
