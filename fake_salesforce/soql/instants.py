"""Date, datetime and time literals: their digits, read as the old parser reads them.

A wrong digit is refused where it stands, with what the old parser could take there: two digits that
are one alternative of several give ``no viable alternative``, a digit within an alternative gives
``mismatched character`` (reference 4.8, [RN:S24], [I:jpmonette/q#25]).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from fake_salesforce.errors import MalformedQueryError

from .positions import located_syntax, position_at
from .syntax import mismatched_character, no_viable_alternative

EARLIEST = date(1700, 1, 1)
LATEST = date(4000, 12, 31)
"""The dates that a query may name (reference 4.3)."""

_TWO_DIGITS: dict[str, dict[str, str]] = {
    "month": {"0": "19", "1": "02"},
    "day": {"0": "19", "1": "09", "2": "09", "3": "01"},
    "hour": {"0": "09", "1": "09", "2": "03"},
    "sixty": dict.fromkeys("012345", "09"),
}
"""For each kind of two digits: the first digit -> the range of the second."""

_FRACTION = re.compile(r"\.[0-9]+")


class _Reader:
    """A place in the text that moves on as digits are read."""

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.at = offset

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def expect(self, character: str) -> None:
        if self.peek() != character:
            raise mismatched_character(self.text, self.at, f"'{character}'")
        self.at += 1

    def two_digits(self, kind: str) -> int:
        first = self.peek()
        seconds = _TWO_DIGITS[kind].get(first) if first else None
        if seconds is None:
            raise no_viable_alternative(self.text, self.at)
        self.at += 1
        second = self.peek()
        if not (second and seconds[0] <= second <= seconds[1]):
            raise mismatched_character(self.text, self.at, f"set '{seconds[0]}'..'{seconds[1]}'")
        self.at += 1
        return int(first + second)


def read_date_or_datetime(text: str, offset: int) -> tuple[date | datetime, int]:
    """Read ``2020-01-31`` or ``2020-01-31T10:00:00.000Z`` at ``offset``; return it and its end.

    The caller has seen four digits and a dash there. An instant comes back in UTC, cut to
    milliseconds. An offset without a colon is taken too, since answers are written so (believed).

    Raises:
        MalformedQueryError: a digit is wrong, the day does not exist, or it lies outside
            1700-01-01 to 4000-12-31.
    """
    reader = _Reader(text, offset + 4)
    reader.expect("-")
    month = reader.two_digits("month")
    reader.expect("-")
    day = _existing_day(text, offset, month, reader.two_digits("day"))
    if reader.peek() not in ("T", "t"):
        return day, reader.at
    reader.at += 1
    hour = reader.two_digits("hour")
    reader.expect(":")
    minute = reader.two_digits("sixty")
    reader.expect(":")
    second = reader.two_digits("sixty")
    milliseconds = 0
    fraction = _FRACTION.match(text, reader.at)
    if fraction is not None:
        milliseconds = int(fraction.group()[1:4].ljust(3, "0"))
        reader.at = fraction.end()
    instant = datetime(
        day.year, day.month, day.day, hour, minute, second, milliseconds * 1000, _zone(reader)
    )
    return instant.astimezone(UTC), reader.at


def _existing_day(text: str, offset: int, month: int, day: int) -> date:
    try:
        found = date(int(text[offset : offset + 4]), month, day)
    except ValueError:
        found = date.min
    if not EARLIEST <= found <= LATEST:
        # The text is ours: no source has Salesforce's own words for it (believed).
        literal = text[offset : offset + 10]
        raise MalformedQueryError(
            located_syntax(text, position_at(text, offset), f"Invalid date: {literal}")
        )
    return found


def _zone(reader: _Reader) -> timezone:
    sign = reader.peek()
    if sign in ("Z", "z"):
        reader.at += 1
        return UTC
    if sign not in ("+", "-"):
        raise no_viable_alternative(reader.text, reader.at)
    reader.at += 1
    hours = reader.two_digits("hour")
    if reader.peek() == ":":
        reader.at += 1
    minutes = reader.two_digits("sixty")
    east = timedelta(hours=hours, minutes=minutes)
    return timezone(east if sign == "+" else -east)
