"""Writing many rows fast: multi-row VALUES through the driver on SQLite, COPY on PostgreSQL.

100 rows a statement take a tenth less of an import's processor time than the driver's
``executemany``, and every value is bound, never pasted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, Table, delete, select

from sfconnector.store import postgresql

_Row = TypeVar("_Row", bound=tuple[Any, ...])

ROWS_PER_STATEMENT = 100
IDS_PER_STATEMENT = 500
ROWS_PER_FETCH = 1000


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Insert rows, each a sequence of values in the order of the columns."""
    if connection.dialect.name == "postgresql":
        postgresql.copy_rows(connection, table, columns, rows)
        return
    whole = len(rows) - len(rows) % ROWS_PER_STATEMENT
    if whole:
        statement = _statement(table, columns, ROWS_PER_STATEMENT)
        for first in range(0, whole, ROWS_PER_STATEMENT):
            chunk = rows[first : first + ROWS_PER_STATEMENT]
            connection.exec_driver_sql(statement, tuple(chain.from_iterable(chunk)))
    if rest := rows[whole:]:
        statement = _statement(table, columns, len(rest))
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(rest)))


def in_chunks(record_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield record ids, as many at a time as go into one statement."""
    for first in range(0, len(record_ids), IDS_PER_STATEMENT):
        yield record_ids[first : first + IDS_PER_STATEMENT]


def delete_records(
    connection: Connection, table: Table, condition: ColumnElement[bool], record_ids: Sequence[str]
) -> int:
    """Delete the rows of these records for which a condition holds; return how many there were."""
    return sum(
        connection.execute(
            delete(table).where(condition).where(table.c.record_id.in_(some))
        ).rowcount
        for some in in_chunks(record_ids)
    )


def streamed(connection: Connection, query: Select[_Row]) -> Iterator[Row[_Row]]:
    """Stream a query's rows; whoever stops before the end lets go of the database's cursor."""
    with connection.execution_options(yield_per=ROWS_PER_FETCH).execute(query) as rows:
        yield from rows


def some_by_id(
    connection: Connection, query: Select[Any], record_id: Column[str]
) -> Iterator[Sequence[Row[Any]]]:
    """Yield a query's rows some at a time, in the order of an id that it selects first.

    Each time is a query of its own: whoever takes them may write in between.
    """
    after = ""
    while rows := connection.execute(
        query.where(record_id > after).order_by(record_id).limit(IDS_PER_STATEMENT)
    ).all():
        yield rows
        after = rows[-1][0]


def within(
    rows: Select[_Row], record_id: Column[str], *, after: str | None, through: str | None
) -> Select[_Row]:
    """Return the query of the rows behind an id and up to another; None leaves that end open."""
    if after is not None:
        rows = rows.where(record_id > after)
    if through is not None:
        rows = rows.where(record_id <= through)
    return rows


def nth_id(
    connection: Connection,
    table: Table,
    generation: int,
    number: int,
    *,
    after: str | None,
    through: str | None,
) -> str | None:
    """Return the id of a generation's nth row behind an id and up to another; None if fewer."""
    rows = (
        select(table.c.record_id)
        .where(table.c.generation == generation)
        .order_by(table.c.record_id)
        .offset(number - 1)
        .limit(1)
    )
    found: str | None = connection.scalar(
        within(rows, table.c.record_id, after=after, through=through)
    )
    return found


def _statement(table: Table, columns: Sequence[str], rows: int) -> str:
    one = f"({', '.join('?' * len(columns))})"
    return (
        f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES "  # noqa: S608 - our own names
        + ", ".join([one] * rows)
    )
