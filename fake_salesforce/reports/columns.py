"""The columns of a report: their names, types, and what a cell shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fake_salesforce.schema.field import ID_TYPES, NUMBER_TYPES, FieldType
from fake_salesforce.soql import BoundField

_SHORT_ID = 15
_NUMBERS = frozenset(each.value for each in NUMBER_TYPES)


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column of a run: how it is called, what it holds, and how it is written."""

    name: str
    """As ``Lead.Email``."""
    label: str
    data_type: str
    place: int
    """Where its value stands in a record."""
    id_place: int | None
    """Where the id of the record stands that a name names; None for another column."""
    write: Callable[[Any], str]
    """Writes a value as the user's locale does."""

    def value(self, record: tuple[Any, ...]) -> object:
        """Return the value of a record as JSON has it, of a name the id."""
        value = record[self.place]
        if value is None:
            return None
        if self.id_place is not None:
            return record[self.id_place]
        match self.data_type:
            case "currency":
                return {"amount": float(value), "currency": None}
            case "boolean":
                return bool(value)
            case "datetime":
                return f"{value[:19]}Z"
        return value

    def label_of(self, value: object) -> str:
        """Return what a cell shows; ``-`` for nothing (reference 3.13)."""
        return "-" if value is None else self.write(value)

    def plain(self, value: Any) -> str:  # noqa: ANN401 - a value of the column's type
        """Return a value as an exported file has it: numbers without signs or commas (k)."""
        if self.data_type in _NUMBERS:
            number = float(value)
            return str(int(number)) if number.is_integer() else repr(number)
        return self.write(value)

    def cell(self, record: tuple[Any, ...]) -> dict[str, object]:
        """Return a data cell: the label of the value, and the value."""
        return {"label": self.label_of(record[self.place]), "value": self.value(record)}


def data_type_of(field_type: FieldType) -> str:
    """Return the name of a field's type in reports; ids are texts there (believed)."""
    return "string" if field_type in ID_TYPES else field_type.value


def writer_of(
    operand: BoundField, localized: Callable[[BoundField], Callable[[Any], str]]
) -> Callable[[Any], str]:
    """Return what writes a column's values: ids as 15 characters, as reports show them (k)."""
    if operand.type in ID_TYPES:
        return lambda value: str(value)[:_SHORT_ID]
    if operand.type is FieldType.BOOLEAN:
        return lambda value: "true" if value else "false"
    if operand.type in NUMBER_TYPES | {FieldType.DATE, FieldType.DATETIME}:
        return localized(operand)
    return str
