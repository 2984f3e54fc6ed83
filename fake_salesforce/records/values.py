"""JSON values of a record on their way into the org's database, one rule for each field type.

How each type is stored is said in :class:`fake_salesforce.schema.Field`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TypeVar

from fake_salesforce import ids
from fake_salesforce.clock import to_wire
from fake_salesforce.errors import (
    InvalidEmailAddressError,
    InvalidOrNullForRestrictedPicklistError,
    MalformedIdError,
    NumberOutsideValidRangeError,
    StringTooLongError,
    TooManyEnumValueError,
)
from fake_salesforce.schema import ID_TYPES, NUMBER_TYPES, TEXT_TYPES, Field, FieldType

Json = str | bool | int | float | list[object] | dict[str, object] | None
Stored = str | int | float | None
Day = TypeVar("Day", date, datetime)

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\".]{2,}")
"""What passes for an address; believed, Salesforce's own rule is not in the sources."""

_MOST_CHOSEN = 100
"""Values of a multi-select picklist ([K:api/core-data-types-used-in-api-calls]; text believed)."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATETIME = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,6})?(Z|[+-]\d{2}:?\d{2})", re.ASCII
)
_TIME = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d{1,6})?Z?", re.ASCII)


class WrongTypeError(Exception):
    """A JSON value is not of the type its field has; the HTTP layer knows where it stands."""

    def __init__(self, field: Field, value: Json) -> None:
        super().__init__(f"{field.name}: {value!r} is no {field.type}")
        self.field = field
        self.value = value


def stored(field: Field, value: Json) -> Stored:
    """Return a JSON value as the database keeps it.

    Blanks around a text are dropped, and an empty text is null (reference 4.1, [K:api/create]). A
    null boolean is false (believed).

    Raises:
        WrongTypeError: the JSON value is of another type.
        SalesforceError: the value is of the type but is none the field can have.
    """
    if value is None:
        return 0 if field.type is FieldType.BOOLEAN else None
    return _RULES[field.type](field, value)


def well_formed(text: str) -> str:
    """Return a text with ``?`` for each half of a surrogate pair, which is no character.

    Believed: it is what Java makes of such a half when it writes UTF-8.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def _text(field: Field, value: Json) -> Stored:
    if not isinstance(value, str):
        raise WrongTypeError(field, value)
    text = well_formed(value).strip()
    if not text:
        return None
    if field.length and len(text) > field.length:
        message = f"{field.label}: data value too large: {text} (max length={field.length})"
        raise StringTooLongError(message, fields=(field.name,))
    return text


def _email(field: Field, value: Json) -> Stored:
    text = _text(field, value)
    if isinstance(text, str) and _EMAIL.fullmatch(text) is None:
        message = f"{field.label}: invalid email address: {text}"
        raise InvalidEmailAddressError(message, fields=(field.name,))
    return text


def _picklist(field: Field, value: Json) -> Stored:
    text = _text(field, value)
    if text is None or not field.restricted_picklist:
        return text
    for each in field.picklist_values:
        if each.active and each.value == text:
            return text
    message = f"{field.label}: bad value for restricted picklist field: {text}"
    raise InvalidOrNullForRestrictedPicklistError(message, fields=(field.name,))


def _boolean(field: Field, value: Json) -> Stored:
    if not isinstance(value, bool):
        raise WrongTypeError(field, value)
    return int(value)


def _whole_number(field: Field, value: Json) -> Stored:
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongTypeError(field, value)
    return _in_range(field, value, digits=field.precision)


def _number(field: Field, value: Json) -> Stored:
    """Return a number as it came: its decimals are kept, however many its field shows.

    Salesforce rounds them for the eye only (Salesforce help 000385689, [K]).
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongTypeError(field, value)
    digits = field.precision - field.scale
    # An int beyond every float is refused before it is made one.
    return _in_range(field, float(_in_range(field, value, digits=digits)), digits=digits)


def _in_range(field: Field, value: float, *, digits: int) -> float:
    """Refuse a number with too many digits before the point (text [P], code [K])."""
    if digits and abs(value) >= 10**digits:
        message = f"{field.label}: value outside of valid range on numeric field: {value}"
        raise NumberOutsideValidRangeError(message, fields=(field.name,))
    return value


def _date(field: Field, value: Json) -> Stored:
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        raise WrongTypeError(field, value)
    try:
        return _in_calendar(field, date.fromisoformat(value)).isoformat()
    except ValueError:
        raise WrongTypeError(field, value) from None


def _datetime(field: Field, value: Json) -> Stored:
    match = _DATETIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise WrongTypeError(field, value)
    seconds, fraction, offset = match.groups()
    text = f"{seconds}{fraction or '.0'}{'+0000' if offset == 'Z' else offset}"
    try:
        instant = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC)
        return to_wire(_in_calendar(field, instant))
    except (ValueError, OverflowError):
        raise WrongTypeError(field, value) from None


def _in_calendar(field: Field, day: Day) -> Day:
    """Refuse a day outside the calendar Salesforce knows, 1700 to 4000 (reference 4.3).

    Code and text are believed.
    """
    first, last = 1700, 4000
    if not first <= day.year <= last:
        message = f"{field.label}: invalid date: {day.isoformat()}"
        raise NumberOutsideValidRangeError(message, fields=(field.name,))
    return day


def _time(field: Field, value: Json) -> Stored:
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise WrongTypeError(field, value)
    return f"{match[1]}{(match[2] or '.')[:4]:0<4}Z"


def _multipicklist(field: Field, value: Json) -> Stored:
    """Return the chosen values, joined by semicolons, each once and in the picklist's order."""
    text = _text(field, value)
    if text is None:
        return None
    chosen = dict.fromkeys(each.strip() for each in str(text).split(";") if each.strip())
    if len(chosen) > _MOST_CHOSEN:
        message = f"{field.label}: too many values: {len(chosen)} (max {_MOST_CHOSEN})"
        raise TooManyEnumValueError(message, fields=(field.name,))
    for each in chosen:
        _picklist(field, each)
    order = {each.value: place for place, each in enumerate(field.picklist_values)}
    return ";".join(sorted(chosen, key=lambda each: order.get(each, len(order)))) or None


def _id(field: Field, value: Json) -> Stored:
    if not isinstance(value, str):
        raise WrongTypeError(field, value)
    if not ids.is_id(value):
        message = f"{field.label}: id value of incorrect type: {value}"
        raise MalformedIdError(message, fields=(field.name,))
    return ids.normalize(value)


def _rules() -> dict[FieldType, Callable[[Field, Json], Stored]]:
    rules: dict[FieldType, Callable[[Field, Json], Stored]] = {}
    rules.update(dict.fromkeys(TEXT_TYPES, _text))
    rules.update(dict.fromkeys(NUMBER_TYPES, _number))
    rules.update(dict.fromkeys(ID_TYPES, _id))
    rules.update(
        {
            FieldType.EMAIL: _email,
            FieldType.PICKLIST: _picklist,
            FieldType.MULTIPICKLIST: _multipicklist,
            FieldType.BOOLEAN: _boolean,
            FieldType.INT: _whole_number,
            FieldType.DATE: _date,
            FieldType.DATETIME: _datetime,
            FieldType.TIME: _time,
        }
    )
    return rules


_RULES: Mapping[FieldType, Callable[[Field, Json], Stored]] = MappingProxyType(_rules())
