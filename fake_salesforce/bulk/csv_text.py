"""Records of a query as lines of CSV.

Header and values are quoted; a null is an empty quoted text and a datetime ends in ``Z`` (both
unverified, reference 3.11). Up to v49.0 the columns come in alphabetical order, from v50.0 on as
they were asked for ([K:api-asynch/get-results-for-a-query-job]).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fake_salesforce.releases import COLUMNS_AS_ASKED
from fake_salesforce.schema.field import NUMBER_TYPES, FieldType
from fake_salesforce.soql import Cell, ParentCell, Projection, Record, double_text

from .csv_rows import Layout

_MILLISECONDS = len("2020-06-20T10:00:00.000")


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    place: int
    write: Callable[[Any], str] | None
    """Writes a value that is there; None leaves it as it is."""


def csv_header(projection: Projection, layout: Layout, *, version: str) -> bytes:
    """Return the first line of a query's results."""
    names = [each.name for each in _columns(projection, version)]
    return b"".join(_written([names], layout))


def csv_lines(
    projection: Projection, records: Sequence[Record], layout: Layout, *, version: str
) -> list[bytes]:
    """Return the line of each record."""
    columns = _columns(projection, version)
    if not records:
        return []
    values = list(zip(*records, strict=True))
    shown = [
        values[each.place]
        if each.write is None
        else [None if value is None else each.write(value) for value in values[each.place]]
        for each in columns
    ]
    return _written(zip(*shown, strict=True), layout)


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


def _columns(projection: Projection, version: str) -> list[_Column]:
    columns = list(_of_cells(projection.cells, ""))
    if not COLUMNS_AS_ASKED.holds_in(version):
        columns.sort(key=lambda each: each.name.lower())
    return columns


def _of_cells(cells: Sequence[object], prefix: str) -> list[_Column]:
    columns: list[_Column] = []
    for cell in cells:
        if isinstance(cell, ParentCell):
            columns += _of_cells(cell.cells, f"{prefix}{cell.name}.")
        elif isinstance(cell, Cell):
            write = cell.write or _WRITERS.get(cell.type)
            columns.append(_Column(prefix + cell.name, cell.column, write))
    return columns


def _boolean(value: int) -> str:
    return "true" if value else "false"


def _datetime(value: str) -> str:
    return f"{value[:_MILLISECONDS]}Z"


_WRITERS: dict[FieldType, Callable[[Any], str]] = {
    **dict.fromkeys(NUMBER_TYPES - {FieldType.INT}, double_text),
    FieldType.BOOLEAN: _boolean,
    FieldType.DATETIME: _datetime,
}
