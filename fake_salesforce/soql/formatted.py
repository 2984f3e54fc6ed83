"""What FORMAT() shows: a value as the user's locale and time zone write it.

That numbers, currencies, dates and times are localized is the guide's ([K:soql-sosl/format]), which
shows an amount, a day and an instant of en_US and the figures of a day elsewhere; how locales write
is in ``locales.py``. Those that no source shows whole are refused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from fake_salesforce.clock import from_wire
from fake_salesforce.errors import MalformedQueryError
from fake_salesforce.schema.field import Field, FieldType

from . import nodes
from .locales import REFUSED, Locality, locality
from .names import Scope
from .operands import BoundOperand
from .positions import located
from .unevaluated import refuse

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
            NotImplementedInFakeError: no source shows how the user's locale writes.
        """
        if self.locale in REFUSED:
            refuse(f"FORMAT() for the locale {self.locale}")
        local = locality(self.locale)
        if operand.type is FieldType.DATE:
            return lambda value: local.day(date.fromisoformat(str(value)[:10]))
        if operand.type is FieldType.DATETIME:
            return lambda value: local.instant(from_wire(str(value)).astimezone(self.time_zone))
        return _number(operand.field, local)


def _number(field: Field, local: Locality) -> Write:
    """Return what writes numbers: an amount and a percentage with the decimals of the field."""
    decimals = min(field.scale, _MOST_DECIMALS)

    def written(value: object) -> str:
        number = Decimal(str(value))
        match field.type:
            case FieldType.CURRENCY:
                return local.currency(number, decimals)
            case FieldType.PERCENT:
                return local.percent(number, decimals)
        return local.number(number)

    return written
