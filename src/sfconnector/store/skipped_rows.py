"""Rows of a source that did not become members: which record, why, and the e-mail as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Select, func, select
from sqlalchemy import delete as delete_rows

from sfconnector.store import rows
from sfconnector.store.rows import delete_records, in_chunks, insert_rows, streamed, within
from sfconnector.store.tables import skipped_rows

COLUMNS = ("generation", "record_id", "reason", "email")


def add(connection: Connection, rows: Sequence[tuple[int, str, str, str | None]]) -> None:
    """Store rows of (generation, record id, reason, e-mail)."""
    insert_rows(connection, skipped_rows, COLUMNS, rows)


def existing(connection: Connection, generation: int, record_ids: Sequence[str]) -> frozenset[str]:
    """Return which of these records the generation already has as skipped rows."""
    return frozenset(
        connection.scalars(
            select(skipped_rows.c.record_id)
            .where(skipped_rows.c.generation == generation)
            .where(skipped_rows.c.record_id.in_(record_ids))
        )
    )


def delete(connection: Connection, generation: int, record_ids: Sequence[str]) -> int:
    """Delete the rows of these records, and return how many there were."""
    ours = skipped_rows.c.generation == generation
    return delete_records(connection, skipped_rows, ours, record_ids)


def delete_for(connection: Connection, generation: int, reason: str) -> int:
    """Delete the rows that were skipped for a reason, and return how many there were."""
    return connection.execute(
        delete_rows(skipped_rows)
        .where(skipped_rows.c.generation == generation)
        .where(skipped_rows.c.reason == reason)
    ).rowcount


def count_by_reason(connection: Connection, generation: int) -> dict[str, int]:
    """Return how many rows of a generation were skipped for each reason."""
    rows = connection.execute(
        select(skipped_rows.c.reason, func.count())
        .where(skipped_rows.c.generation == generation)
        .group_by(skipped_rows.c.reason)
        .order_by(skipped_rows.c.reason)
    )
    return {reason: count for reason, count in rows}  # noqa: C416 - rows are not typed pairs


def read(connection: Connection, generation: int) -> Iterator[tuple[str, str, str | None]]:
    """Stream (record id, reason, e-mail) of a generation, by record id."""
    for row in streamed(connection, _rows(generation).order_by(skipped_rows.c.record_id)):
        yield row.record_id, row.reason, row.email


def read_of(
    connection: Connection, generation: int, reason: str
) -> Iterator[tuple[str, str | None]]:
    """Stream (record id, e-mail) of a generation's rows that were skipped for a reason, by id."""
    query: Select[tuple[str, str | None]] = (
        select(skipped_rows.c.record_id, skipped_rows.c.email)
        .where(skipped_rows.c.generation == generation)
        .where(skipped_rows.c.reason == reason)
        .order_by(skipped_rows.c.record_id)
    )
    for row in streamed(connection, query):
        yield row.record_id, row.email


def read_some(
    connection: Connection, generation: int, record_ids: Sequence[str]
) -> Iterator[tuple[str, str, str | None]]:
    """Return (record id, reason, e-mail) of these records, in no order."""
    for some in in_chunks(record_ids):
        rows = connection.execute(_rows(generation).where(skipped_rows.c.record_id.in_(some)))
        for row in rows:
            yield row.record_id, row.reason, row.email


def read_span(
    connection: Connection, generation: int, *, after: str | None, through: str | None
) -> Iterator[tuple[str, str, str | None]]:
    """Return the rows behind an id and up to another; None leaves that end open."""
    rows = within(_rows(generation), skipped_rows.c.record_id, after=after, through=through)
    for row in connection.execute(rows):
        yield row.record_id, row.reason, row.email


def nth_id(
    connection: Connection, generation: int, number: int, *, after: str | None, through: str | None
) -> str | None:
    """Return the id of the nth row behind an id and up to another; None if there are fewer."""
    return rows.nth_id(connection, skipped_rows, generation, number, after=after, through=through)


def _rows(generation: int) -> Select[tuple[str, str, str | None]]:
    return select(skipped_rows.c.record_id, skipped_rows.c.reason, skipped_rows.c.email).where(
        skipped_rows.c.generation == generation
    )
