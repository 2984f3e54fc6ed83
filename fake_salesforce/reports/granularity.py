"""Dates as the values of a grouping: whole days, weeks, months, quarters, years.

The month's form is of [K:api-analytics/run-reports-synchronously-or-asynchronously]: the first day
is the value, ``July 2015`` the label. The labels of the others are believed, and that weeks begin
by the user's locale, as those of date literals.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from fake_salesforce.errors import NotImplementedInFakeError

_MONTHS_A_QUARTER = 3
_DAYS_A_WEEK = 7
_WEEK = "Week"


def _quarter(day: date) -> date:
    return day.replace(month=(day.month - 1) // _MONTHS_A_QUARTER * _MONTHS_A_QUARTER + 1, day=1)


def _american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


Shape = tuple[Callable[[date], date], Callable[[date], str]]

_SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "None": (lambda day: day, _american),
        "Day": (lambda day: day, _american),
        "Month": (
            lambda day: day.replace(day=1),
            lambda day: f"{calendar.month_name[day.month]} {day.year}",
        ),
        "Quarter": (
            _quarter,
            lambda day: f"Q{(day.month - 1) // _MONTHS_A_QUARTER + 1} CY{day.year}",
        ),
        "Year": (lambda day: day.replace(month=1, day=1), lambda day: f"CY{day.year}"),
    }
)


def _weeks(first_weekday: int) -> Shape:
    def week(day: date) -> date:
        return day - timedelta(days=(day.weekday() - first_weekday) % _DAYS_A_WEEK)

    def written(day: date) -> str:
        return f"{_american(day)} - {_american(day + timedelta(days=_DAYS_A_WEEK - 1))}"

    return week, written


def shape_of(granularity: str, *, first_weekday: int) -> Shape:
    """Return what makes a day of the span it lies in, and what writes that span.

    Args:
        granularity: the name of the spans, as ``Week``.
        first_weekday: the day that begins a week for the user, Monday 0 to Sunday 6.

    Raises:
        NotImplementedInFakeError: it is a granularity that the fake does not have.
    """
    if granularity == _WEEK:
        return _weeks(first_weekday)
    shape = _SHAPES.get(granularity)
    if shape is None:
        part = f"groupings by {granularity}"
        raise NotImplementedInFakeError(part, instead=f"It has {', '.join((*_SHAPES, _WEEK))}.")
    return shape
