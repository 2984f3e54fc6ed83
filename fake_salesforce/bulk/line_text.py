"""Lines of CSV of what SQLite writes while it reads the rows.

It writes a record as a JSON array of texts. That is the line itself, but for the brackets and the
delimiter, wherever nothing is escaped; where something is, the array is read and written anew.
What stands in no column is not written here: values in the user's locale. ``csv_text.py`` writes
every line, and is what this is held to.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from fake_salesforce.schema.field import FieldType
from fake_salesforce.soql import Fragment, Projection, chained, value_text

from .csv_columns import csv_columns
from .csv_rows import Layout
from .csv_text import MILLISECONDS, quoted_line

MOST_COLUMNS = 127
"""Of a line: SQLite's functions take no more arguments."""

_ARRAYS = "CAST(group_concat({}, char(10)) AS BLOB)"
_BETWEEN = b"]\n["
"""Stands between two arrays, and in none of them: a line break in a text is escaped."""
_ESCAPE = b"\\"
_COMMA = b","


def written_lines(
    connection: sqlite3.Connection,
    projection: Projection,
    row_numbers: Sequence[int],
    layout: Layout,
    *,
    version: str,
) -> list[bytes] | None:
    """Return the lines of these rows, in this order; None where SQLite cannot write them.

    Rows that are gone are left out.

    Args:
        connection: to the org's database.
        projection: of a query that Bulk API answers.
        row_numbers: of the rows.
        layout: of the file.
        version: of the API, for the order of the columns.
    """
    columns = csv_columns(projection, version=version)
    if len(columns) > MOST_COLUMNS or any(each.write is not None for each in columns):
        return None
    values = (_value(projection.columns[each.place], each.type) for each in columns)
    arrays = chained(values, ", ").within("json_array({})").within(_ARRAYS)
    (found,) = connection.execute(*projection.select_in_order(arrays, row_numbers)).fetchone()
    if found is None:
        return []
    records = found.removeprefix(b"[").removesuffix(b"]").split(_BETWEEN)
    if layout.delimiter == "," and _ESCAPE not in found:
        end = layout.newline.encode()
        return [each + end for each in records]
    return [_line(each, layout, columns=len(columns)) for each in records]


def _value(column: Fragment, field_type: FieldType) -> Fragment:
    """Return SQL for what stands between the quotes, the empty text for null."""
    text = value_text(column, field_type)
    if field_type is FieldType.DATETIME:
        text = text.within(f"substr({{}}, 1, {MILLISECONDS}) || 'Z'")
    elif field_type is FieldType.INT:
        text = text.within("CAST({} AS TEXT)")
    return text.within("coalesce({}, '')")


def _line(texts: bytes, layout: Layout, *, columns: int) -> bytes:
    """Return the line of the texts of a record, as they stand in a JSON array."""
    if _ESCAPE in texts or (layout.delimiter != "," and texts.count(_COMMA) >= columns):
        return quoted_line(json.loads(b"[%b]" % texts), layout)
    return texts.replace(_COMMA, layout.delimiter.encode()) + layout.newline.encode()
