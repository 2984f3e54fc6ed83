"""Turns a literal into a value of the field it is compared with, or refuses it.

A literal of another type is refused with Salesforce's sentence about quotes (reference 4.8): text
types must be quoted, all others must not. What Salesforce says about a wrong literal that has its
quotes right is not recorded; the same sentence is given (believed).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from fake_salesforce import ids
from fake_salesforce.errors import (
    InvalidFieldError,
    InvalidQueryFilterOperatorError,
    MalformedQueryError,
)
from fake_salesforce.schema.field import NUMBER_TYPES, TEXT_TYPES, FieldType

from . import nodes
from .bound import Value
from .operands import BoundCall, BoundOperand
from .positions import Position, located
from .unevaluated import refuse

_CURRENCY = re.compile(r"[A-Za-z]{3}[0-9]+(?:\.[0-9]+)?")

_TYPE_WORDS = {
    FieldType.ID: "ID",
    FieldType.REFERENCE: "ID",
    FieldType.INT: "int",
    FieldType.DATE: "date",
    FieldType.DATETIME: "dateTime",
    FieldType.TIME: "time",
    FieldType.BOOLEAN: "boolean",
} | dict.fromkeys(NUMBER_TYPES - {FieldType.INT}, "double")
"""How the sentence names a type, ``string`` if not here; all but dateTime and date: believed."""


def value_of(literal: nodes.Literal, field: BoundOperand, text: str, position: Position) -> Value:
    """Return the value that a literal gives what it is compared with, at ``position``.

    Raises:
        InvalidFieldError: the literal is of another type.
        InvalidQueryFilterOperatorError: it should be an id and is none.
        MalformedQueryError: it is an amount of a currency, as ``USD5000``, beside an aggregate.
        NotImplementedInFakeError: it is one beside a field.
    """
    if isinstance(literal, nodes.NullLiteral):
        # A boolean is never null: = null means = false (reference 4.2).
        return 0 if field.type is FieldType.BOOLEAN else None
    if field.type is FieldType.CURRENCY and isinstance(literal, nodes.BareWord):
        _refuse_currency(literal, field, text, position)
    if field.type in (FieldType.ID, FieldType.REFERENCE) and isinstance(
        literal, nodes.StringLiteral
    ):
        return _record_id(literal.value, text, position)
    read = _READERS.get(field.type, _text)
    value = read(literal)
    if value is None:
        raise InvalidFieldError(located(text, position, _wrong_type(field)))
    return value


def _wrong_type(field: BoundOperand) -> str:
    word = _TYPE_WORDS.get(field.type, "string")
    quotes = "should" if word in ("string", "ID") else "should not"
    return (
        f"value of filter criterion for field '{field.name}' must be of type {word}"
        f" and {quotes} be enclosed in quotes"
    )


def _record_id(value: str, text: str, position: Position) -> str:
    if not ids.is_id(value):
        raise InvalidQueryFilterOperatorError(located(text, position, f"invalid ID field: {value}"))
    return ids.normalize(value)


def _refuse_currency(
    literal: nodes.BareWord, field: BoundOperand, text: str, position: Position
) -> None:
    """Refuse an amount of a currency: it takes several currencies, which the org does not have.

    That none is compared with an aggregate is the guide's ([K:soql-sosl/convertcurrency]), the code
    and the words are believed. What an org with one currency answers is not written anywhere.
    """
    if not _CURRENCY.fullmatch(literal.text):
        return
    if isinstance(field, BoundCall) and field.is_aggregate:
        message = f"{literal.text} cannot be compared with an aggregate function"
        raise MalformedQueryError(located(text, position, message))
    refuse("an amount of a currency")


def _text(literal: nodes.Literal) -> Value:
    match literal:
        case nodes.StringLiteral(value):
            return value
        case nodes.PatternLiteral(pattern):
            return pattern
        case _:
            return None


def _no_id(literal: nodes.Literal) -> Value:  # noqa: ARG001 - quoted ids are read before
    return None


def _boolean(literal: nodes.Literal) -> Value:
    return int(literal.value) if isinstance(literal, nodes.BooleanLiteral) else None


def _number(literal: nodes.Literal) -> Value:
    return literal.value if isinstance(literal, nodes.NumberLiteral) else None


def _date(literal: nodes.Literal) -> Value:
    match literal:
        case nodes.DateLiteral(value):
            return value.isoformat()
        case nodes.RelativeDate():
            return literal
        case _:
            return None


def _datetime(literal: nodes.Literal) -> Value:
    match literal:
        case nodes.DatetimeLiteral(value):
            return stored_instant(value)
        case nodes.RelativeDate():
            return literal
        case _:
            return None


def _time(literal: nodes.Literal) -> Value:
    if not isinstance(literal, nodes.TimeLiteral):
        return None
    seconds, _, fraction = literal.text.rstrip("Z").partition(".")
    return f"{seconds}.{fraction[:3].ljust(3, '0')}Z"


def stored_instant(instant: datetime) -> str:
    """Return an instant as the org's database keeps it: in UTC, with milliseconds."""
    utc = instant.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}+0000"


_READERS: Mapping[FieldType, Callable[[nodes.Literal], Value]] = {
    FieldType.ID: _no_id,
    FieldType.REFERENCE: _no_id,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
    FieldType.TIME: _time,
    **dict.fromkeys(TEXT_TYPES, _text),
    **dict.fromkeys(NUMBER_TYPES, _number),
}
"""What reads a literal for a type of field: the value, or None for a literal of another type."""
