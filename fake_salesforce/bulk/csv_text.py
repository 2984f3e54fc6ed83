"""Records of a query as lines of CSV.

Header and values are quoted; a null is an empty quoted text and a datetime ends in ``Z`` (both
unverified, reference 3.11).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from fake_salesforce.schema.field import NUMBER_TYPES, FieldType
from fake_salesforce.soql import Projection, Record, double_text

from .csv_columns import CsvColumn, csv_columns
from .csv_rows import Layout

MILLISECONDS = len("2020-06-20T10:00:00.000")
"""How much of a datetime is shown, before the ``Z``."""


def csv_header(projection: Projection, layout: Layout, *, version: str) -> bytes:
    """Return the first line of a query's results."""
    names = [each.name for each in csv_columns(projection, version=version)]
    return quoted_line(names, layout)


def csv_lines(
    projection: Projection, records: Sequence[Record], layout: Layout, *, version: str
) -> list[bytes]:
    """Return the line of each record."""
    if not records:
        return []
    values = list(zip(*records, strict=True))
    shown = [_shown(each, values[each.place]) for each in csv_columns(projection, version=version)]
    return _written(zip(*shown, strict=True), layout)


def _shown(column: CsvColumn, values: Sequence[Any]) -> Sequence[Any]:
    write = column.write or _WRITERS.get(column.type)
    if write is None:
        return values
    return [None if value is None else write(value) for value in values]


def quoted_line(row: Sequence[str], layout: Layout) -> bytes:
    """Return one line, every value quoted."""
    return b"".join(_written([row], layout))


class _Lines(io.TextIOBase):
    """A file that keeps what is written to it piece by piece: the csv writer writes a row each."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def write(self, text: str) -> int:
        self.lines.append(text.encode("utf-8"))
        return len(text)


def _written(table: Any, layout: Layout) -> list[bytes]:  # noqa: ANN401 - rows of any values
    lines = _Lines()
    csv.writer(
        lines,
        delimiter=layout.delimiter,
        lineterminator=layout.newline,
        quoting=csv.QUOTE_ALL,
    ).writerows(table)
    return lines.lines


def _boolean(value: int) -> str:
    return "true" if value else "false"


def _datetime(value: str) -> str:
    return f"{value[:MILLISECONDS]}Z"


_WRITERS: dict[FieldType, Callable[[Any], str]] = {
    **dict.fromkeys(NUMBER_TYPES - {FieldType.INT}, double_text),
    FieldType.BOOLEAN: _boolean,
    FieldType.DATETIME: _datetime,
}
