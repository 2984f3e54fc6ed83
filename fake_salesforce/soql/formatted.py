"""What FORMAT() shows: a value as the user's locale and time zone write it.

That numbers, currencies, dates and times are localized is the guide's ([K:soql-sosl/format]); how
they look in the locale en_US is believed. Other locales are refused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fake_salesforce.clock import from_wire
from fake_salesforce.errors import MalformedQueryError
from fake_salesforce.schema.field import Field, FieldType

from . import nodes
from .names import Scope
from .operands import BoundOperand
from .positions import located
from .unevaluated import refuse

LOCALE = "en_US"
FORMATTED_TYPES = frozenset(
    {
        FieldType.INT,
        FieldType.DOUBLE,
        FieldType.CURRENCY,
        FieldType.PERCENT,
        FieldType.DATE,
        FieldType.DATETIME,
    }
)
"""The types that FORMAT() takes; the guide says numbers, dates, times and currencies."""

Write = Callable[[object], str]
"""Writes a value that is not null."""

_MOST_DECIMALS = 3
_HALF_DAY = 12


def argument_of_format(operand: nodes.Operand) -> nodes.Operand | None:
    """Return what FORMAT() is asked to show; None for any other operand."""
    if isinstance(operand, nodes.Call) and operand.name == "FORMAT":
        return operand.argument
    return None


def check_formatted(bound: BoundOperand, written: nodes.Operand, scope: Scope) -> None:
    """Refuse FORMAT() of values that no locale writes otherwise (the words are believed).

    Raises:
        MalformedQueryError: the operand is of another type.
    """
    if bound.type not in FORMATTED_TYPES:
        message = f"field {bound.name} does not support function FORMAT"
        raise MalformedQueryError(located(scope.text, written.position, message))


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom values are written: in which locale and time zone."""

    locale: str
    time_zone: ZoneInfo

    def write_of(self, operand: BoundOperand) -> Write:
        """Return what writes an operand's values, nulls apart.

        Raises:
            NotImplementedInFakeError: the user's locale is another than en_US.
        """
        if self.locale != LOCALE:
            refuse(f"FORMAT() for the locale {self.locale}")
        if operand.type is FieldType.DATE:
            return _date
        if operand.type is FieldType.DATETIME:
            return self._datetime
        if operand.type is FieldType.INT:
            return lambda value: f"{value:,}"
        return _number(operand.field)

    def _datetime(self, value: object) -> str:
        return _instant(from_wire(str(value)).astimezone(self.time_zone))


def _date(value: object) -> str:
    day = date.fromisoformat(str(value)[:10])
    return f"{day.month}/{day.day}/{day.year}"


def _instant(at: datetime) -> str:
    half = "AM" if at.hour < _HALF_DAY else "PM"
    return f"{at.month}/{at.day}/{at.year} {at.hour % _HALF_DAY or _HALF_DAY}:{at.minute:02} {half}"


def _number(field: Field) -> Write:
    """Return what writes doubles: a currency with its sign, a percentage, others as they are."""
    decimals = min(field.scale, _MOST_DECIMALS) if field.type is not FieldType.DOUBLE else None

    def written(value: object) -> str:
        number = float(str(value))
        digits = f"{abs(number):,.{_MOST_DECIMALS}f}".rstrip("0").rstrip(".")
        if decimals is not None:
            digits = f"{abs(number):,.{decimals}f}"
        sign = "-" if number < 0 else ""
        match field.type:
            case FieldType.CURRENCY:
                return f"{sign}${digits}"
            case FieldType.PERCENT:
                return f"{sign}{digits}%"
        return f"{sign}{digits}"

    return written
