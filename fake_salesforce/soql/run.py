"""Runs statements: counts rows, lists their numbers in order, reads records by number.

A query locator is such a list of row numbers; its pages are read by number, so that values and
deletions are those of the moment in which a page is read.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from operator import itemgetter

from .compile import Statement
from .predicates import quoted
from .projection import Projection, Record


def count(
    connection: sqlite3.Connection, statement: Statement, *, include_deleted: bool = False
) -> int:
    """Return how many rows the query finds, LIMIT and OFFSET applied."""
    sql, values = statement.select("1", include_deleted=include_deleted)
    (number,) = _cursor(connection).execute(f"SELECT COUNT(*) FROM ({sql})", values).fetchone()  # noqa: S608
    return int(number)


def rows(
    connection: sqlite3.Connection, statement: Statement, *, include_deleted: bool = False
) -> array[int]:
    """Return the numbers of the rows that the query finds, in its order: LIMIT and OFFSET applied.

    The array holds 8 bytes a row (typecode ``q``). Ties, and queries without ORDER BY, go by row
    number.
    """
    sql, values = statement.select('"_row"', include_deleted=include_deleted)
    return array("q", map(itemgetter(0), _cursor(connection).execute(sql, values)))


def records(
    connection: sqlite3.Connection,
    projection: Projection,
    row_numbers: Sequence[int],
    *,
    include_deleted: bool = False,
) -> list[Record]:
    """Return the values of these rows, in this order, without those that are gone.

    Each tuple holds ``projection.columns``. Rows in the recycle bin are gone, unless
    ``include_deleted``.
    """
    sql = (
        f"SELECT {projection.sql} FROM {quoted(projection.sobject)}"  # noqa: S608 - names of the schema
        ' WHERE "_row" IN (SELECT value FROM json_each(?))'
    )
    if projection.hides_deleted and not include_deleted:
        sql += ' AND "IsDeleted" = 0'
    numbers = list(row_numbers)
    found = {row[0]: row for row in _cursor(connection).execute(sql, (json.dumps(numbers),))}
    return [found[number] for number in numbers if number in found]


def _cursor(connection: sqlite3.Connection) -> sqlite3.Cursor:
    """Return a cursor that gives plain tuples, whatever the connection gives."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor
