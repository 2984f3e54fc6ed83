"""Runs statements: counts rows, lists their numbers in order, reads records by number.

A query locator is such a list of row numbers; its pages are read by number, so that values and
deletions are those of the moment in which a page is read. Groups have no numbers: they are read
all at once.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from fake_salesforce.errors import ExceededIdLimitError

from .compile import Statement
from .fragments import Fragment, chained, quoted
from .projection import Projection, Record
from .statement import Clauses, Select


@dataclass(frozen=True, slots=True)
class Written:
    """The records of a page as compact JSON."""

    number: int
    """How many records they are."""
    array: bytes


MAX_GROUPS = 2000
"""Groups that one answer may have (reference 4.5, [P])."""


def count(connection: sqlite3.Connection, statement: Statement) -> int:
    """Return how many rows the query finds, LIMIT and OFFSET applied."""
    sql, values = statement.clauses.select(Fragment("1"))
    (number,) = _cursor(connection).execute(f"SELECT COUNT(*) FROM ({sql})", values).fetchone()  # noqa: S608 - our words, names of the schema
    return int(number)


def rows(connection: sqlite3.Connection, clauses: Clauses) -> array[int]:
    """Return the numbers of the rows that a query finds, in its order: LIMIT and OFFSET applied.

    The array holds 8 bytes a row (typecode ``q``). Ties, and queries without ORDER BY, go by row
    number.
    """
    sql, values = clauses.select(clauses.row)
    return array("q", map(itemgetter(0), _cursor(connection).execute(sql, values)))


def rows_by_parent(
    connection: sqlite3.Connection,
    clauses: Clauses,
    *,
    reference: Fragment,
    parent_ids: Sequence[str],
) -> dict[str, array[int]]:
    """Return the numbers of the children that a query finds, in its order, by their parent's Id.

    LIMIT and OFFSET are of each parent's children. Parents without any are not there.
    """
    what = chained((reference, clauses.row), ", ")
    among = _among(reference, parent_ids)
    sql, values = clauses.select_where(what, among)
    found: dict[str, array[int]] = {}
    for parent_id, number in _cursor(connection).execute(sql, values):
        found.setdefault(parent_id, array("q")).append(number)
    end = None if clauses.limit is None else clauses.offset + clauses.limit
    cut = {parent_id: numbers[clauses.offset : end] for parent_id, numbers in found.items()}
    return {parent_id: numbers for parent_id, numbers in cut.items() if numbers}


def groups(connection: sqlite3.Connection, statement: Statement) -> list[Record]:
    """Return the records of a grouped query.

    Raises:
        ExceededIdLimitError: there are more than 2,000 groups.
    """
    assert statement.projection is not None
    sql, values = statement.clauses.select(statement.projection.what)
    found = _cursor(connection).execute(sql, values).fetchmany(MAX_GROUPS + 1)
    if len(found) > MAX_GROUPS:
        message = (
            "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a"
            " single batch"
        )
        raise ExceededIdLimitError(message)
    return found


def records(
    connection: sqlite3.Connection, projection: Projection, row_numbers: Sequence[int]
) -> list[Record]:
    """Return the values of these rows, in this order, without those that are gone.

    Each tuple holds ``projection.columns``; children are put behind them by ``with_children``. Rows
    in the recycle bin are gone, unless the statement was compiled to include them.
    """
    numbers = list(row_numbers)
    sql, values = projection.select(_among(projection.columns[0], numbers))
    found = {row[0]: row for row in _cursor(connection).execute(sql, values)}
    return [found[number] for number in numbers if number in found]


def written(connection: sqlite3.Connection, select: Select) -> Written:
    """Return the records that ``RecordTexts.select`` finds, as SQLite writes them."""
    number, texts = _cursor(connection).execute(*select).fetchone()
    return Written(number, b"[%b]" % (texts or b""))


def written_pages(
    connection: sqlite3.Connection, select: Select, *, page_rows: int
) -> Iterator[tuple[array[int], Written]]:
    """Yield the pages of what ``RecordTexts.select_all`` finds: their row numbers, their records.

    They are read as they are taken, inside the caller's block.
    """
    found = _cursor(connection).execute(*select)
    while rows := found.fetchmany(page_rows):
        numbers, texts = zip(*rows, strict=True)
        yield array("q", numbers), Written(len(texts), b"[%b]" % b",".join(texts))


def last_row(connection: sqlite3.Connection, projection: Projection) -> int:
    """Return the highest row number of a projection's object, 0 where it has no rows."""
    sql = f"SELECT MAX(_row) FROM {quoted(projection.sobject)}"  # noqa: S608 - a name of the schema
    (number,) = _cursor(connection).execute(sql).fetchone()
    return number or 0


def is_sorted_apart(connection: sqlite3.Connection, clauses: Clauses) -> bool:
    """Tell whether SQLite must read every row before it has the first: no index has the order."""
    sql, values = clauses.select(clauses.row)
    plan = _cursor(connection).execute(f"EXPLAIN QUERY PLAN {sql}", values)
    return any("TEMP B-TREE" in step[-1] and "ORDER BY" in step[-1] for step in plan)


def _among(column: Fragment, values: Sequence[str | int]) -> Fragment:
    """Return SQL that is true where a column has one of many values."""
    listed = column.within("{} IN (SELECT value FROM json_each(?))")
    return Fragment(listed.sql, (json.dumps(values),))


def _cursor(connection: sqlite3.Connection) -> sqlite3.Cursor:
    """Return a cursor that gives plain tuples, whatever the connection gives."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor
