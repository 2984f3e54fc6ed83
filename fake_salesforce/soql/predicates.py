"""SQL for one comparison: a fragment whose values are bound, never pasted.

A fragment may be NULL for a row whose field is null; that counts as false. One function for each
kind of field; which operators occur for which type was checked when the query was bound.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from fake_salesforce.schema.field import TEXT_TYPES, FieldType

from .bound import BoundComparison, Value
from .dates import Calendar, days_of
from .folding import fold, is_plain
from .fragments import Fragment, SqlValue, chained, folded
from .functions import FOLD, INCLUDES, LIKE, LIKE_EXACTLY
from .nodes import Operator, RelativeDate
from .operands import ignores_case
from .patterns import glob
from .values import stored_instant

_MAX_SQL_PATTERN = 10_000
"""Characters up to which SQLite's own LIKE takes a pattern; its limit is 50,000 bytes."""


def predicate(comparison: BoundComparison, column: Fragment, calendar: Calendar) -> Fragment:
    """Return SQL that is true for the rows a comparison holds for, and false or NULL for others.

    ``column`` is SQL for the value that is compared.
    """
    field_type = comparison.operand.type
    if comparison.operator in (Operator.EQUAL, Operator.IN):
        return _one_of(column, comparison, calendar)
    if comparison.operator is Operator.INCLUDES:
        wanted = json.dumps(comparison.values)
        return Fragment(f"{INCLUDES}(?, {column.sql})", (wanted, *column.values))
    (value,) = comparison.values
    if isinstance(value, RelativeDate):
        start, end = _bounds(value, field_type, calendar)
        bound, operator = _BEYOND[comparison.operator]
        return _compared(column, operator, (start, end)[bound])
    known = cast("SqlValue", value)
    if field_type not in TEXT_TYPES:
        return _compared(column, comparison.operator, known)
    text = cast("str", known)
    is_exact = not ignores_case(comparison.operand)
    if comparison.operator is Operator.LIKE:
        return _like_exactly(column, text) if is_exact else _like(column, text)
    compared = _compared(folded(column), comparison.operator, fold(text))
    return _compared_exactly(column, comparison.operator, text) if is_exact else compared


def _compared(column: Fragment, operator: str, value: SqlValue) -> Fragment:
    return Fragment(f"{column.sql} {operator} ?", (*column.values, value))


def _compared_exactly(column: Fragment, operator: str, text: str) -> Fragment:
    """Return SQL that compares texts whose case counts: by their letters, then by their case."""
    both = chained((folded(column), column), ", ")
    return Fragment(f"({both.sql}) {operator} (?, ?)", (*both.values, fold(text), text))


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


def _like(column: Fragment, pattern: str) -> Fragment:
    if is_plain(pattern) and len(pattern) <= _MAX_SQL_PATTERN:
        return Fragment(f"{column.sql} LIKE ? ESCAPE '\\'", (*column.values, pattern))
    return Fragment(f"{LIKE}(?, {column.sql})", (pattern, *column.values))


def _like_exactly(column: Fragment, pattern: str) -> Fragment:
    """Return SQL for LIKE where case counts: GLOB, which an index serves by what it begins with."""
    if "\0" not in pattern and len(pattern) <= _MAX_SQL_PATTERN:
        return Fragment(f"{column.sql} GLOB ?", (*column.values, glob(pattern)))
    return Fragment(f"{LIKE_EXACTLY}(?, {column.sql})", (pattern, *column.values))


def _one_of(column: Fragment, comparison: BoundComparison, calendar: Calendar) -> Fragment:
    field_type = comparison.operand.type
    values = tuple(dict.fromkeys(comparison.values))
    known: list[SqlValue] = [each for each in values if isinstance(each, str | int | float)]
    parts: list[Fragment] = []
    if None in values:
        parts.append(column.within("{} IS NULL"))
    if ignores_case(comparison.operand):
        texts = cast("list[str]", known)
        plain = [each for each in texts if is_plain(each)]
        other = list(dict.fromkeys(fold(each) for each in texts if not is_plain(each)))
        parts += _members(column.within("{} COLLATE NOCASE"), plain)
        parts += _members(column.within(f"{FOLD}({{}})"), other)
    else:
        parts += _members(column, known)
    for literal in _relative(values):
        start, end = _bounds(literal, field_type, calendar)
        both = (_compared(column, ">=", start), _compared(column, "<", end))
        parts.append(chained(both, " AND ").within("({})"))
    return parts[0] if len(parts) == 1 else chained(parts, " OR ").within("({})")


def _relative(values: tuple[Value, ...]) -> list[RelativeDate]:
    return [each for each in values if isinstance(each, RelativeDate)]


def _members(operand: Fragment, values: Sequence[SqlValue]) -> list[Fragment]:
    if not values:
        return []
    if len(values) == 1:
        return [_compared(operand, "=", values[0])]
    marks = ", ".join("?" * len(values))
    return [Fragment(f"{operand.sql} IN ({marks})", (*operand.values, *values))]
