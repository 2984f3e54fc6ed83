"""The date functions of SOQL: parts of a day or an instant (reference 4.4).

Values are as the database keeps them, so an instant is in UTC unless it is moved to a zone first.
Believed: the first week of a month is its first seven days, that of a year too, and a fiscal year
is named by the calendar year in which it ends, unless the org names it by its start.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_DAY_LENGTH = len("2020-01-31")


@functools.lru_cache(16)
def _zone(key: str) -> ZoneInfo:
    return ZoneInfo(key)


def date_part(function: str, zone: str, fiscal_start: int, value: str | None) -> int | str | None:
    """Return what a date function gives for a stored date or datetime; None for None.

    Args:
        function: the function's name in capitals.
        zone: the time zone in which a datetime is read; empty for UTC.
        fiscal_start: the month in which the fiscal year begins, negative if the year in which it
            begins names it.
        value: as stored.
    """
    if value is None:
        return None
    if len(value) == _DAY_LENGTH:
        return _PARTS[function](datetime.fromisoformat(value), fiscal_start)
    instant = datetime.fromisoformat(value[:-5]).replace(tzinfo=UTC)
    if zone:
        instant = instant.astimezone(_zone(zone))
    return _PARTS[function](instant, fiscal_start)


def _fiscal_month(day: date, start: int) -> int:
    return (day.month - abs(start)) % 12 + 1


def _fiscal_year(day: date, start: int) -> int:
    begins = day.year if day.month >= abs(start) else day.year - 1
    return begins if start < 0 or start == 1 else begins + 1


_PARTS: Mapping[str, Callable[[datetime, int], int | str]] = {
    "CALENDAR_MONTH": lambda day, _: day.month,
    "CALENDAR_QUARTER": lambda day, _: (day.month + 2) // 3,
    "CALENDAR_YEAR": lambda day, _: day.year,
    "DAY_IN_MONTH": lambda day, _: day.day,
    "DAY_IN_WEEK": lambda day, _: day.isoweekday() % 7 + 1,
    "DAY_IN_YEAR": lambda day, _: day.timetuple().tm_yday,
    "DAY_ONLY": lambda day, _: day.date().isoformat(),
    "FISCAL_MONTH": _fiscal_month,
    "FISCAL_QUARTER": lambda day, start: (_fiscal_month(day, start) + 2) // 3,
    "FISCAL_YEAR": _fiscal_year,
    "HOUR_IN_DAY": lambda day, _: day.hour,
    "WEEK_IN_MONTH": lambda day, _: (day.day + 6) // 7,
    "WEEK_IN_YEAR": lambda day, _: (day.timetuple().tm_yday + 6) // 7,
}
