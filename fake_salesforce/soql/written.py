"""Runs statements whose records SQLite writes as text, row by row.

Where it cannot write them, there is None instead of texts, and ``render.py`` makes the page.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from .compile import Statement
from .fragments import chained
from .projection import Projection
from .record_text import record_text
from .run import among, cursor
from .statement import Select


def written_select(statement: Statement, *, version: str) -> Select | None:
    """Return SQL that finds a query's rows, in its order, and gives number and text of each.

    None for groups, for ``SELECT COUNT()``, and where SQLite cannot write a record.
    """
    if statement.projection is None or statement.is_grouped:
        return None
    text = record_text(statement.projection, version=version)
    clauses = statement.clauses
    return None if text is None else clauses.select(chained((clauses.row, text), ", "))


def written_rows(connection: sqlite3.Connection, select: Select) -> Iterator[tuple[int, bytes]]:
    """Give number and text of each row that a SELECT of :func:`written_select` finds."""
    sql, values = select
    return cursor(connection).execute(sql, values)


def written(
    connection: sqlite3.Connection,
    projection: Projection,
    row_numbers: Sequence[int],
    *,
    version: str,
) -> bytes | None:
    """Return the texts of these rows, in this order and with commas between them.

    Those of rows that are gone are left out, as :func:`run.records` does.
    """
    text = record_text(projection, version=version)
    if text is None:
        return None
    numbers = list(row_numbers)
    what = chained((projection.columns[0], text), ", ")
    sql, values = projection.select(among(projection.columns[0], numbers), what)
    found = dict(cursor(connection).execute(sql, values))
    return b",".join([found[number] for number in numbers if number in found])
