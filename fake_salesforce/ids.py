"""Record ids: 15 case-sensitive characters, or 18 that bear a checksum of the case.

An id is three characters of key prefix, three of the instance and nine of a base-62 sequence
(reference 5.1). The digits go in ASCII order, so ids of one object ascend as they are given out.
"""

from __future__ import annotations

import re
from types import MappingProxyType

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""The digits of the sequence. ASCII order, so that text order is the order of creation."""

_CHECKSUM = MappingProxyType(
    {f"{bits:05b}": each for bits, each in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")}
)
_BITS = str.maketrans(DIGITS, "0" * 10 + "1" * 26 + "0" * 26)
"""Writes 1 for an upper-case letter and 0 for any other digit."""
_UPPER = MappingProxyType(
    {each: tuple(bit == "1" for bit in reversed(bits)) for bits, each in _CHECKSUM.items()}
)
"""For each checksum character, which of the five characters it speaks of are upper-case letters."""
_SHORT = re.compile(r"[0-9A-Za-z]{15}")
_LONG = re.compile(r"[0-9A-Za-z]{15}[A-Za-z0-5]{3}")
_SHORT_LENGTH = 15
_SEQUENCE_DIGITS = 9


def to_18(id15: str) -> str:
    """Return the 18-character form of a 15-character id (reference 5.1, checked on recordings).

    Each group of five characters gives one checksum character: a 5-bit number in which bit ``j`` is
    set when character ``j`` is an upper-case letter.
    """
    bits = id15.translate(_BITS)[::-1]
    return id15 + _CHECKSUM[bits[10:]] + _CHECKSUM[bits[5:10]] + _CHECKSUM[bits[:5]]


def is_id(text: str) -> bool:
    """Tell whether a text is an id: 15 characters, or 18 whose checksum is right.

    Where all letters have one case, the checksum tells which they had; where both are there and it
    says otherwise, it is wrong. Both are believed (reference 5.1, unverified; the id that
    [K:rest-api/status-codes-and-error-responses] shows as malformed has both cases).
    """
    return _SHORT.fullmatch(text) is not None or _repaired(text) is not None


def has_wrong_checksum(text: str) -> bool:
    """Tell whether a text would be an id of 18 characters but for its checksum."""
    return _LONG.fullmatch(text) is not None and _repaired(text) is None


def normalize(text: str) -> str:
    """Return the 18-character form, in its own case, of an id given with 15 or 18 characters."""
    return to_18(text) if len(text) == _SHORT_LENGTH else _repaired(text) or text


def _repaired(text: str) -> str | None:
    """Return an id of 18 characters in the case that its checksum tells, None if it is wrong."""
    if _LONG.fullmatch(text) is None:
        return None
    id15, checksum = text[:_SHORT_LENGTH], text[_SHORT_LENGTH:].upper()
    if to_18(id15) == id15 + checksum:
        return id15 + checksum
    if id15 not in (id15.lower(), id15.upper()):
        return None
    is_upper = (each for part in checksum for each in _UPPER[part])
    cased = "".join(
        each.upper() if upper else each.lower() for each, upper in zip(id15, is_upper, strict=True)
    )
    return cased + checksum if to_18(cased) == cased + checksum else None


def record_id(key_prefix: str, instance: str, number: int) -> str:
    """Return the 18-character id of the ``number``-th record (from 1) of an object.

    Args:
        key_prefix: the object's three characters, as ``00Q``.
        instance: the three characters that stand for the org's instance.
        number: how many-th id of this object is given out; ids never come back.
    """
    sequence = ""
    for _ in range(_SEQUENCE_DIGITS):
        number, digit = divmod(number, len(DIGITS))
        sequence = DIGITS[digit] + sequence
    return to_18(f"{key_prefix}{instance}{sequence}")


def of_instance(record_id: str, instance: str) -> str:
    """Return the 18-character id with the same key prefix and number in another instance."""
    return to_18(f"{record_id[:3]}{instance}{record_id[6:15]}")
