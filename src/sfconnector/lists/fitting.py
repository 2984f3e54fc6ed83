"""What a user writes, as the type of a field has it; what does not fit is refused (P16). Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from sfconnector.errors import InputError
from sfconnector.salesforce.describe import Field

Value = str | bool | int | float

COMPOUND = frozenset({"address", "location", "base64", "anyType", "complexvalue"})
"""Types that no single text stands for."""
_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


def fitted(field: Field, text: str) -> Value | None:
    """Return what a text is for a field; blanks alone are no value.

    Raises:
        InputError: it is none of the field's type, too long, or no value of its picklist.
    """
    if not text.strip():
        return None
    if field.type in COMPOUND:
        message = f"{field.name} is of type {field.type}, which cannot be given as one value"
        raise InputError(message)
    return _BY_TYPE.get(field.type, _text)(field, text.strip())


def _text(field: Field, text: str) -> str:
    if field.length and len(text) > field.length:
        message = (
            f"{field.name} takes {field.length} characters, and this has {len(text)}; "
            "nothing is cut off"
        )
        raise InputError(message)
    return text


def _picklist(field: Field, text: str) -> str:
    if field.restricted and text not in field.values:
        message = f"{field.name} takes {', '.join(field.values)}, not {text!r}"
        raise InputError(message)
    return _text(field, text)


def _multi_picklist(field: Field, text: str) -> str:
    parts = [each.strip() for each in text.split(";")]
    for each in parts:
        _picklist(field, each)
    return ";".join(parts)


def _boolean(field: Field, text: str) -> bool:
    if text.casefold() in _TRUE | _FALSE:
        return text.casefold() in _TRUE
    return _refused(field, text, "true or false")


def _int(field: Field, text: str) -> int:
    if re.fullmatch(r"[+-]?\d{1,9}", text):
        return int(text)
    return _refused(field, text, "a whole number of at most nine digits")


def _number(field: Field, text: str) -> float:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        return _refused(field, text, "a number such as 12.5")
    return float(number)


def _date(field: Field, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return _refused(field, text, "a day such as 2030-01-31")


def _datetime(field: Field, text: str) -> str:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        return _refused(field, text, "an instant with its zone, such as 2030-01-31T09:30:00Z")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def _refused(field: Field, text: str, right: str) -> NoReturn:
    message = f"{field.name} takes {right}, not {text!r}"
    raise InputError(message)


_BY_TYPE: Mapping[str, Callable[[Field, str], Value]] = {
    "boolean": _boolean,
    "int": _int,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "date": _date,
    "datetime": _datetime,
    "picklist": _picklist,
    "multipicklist": _multi_picklist,
}
