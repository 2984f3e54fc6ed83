"""Login hours: at which hours of each weekday the users of a profile may log in.

Salesforce keeps them by weekday, in the org's default time zone whatever that of the user is; that
and "a day that is not told is open all day" are believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MINUTES_OF_AN_HOUR = 60
_MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class LoginHours:
    """Minutes of each weekday, from a first to one that is no more open."""

    minutes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/Los_Angeles"))

    def allows(self, now: datetime) -> bool:
        """Tell whether users may log in at an instant."""
        there = now.astimezone(self.time_zone)
        first, end = self.minutes.get(DAYS[there.weekday()], (0, _MINUTES_OF_A_DAY))
        return first <= there.hour * _MINUTES_OF_AN_HOUR + there.minute < end


def minutes_of(hours: str) -> tuple[int, int]:
    """Return the minutes of a day that ``08:00-18:30`` names; ``closed`` names none.

    Raises:
        ValueError: the text is not of that form, or ends before it begins.
    """
    if hours == "closed":
        return 0, 0
    first, dash, end = hours.partition("-")
    try:
        minutes = _minute(first), _minute(end)
    except ValueError as error:
        message = f"{hours!r} names no hours: write 08:00-18:30 or closed"
        raise ValueError(message) from error
    if not dash or not 0 <= minutes[0] <= minutes[1] <= _MINUTES_OF_A_DAY:
        message = f"{hours!r} names no hours: write 08:00-18:30 or closed"
        raise ValueError(message)
    return minutes


def _minute(text: str) -> int:
    hour, minute = text.strip().split(":")
    if not 0 <= int(minute) < _MINUTES_OF_AN_HOUR:
        message = f"{minute} is no minute of an hour"
        raise ValueError(message)
    return int(hour) * _MINUTES_OF_AN_HOUR + int(minute)
