"""The date literals of SOQL and the days they stand for (reference 4.3, the guide's complete list).

A literal stands for a range of days ``[start, end)`` in the user's calendar. A unit (day, week,
month, quarter, year, fiscal quarter, fiscal year) is a function that moves a day to the start of
its unit and some units on; each literal is a unit with two distances from the current one.
LAST_N_DAYS includes today and so spans n+1 days; all other LAST_N leave the current unit out,
NEXT_N_DAYS leaves out today.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from .instants import EARLIEST, LATEST
from .locales import first_weekday
from .nodes import RelativeDate

_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What turns date literals into days: today, where, and how weeks and fiscal years run."""

    today: date
    time_zone: ZoneInfo
    fiscal_year_start_month: int = 1
    """1 to 12, as Organization.FiscalYearStartMonth."""
    is_fiscal_year_named_by_start: bool = False
    """As Organization.UsesStartDateAsFiscalYearName."""
    locale: str = "en_US"
    """The user's, which tells the day that begins a week."""

    def start_of_day(self, day: date) -> datetime:
        """Return the instant at which a day begins in the user's time zone, in UTC.

        A day whose midnight the clocks skip begins when they go on.
        """
        return datetime.combine(day, time(), self.time_zone).astimezone(UTC)


_Shift = Callable[[Calendar, int], date]
"""Gives the first day of the unit that lies so many units after the current one."""


def _days(calendar: Calendar, count: int) -> date:
    return _moved(calendar.today, count)


def _weeks(calendar: Calendar, count: int) -> date:
    into_week = (calendar.today.weekday() - first_weekday(calendar.locale)) % 7
    return _moved(calendar.today, 7 * count - into_week)


def _months(calendar: Calendar, count: int) -> date:
    return _first_of_month(calendar.today, 0, count)


def _quarters(calendar: Calendar, count: int) -> date:
    return _first_of_month(calendar.today, (calendar.today.month - 1) % 3, 3 * count)


def _years(calendar: Calendar, count: int) -> date:
    return _first_of_month(calendar.today, calendar.today.month - 1, _MONTHS_A_YEAR * count)


def _fiscal_quarters(calendar: Calendar, count: int) -> date:
    return _first_of_month(calendar.today, _months_into_fiscal_year(calendar) % 3, 3 * count)


def _fiscal_years(calendar: Calendar, count: int) -> date:
    into_year = _months_into_fiscal_year(calendar)
    return _first_of_month(calendar.today, into_year, _MONTHS_A_YEAR * count)


def _months_into_fiscal_year(calendar: Calendar) -> int:
    return (calendar.today.month - calendar.fiscal_year_start_month) % _MONTHS_A_YEAR


def _moved(day: date, days: int) -> date:
    """Move a day, but not out of the dates that exist for SOQL (believed)."""
    ordinal = day.toordinal() + days
    return date.fromordinal(min(max(ordinal, EARLIEST.toordinal()), LATEST.toordinal() + 1))


def _first_of_month(day: date, months_back: int, months_on: int) -> date:
    months = day.year * _MONTHS_A_YEAR + day.month - 1 - months_back + months_on
    year, month = divmod(months, _MONTHS_A_YEAR)
    if year < EARLIEST.year:
        return EARLIEST
    return date(year, month + 1, 1) if year <= LATEST.year else _moved(LATEST, 1)


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A literal without a number: from one distance to another, in units from the current one."""

    shift: _Shift
    first: int
    end: int


_FIXED: dict[str, _Fixed] = {
    "YESTERDAY": _Fixed(_days, -1, 0),
    "TODAY": _Fixed(_days, 0, 1),
    "TOMORROW": _Fixed(_days, 1, 2),
    "LAST_90_DAYS": _Fixed(_days, -90, 1),
    "NEXT_90_DAYS": _Fixed(_days, 1, 91),
} | {
    f"{name}_{unit}": _Fixed(shift, first, first + 1)
    for unit, shift in (
        ("WEEK", _weeks),
        ("MONTH", _months),
        ("QUARTER", _quarters),
        ("YEAR", _years),
        ("FISCAL_QUARTER", _fiscal_quarters),
        ("FISCAL_YEAR", _fiscal_years),
    )
    for name, first in (("LAST", -1), ("THIS", 0), ("NEXT", 1))
}

_UNITS: dict[str, _Shift] = {
    "DAYS": _days,
    "WEEKS": _weeks,
    "MONTHS": _months,
    "QUARTERS": _quarters,
    "YEARS": _years,
    "FISCAL_QUARTERS": _fiscal_quarters,
    "FISCAL_YEARS": _fiscal_years,
}

_COUNTED: dict[str, tuple[str, _Shift]] = {
    name: (family, shift)
    for unit, shift in _UNITS.items()
    for family, name in (
        ("LAST", f"LAST_N_{unit}"),
        ("NEXT", f"NEXT_N_{unit}"),
        ("AGO", f"N_{unit}_AGO"),
    )
}

PLAIN_NAMES = frozenset(_FIXED)
"""The literals that stand alone."""

COUNTED_NAMES = frozenset(_COUNTED)
"""The literals that take a number behind a colon."""


def days_of(literal: RelativeDate, calendar: Calendar) -> tuple[date, date]:
    """Return the days a date literal stands for: the first, and the one behind the last."""
    if literal.count is None:
        fixed = _FIXED[literal.name]
        return fixed.shift(calendar, fixed.first), fixed.shift(calendar, fixed.end)
    family, shift = _COUNTED[literal.name]
    count = literal.count
    if family == "AGO":
        return shift(calendar, -count), shift(calendar, 1 - count)
    if family == "NEXT":
        return shift(calendar, 1), shift(calendar, 1 + count)
    return shift(calendar, -count), shift(calendar, 1 if shift is _days else 0)
