"""SQL for one comparison: a fragment whose values are bound, never pasted.

A fragment may be NULL for a row whose field is null; that counts as false. One function for each
kind of field; which operators occur for which type was checked when the query was bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from fake_salesforce.schema.field import TEXT_TYPES, FieldType

from .bound import BoundComparison, Value
from .dates import Calendar, days_of
from .folding import fold, is_plain
from .functions import FOLD, LIKE
from .nodes import Operator, RelativeDate
from .values import stored_instant

SqlValue = str | int | float

_MAX_SQL_PATTERN = 10_000
"""Characters up to which SQLite's own LIKE takes a pattern; its limit is 50,000 bytes."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of SQL with the values of its question marks."""

    sql: str
    values: tuple[SqlValue, ...] = ()
    depth: int = 0
    """How many brackets of the query are nested in it."""


def quoted(name: str) -> str:
    """Return a name of the schema as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def folded(column: str) -> str:
    """Return SQL for a text folded: by SQLite's own upper(), unless the text goes beyond ASCII."""
    return (
        f"CASE WHEN length({column}) = length(CAST({column} AS BLOB))"
        f" THEN upper({column}) ELSE {FOLD}({column}) END"
    )


def predicate(comparison: BoundComparison, calendar: Calendar) -> Fragment:
    """Return SQL that is true for the rows a comparison holds for, and false or NULL for others."""
    column = quoted(comparison.field.name)
    if comparison.operator in (Operator.EQUAL, Operator.IN):
        return _one_of(column, comparison, calendar)
    (value,) = comparison.values
    if isinstance(value, RelativeDate):
        start, end = _bounds(value, comparison.field.type, calendar)
        bound, operator = _BEYOND[comparison.operator]
        return Fragment(f"{column} {operator} ?", ((start, end)[bound],))
    known = cast("SqlValue", value)
    if comparison.field.type not in TEXT_TYPES:
        return Fragment(f"{column} {comparison.operator} ?", (known,))
    text = cast("str", known)
    if comparison.operator is Operator.LIKE:
        return _like(column, text)
    return Fragment(f"({folded(column)}) {comparison.operator} ?", (fold(text),))


_BEYOND = {
    Operator.LESS: (0, "<"),
    Operator.LESS_OR_EQUAL: (1, "<"),
    Operator.GREATER: (1, ">="),
    Operator.GREATER_OR_EQUAL: (0, ">="),
}
"""How a comparison with a range of days is written: which end of the range, and the operator."""


def _bounds(literal: RelativeDate, field_type: FieldType, calendar: Calendar) -> tuple[str, str]:
    start, end = days_of(literal, calendar)
    if field_type is FieldType.DATE:
        return start.isoformat(), end.isoformat()
    return (
        stored_instant(calendar.start_of_day(start)),
        stored_instant(calendar.start_of_day(end)),
    )


def _like(column: str, pattern: str) -> Fragment:
    if is_plain(pattern) and len(pattern) <= _MAX_SQL_PATTERN:
        return Fragment(f"{column} LIKE ? ESCAPE '\\'", (pattern,))
    return Fragment(f"{LIKE}(?, {column})", (pattern,))


def _one_of(column: str, comparison: BoundComparison, calendar: Calendar) -> Fragment:
    field_type = comparison.field.type
    values = tuple(dict.fromkeys(comparison.values))
    known: list[SqlValue] = [
        each for each in values if each is not None and not isinstance(each, RelativeDate)
    ]
    parts: list[Fragment] = []
    if None in values:
        parts.append(Fragment(f"{column} IS NULL"))
    if field_type in TEXT_TYPES:
        texts = cast("list[str]", known)
        plain = [each for each in texts if is_plain(each)]
        other = list(dict.fromkeys(fold(each) for each in texts if not is_plain(each)))
        parts += _members(f"{column} COLLATE NOCASE", plain)
        parts += _members(f"{FOLD}({column})", other)
    else:
        parts += _members(column, known)
    for literal in _relative(values):
        bounds = _bounds(literal, field_type, calendar)
        parts.append(Fragment(f"({column} >= ? AND {column} < ?)", bounds))
    if len(parts) == 1:
        return parts[0]
    return Fragment(
        f"({' OR '.join(each.sql for each in parts)})",
        tuple(value for each in parts for value in each.values),
    )


def _relative(values: tuple[Value, ...]) -> list[RelativeDate]:
    return [each for each in values if isinstance(each, RelativeDate)]


def _members(operand: str, values: Sequence[SqlValue]) -> list[Fragment]:
    if not values:
        return []
    if len(values) == 1:
        return [Fragment(f"{operand} = ?", tuple(values))]
    marks = ", ".join("?" * len(values))
    return [Fragment(f"{operand} IN ({marks})", tuple(values))]
