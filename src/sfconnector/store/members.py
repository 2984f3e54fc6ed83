"""Members of a list: rows of a generation.

A reader looks up the list's generation and streams its rows in one read transaction, so it sees one
whole generation, however long it reads and whatever is switched or dropped meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    exists,
    func,
    insert,
    literal,
    select,
    true,
)
from sqlalchemy import delete as delete_rows

from sfconnector.store import rows
from sfconnector.store.rows import delete_records, in_chunks, insert_rows, streamed, within
from sfconnector.store.sync_deltas import KEPT, Revision
from sfconnector.store.tables import import_runs, lists, members, skipped_rows

COLUMNS = ("generation", "record_id", "email", "field_values")
ROWS_PER_DROP = 10_000


class MemberRow(NamedTuple):
    """A row of a generation."""

    record_id: str
    email: str
    field_values: str
    """JSON object of the other chosen fields."""
    left_at: datetime | None
    """Since when it is no more in the source; None while it is."""
    left_reason: str | None


def add(connection: Connection, rows: Sequence[tuple[int, str, str, str]]) -> None:
    """Store rows of (generation, record id, e-mail, JSON text of the other chosen fields)."""
    insert_rows(connection, members, COLUMNS, rows)


def existing(connection: Connection, generation: int, record_ids: Sequence[str]) -> frozenset[str]:
    """Return which of these records the generation already holds."""
    return frozenset(
        connection.scalars(
            select(members.c.record_id)
            .where(members.c.generation == generation)
            .where(members.c.record_id.in_(record_ids))
        )
    )


def read(connection: Connection, generation: int) -> Iterator[MemberRow]:
    """Stream a generation's rows, by record id."""
    for row in streamed(connection, _rows(generation).order_by(members.c.record_id)):
        yield MemberRow._make(row)


def read_some(
    connection: Connection, generation: int, record_ids: Sequence[str]
) -> Iterator[MemberRow]:
    """Return the rows of these records, in no order."""
    for some in in_chunks(record_ids):
        for row in connection.execute(_rows(generation).where(members.c.record_id.in_(some))):
            yield MemberRow._make(row)


def read_span(
    connection: Connection, generation: int, *, after: str | None, through: str | None
) -> Iterator[MemberRow]:
    """Stream the rows behind an id and up to another; None leaves that end open."""
    rows = within(_rows(generation), members.c.record_id, after=after, through=through)
    for row in streamed(connection, rows):
        yield MemberRow._make(row)


def nth_id(
    connection: Connection, generation: int, number: int, *, after: str | None, through: str | None
) -> str | None:
    """Return the id of the nth row behind an id and up to another; None if there are fewer."""
    return rows.nth_id(connection, members, generation, number, after=after, through=through)


def delete(connection: Connection, generation: int, record_ids: Sequence[str]) -> None:
    """Delete the rows of these records."""
    delete_records(connection, members, members.c.generation == generation, record_ids)


def revisions(connection: Connection, former: int, generation: int) -> Iterator[Sequence[Revision]]:
    """Yield the members of two generations whose values differ, some at a time, by record id.

    Whoever takes them may write in between.
    """
    was, becomes = members.alias("was"), members.alias("becomes")
    query = (
        select(becomes.c.record_id, was.c.field_values, becomes.c.field_values)
        .join(was, was.c.record_id == becomes.c.record_id)
        .where(was.c.generation == former)
        .where(becomes.c.generation == generation)
        .where(was.c.field_values != becomes.c.field_values)
    )
    for some in rows.some_by_id(connection, query, becomes.c.record_id):
        yield [Revision._make((*row, None)) for row in some]


def count_missing(connection: Connection, former: int, generation: int) -> int:
    """Count the rows of a generation, members and skipped ones, that another one has not.

    Members that had left are not among them.
    """
    return sum(
        connection.scalar(
            select(func.count())
            .select_from(table)
            .where(table.c.generation == former)
            .where(condition)
            .where(~_has(members, generation, table))
            .where(~_has(skipped_rows, generation, table))
        )
        or 0
        for table, condition in ((members, members.c.left_at.is_(None)), (skipped_rows, true()))
    )


def _has(table: Table, generation: int, outer: Table) -> ColumnElement[bool]:
    """Return whether a generation has a record of the outer query in a table."""
    new = table.alias("new")
    return (
        exists().where(new.c.generation == generation).where(new.c.record_id == outer.c.record_id)
    )


def count_kept(connection: Connection, generation: int) -> int:
    """Count those that have left and stay members of a list that keeps who left."""
    left = (members.c.left_at.is_not(None)) & (members.c.left_reason.in_(KEPT))
    counted = connection.scalar(
        select(func.count()).select_from(members).where(members.c.generation == generation, left)
    )
    return counted or 0


def carry_left(
    connection: Connection, *, former: int, generation: int, reason: str, now: datetime
) -> None:
    """Take over into a generation the former one's members that it lacks, as having left.

    Why, its skipped rows tell, else the former generation, else ``reason`` is it.
    """
    skipped = (
        select(skipped_rows.c.reason)
        .where(skipped_rows.c.generation == generation)
        .where(skipped_rows.c.record_id == members.c.record_id)
        .scalar_subquery()
    )
    connection.execute(
        insert(members).from_select(
            [*COLUMNS, "left_at", "left_reason"],
            select(
                literal(generation),
                members.c.record_id,
                members.c.email,
                members.c.field_values,
                func.coalesce(members.c.left_at, literal(now, members.c.left_at.type)),
                func.coalesce(skipped, members.c.left_reason, reason),
            )
            .where(members.c.generation == former)
            .where(~_has(members, generation, members)),
        )
    )


def _rows(generation: int) -> Select[tuple[str, str, str, datetime | None, str | None]]:
    return select(
        members.c.record_id,
        members.c.email,
        members.c.field_values,
        members.c.left_at,
        members.c.left_reason,
    ).where(members.c.generation == generation)


def drop_some(connection: Connection, *, most: int = ROWS_PER_DROP) -> int:
    """Delete rows of generations that no list shows and no run fills; return how many.

    See ``dropping``.
    """
    seen = select(lists.c.generation).where(lists.c.generation.is_not(None))
    dropped = 0
    for table in (members, skipped_rows):
        generation = connection.scalar(
            select(import_runs.c.id)
            .where(import_runs.c.state != "running")
            .where(import_runs.c.id.not_in(seen))
            .where(exists().where(table.c.generation == import_runs.c.id))
            .limit(1)
        )
        if generation is None:
            continue
        some = (
            select(table.c.record_id)
            .where(table.c.generation == generation)
            .order_by(table.c.record_id)
            .limit(most)
        )
        dropped += connection.execute(
            delete_rows(table)
            .where(table.c.generation == generation)
            .where(table.c.record_id.in_(some))
        ).rowcount
    return dropped
