"""The CSV line of a record as one SQL expression, so that SQLite writes it while it reads the row.

What stands in no column is not written here: values in the user's locale. ``csv_text.py`` writes
every line, and is what this is held to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fake_salesforce.schema.field import NUMBER_TYPES, FieldType
from fake_salesforce.soql import Fragment, Projection, Select, chained, value_text

from .csv_columns import csv_columns
from .csv_rows import Layout
from .csv_text import MILLISECONDS

MOST_COLUMNS = 400
"""Of a line: SQLite's expressions are at most 1,000 deep, and each column makes one two deeper."""

_WITHOUT_QUOTES = NUMBER_TYPES | {
    FieldType.BOOLEAN,
    FieldType.DATE,
    FieldType.DATETIME,
    FieldType.ID,
    FieldType.REFERENCE,
}
"""The types whose values never have a quote in them."""


def select_lines(
    projection: Projection, row_numbers: Sequence[int], layout: Layout, *, version: str
) -> Select | None:
    """Return SQL for the lines of these rows, in this order: each as UTF-8, a row of its own.

    Rows that are gone are left out. None where SQLite cannot write the lines.

    Args:
        projection: of a query that Bulk API answers.
        row_numbers: of the rows.
        layout: of the file.
        version: of the API, for the order of the columns.
    """
    columns = csv_columns(projection, version=version)
    if len(columns) > MOST_COLUMNS or any(each.write is not None for each in columns):
        return None
    values = (_value(projection.columns[each.place], each.type) for each in columns)
    line = _line(values, layout).within("CAST({} AS BLOB)")
    return projection.select_in_order(line, row_numbers)


def _line(values: Iterable[Fragment], layout: Layout) -> Fragment:
    """Return SQL for a line of these values."""
    between = Fragment("?", (f'"{layout.delimiter}"',))
    pieces = [piece for value in values for piece in (between, value)]
    return chained(
        [Fragment("""'"'"""), *pieces[1:], Fragment("?", (f'"{layout.newline}',))], " || "
    )


def _value(column: Fragment, field_type: FieldType) -> Fragment:
    """Return SQL for what stands between the quotes, the empty text for null."""
    text = value_text(column, field_type)
    if field_type is FieldType.DATETIME:
        text = text.within(f"substr({{}}, 1, {MILLISECONDS}) || 'Z'")
    if field_type not in _WITHOUT_QUOTES:
        text = text.within("""replace({}, '"', '""')""")
    return text.within("coalesce({}, '')")
