"""The columns of a query's results, in their order.

Up to v49.0 they come in alphabetical order, from v50.0 on as they were asked for
([K:api-asynch/get-results-for-a-query-job]).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fake_salesforce.releases import COLUMNS_AS_ASKED
from fake_salesforce.schema.field import FieldType
from fake_salesforce.soql import Cell, ParentCell, Projection, Write


@dataclass(frozen=True, slots=True)
class CsvColumn:
    """One column of a query's results."""

    name: str
    """A parent's field is named by its path."""
    type: FieldType
    place: int
    """That of the value in a record."""
    write: Write | None
    """Writes a value as the user's locale does; None writes it as its type is written."""


def csv_columns(projection: Projection, *, version: str) -> list[CsvColumn]:
    """Return the columns of what a query selects."""
    columns = list(_of_cells(projection.cells, ""))
    if not COLUMNS_AS_ASKED.holds_in(version):
        columns.sort(key=lambda each: each.name.lower())
    return columns


def _of_cells(cells: Sequence[object], prefix: str) -> Iterator[CsvColumn]:
    for cell in cells:
        if isinstance(cell, ParentCell):
            yield from _of_cells(cell.cells, f"{prefix}{cell.name}.")
        elif isinstance(cell, Cell):
            yield CsvColumn(prefix + cell.name, cell.type, cell.column, cell.write)
