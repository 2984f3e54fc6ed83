"""What a statement selects: the columns to read, and the cells of an answer made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fake_salesforce.schema.field import FieldType

from .bound import BoundQuery, SelectedField
from .predicates import quoted

ADDRESS_PARTS = {
    "city": "City",
    "country": "Country",
    "geocodeAccuracy": "GeocodeAccuracy",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "postalCode": "PostalCode",
    "state": "State",
    "street": "Street",
}
"""The keys of an address as JSON, and how the names of the fields end that give them (believed)."""


Record = tuple[Any, ...]
"""The values of a record as the database gives them, in the order of ``Projection.columns``."""


@dataclass(frozen=True, slots=True)
class Part:
    """A key of a compound cell."""

    key: str
    type: FieldType
    column: int | None
    """Its place in the record; None where the org, or the user, has no such field."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a record in the answer."""

    name: str
    type: FieldType
    column: int
    """Its place in the record; -1 for a compound cell."""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Projection:
    """The cells of a record in the order of SELECT, and the SQL columns they are made of.

    The first two columns are the row number and the Id.
    """

    sobject: str
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]
    hides_deleted: bool
    """Whether the object has IsDeleted, by which rows are hidden from ``query``."""

    @property
    def sql(self) -> str:
        """The columns as SQL."""
        return ", ".join(map(quoted, self.columns))


def project(query: BoundQuery) -> Projection | None:
    """Return the projection of a query; None for ``SELECT COUNT()``."""
    if query.selection is None:
        return None
    columns = {"_row": 0, "Id": 1}
    cells = tuple(_cell(each, columns) for each in query.selection)
    hides_deleted = query.sobject.field("IsDeleted") is not None
    return Projection(query.sobject.name, tuple(columns), cells, hides_deleted)


def _cell(selected: SelectedField, columns: dict[str, int]) -> Cell:
    field = selected.field
    if not field.is_compound:
        return Cell(field.name, field.type, columns.setdefault(field.name, len(columns)))
    parts = []
    for key, ending in ADDRESS_PARTS.items():
        source = next((each for each in selected.parts if each.name.endswith(ending)), None)
        if source is None:
            parts.append(Part(key, FieldType.STRING, None))
        else:
            column = columns.setdefault(source.name, len(columns))
            parts.append(Part(key, source.type, column))
    return Cell(field.name, field.type, -1, tuple(parts))
