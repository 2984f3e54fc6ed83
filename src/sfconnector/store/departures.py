"""Who left a list, when and why; and which record stands for it now, if it was merged or converted.

It hangs on the record and not on a generation's row, so it outlives every import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    update,
)

from sfconnector.store.rows import delete_records, in_chunks
from sfconnector.store.tables import departures, members, skipped_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A member that left."""

    record_id: str
    at: datetime
    reason: str
    moved_to: str | None
    """The record at the end of the chain of merges and conversions; None if there is none."""


def read_all(connection: Connection, list_id: int) -> tuple[Departure, ...]:
    """Return a list's departures by record id, each with the end of its chain."""
    rows = connection.execute(
        select(departures).where(departures.c.list_id == list_id).order_by(departures.c.record_id)
    ).all()
    next_of = {row.record_id: row.moved_to for row in rows}
    return tuple(
        Departure(
            record_id=row.record_id,
            at=row.at,
            reason=row.reason,
            moved_to=_end(row.record_id, next_of),
        )
        for row in rows
    )


def put(
    connection: Connection,
    list_id: int,
    record_ids: Sequence[str],
    *,
    reason: str,
    now: datetime,
) -> None:
    """Write down that members left, in place of what was written of them before."""
    delete_records(connection, departures, departures.c.list_id == list_id, record_ids)
    for some in in_chunks(record_ids):
        connection.execute(
            insert(departures),
            [{"list_id": list_id, "record_id": each, "at": now, "reason": reason} for each in some],
        )


def follow_import(
    connection: Connection,
    list_id: int,
    *,
    former: int,
    generation: int,
    reason: str,
    now: datetime,
) -> int:
    """Let departures tell how a list came from one generation to another, and count who left.

    Args:
        connection: of the transaction that lets readers see the new generation.
        list_id: of the list.
        former: the generation that they saw.
        generation: the new one, without members that left.
        reason: why those left that it has not even as skipped rows.
        now: when they left, as far as the list knows.
    """
    here = departures.c.list_id == list_id

    def has(table: Table, number: int, outer: Table) -> ColumnElement[bool]:
        one = table.alias("one")
        found = (one.c.generation == number) & (one.c.record_id == outer.c.record_id)
        if number == former:
            found &= one.c.left_at.is_(None)
        return exists().where(found)

    is_back = has(members, generation, departures)
    was_there = has(members, former, departures)
    connection.execute(delete(departures).where(here).where(is_back | was_there))

    def skipped(outer: Table) -> ColumnElement[str | None]:
        return (
            select(skipped_rows.c.reason)
            .where(skipped_rows.c.generation == generation)
            .where(skipped_rows.c.record_id == outer.c.record_id)
            .scalar_subquery()
        )

    connection.execute(
        update(departures)
        .where(here)
        .where(has(skipped_rows, generation, departures))
        .values(reason=skipped(departures), moved_to=null())
    )
    return connection.execute(
        insert(departures).from_select(
            ["list_id", "record_id", "at", "reason", "moved_to"],
            select(
                literal(list_id),
                members.c.record_id,
                literal(now, departures.c.at.type),
                func.coalesce(skipped(members), reason),
                null(),
            )
            .where(members.c.generation == former)
            .where(members.c.left_at.is_(None))
            .where(~has(members, generation, members)),
        )
    ).rowcount


def _end(record_id: str, next_of: dict[str, str | None]) -> str | None:
    passed = {record_id}
    at = next_of.get(record_id)
    while at is not None and at not in passed and next_of.get(at) is not None:
        passed.add(at)
        at = next_of[at]
    return at
