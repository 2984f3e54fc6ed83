"""Members of a list: rows of a generation.

A reader looks up the list's generation and streams its rows in one read transaction, so it sees one
whole generation, however long it reads and whatever is switched or dropped meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, delete, exists, select

from sfconnector.store.rows import insert_rows
from sfconnector.store.tables import import_runs, lists, members, skipped_rows

COLUMNS = ("generation", "record_id", "email", "field_values")
ROWS_PER_FETCH = 1000
ROWS_PER_DROP = 10_000


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


def read(connection: Connection, generation: int) -> Iterator[tuple[str, str, str]]:
    """Stream (record id, e-mail, JSON text) of a generation, by record id."""
    rows = connection.execution_options(yield_per=ROWS_PER_FETCH).execute(
        select(members.c.record_id, members.c.email, members.c.field_values)
        .where(members.c.generation == generation)
        .order_by(members.c.record_id)
    )
    for row in rows:
        yield row.record_id, row.email, row.field_values


def drop_some(connection: Connection, *, most: int = ROWS_PER_DROP) -> int:
    """Delete rows of generations that no list shows and no run fills; return how many.

    Called in transactions of its own until it returns 0, so that no writer waits long.
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
            delete(table).where(table.c.generation == generation).where(table.c.record_id.in_(some))
        ).rowcount
    return dropped
