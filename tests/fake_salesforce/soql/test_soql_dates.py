"""Date literals in the user's time zone (reference 4.3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import soql_model
from fake_salesforce.objects.user import USER
from fake_salesforce.soql.dates import COUNTED_NAMES, PLAIN_NAMES, Calendar, days_of
from fake_salesforce.soql.nodes import RelativeDate
from soql_stage import BERLIN, Stage

WEEK_STARTS = {"en_US": 7, "ja_JP": 7, "iw_IL": 7, "en_GB": 1, "de_DE": 1, "fr_FR": 1}
"""The day on which weeks begin, Monday 1: that of the country."""

_LOCALES = [
    each.value
    for field in USER.fields
    if field.name == "LocaleSidKey"
    for each in field.picklist_values
]


@settings(max_examples=settings().max_examples * 5)
@given(
    soql_model.date_literals(),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.integers(1, 12),
    st.sampled_from(sorted(WEEK_STARTS)),
)
def test_a_literal_stands_for_its_days(
    literal: soql_model.DateRange, today: date, fiscal_start: int, locale: str
) -> None:
    """The first and the last day of a literal lie in its units, their neighbours do not."""
    calendar = Calendar(
        today=today, time_zone=BERLIN, fiscal_year_start_month=fiscal_start, locale=locale
    )
    name, _, count = literal.text.partition(":")
    start, end = days_of(RelativeDate(name, int(count) if count else None), calendar)
    one_day = timedelta(days=1)
    places = [
        soql_model.distance(
            day, literal, today=today, fiscal_start=fiscal_start, week_start=WEEK_STARTS[locale]
        )
        for day in (start - one_day, start, end - one_day, end)
    ]
    assert (places[0] < 0, places[1], places[2], places[3] > 0) == (True, 0, 0, True)


def test_every_literal_of_the_guide_is_there() -> None:
    """The complete list of reference 4.3 is understood, and nothing besides."""
    units = ("WEEK", "MONTH", "QUARTER", "YEAR", "FISCAL_QUARTER", "FISCAL_YEAR")
    assert {
        *("YESTERDAY", "TODAY", "TOMORROW", "LAST_90_DAYS", "NEXT_90_DAYS"),
        *(f"{which}_{unit}" for unit in units for which in ("LAST", "THIS", "NEXT")),
    } == PLAIN_NAMES
    assert {
        form.format(f"{unit}S")
        for unit in ("DAY", *units)
        for form in ("LAST_N_{}", "NEXT_N_{}", "N_{}_AGO")
    } == COUNTED_NAMES


@given(st.sampled_from(sorted(COUNTED_NAMES)), st.integers(0, 10**18))
def test_far_away_literals_stay_within_the_dates_there_are(name: str, count: int) -> None:
    """However large the number, the range is one of dates."""
    start, end = days_of(
        RelativeDate(name, count), Calendar(today=date(2020, 7, 21), time_zone=BERLIN)
    )
    assert date(1700, 1, 1) <= start <= end <= date(4001, 1, 1)


@pytest.mark.parametrize("locale", _LOCALES)
def test_every_locale_has_weeks(locale: str) -> None:
    """THIS_WEEK has seven days around today for whatever a user's LocaleSidKey can be."""
    today = date(2020, 7, 21)
    calendar = Calendar(today=today, time_zone=BERLIN, locale=locale)
    start, end = days_of(RelativeDate("THIS_WEEK"), calendar)
    assert start <= today < end == start + timedelta(days=7)
    assert start.strftime("%a") in {"Sat", "Sun", "Mon"}


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("Europe/Berlin", date(2020, 3, 29), datetime(2020, 3, 28, 23, tzinfo=UTC)),
        ("Europe/Berlin", date(2020, 3, 30), datetime(2020, 3, 29, 22, tzinfo=UTC)),
        ("America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 4, 3, tzinfo=UTC)),
        ("America/Havana", date(2020, 11, 1), datetime(2020, 11, 1, 4, tzinfo=UTC)),
    ],
)
def test_days_begin_at_local_midnight(zone: str, day: date, start: datetime) -> None:
    """A day begins at the user's midnight across changes of the clocks, skipped midnights too."""
    calendar = Calendar(today=day, time_zone=ZoneInfo(zone))
    assert calendar.start_of_day(day) == start


def test_today_is_the_user_s_day_and_not_that_of_utc() -> None:
    """At 22:30 UTC it is tomorrow in Berlin: TODAY holds what happened since 22:00 UTC."""
    leads = [
        {"CreatedDate": "2020-07-20T21:59:59.999+0000"},
        {"CreatedDate": "2020-07-20T22:00:00.000+0000"},
        {"CreatedDate": "2020-07-21T21:59:59.999+0000"},
        {"CreatedDate": "2020-07-21T22:00:00.000+0000"},
    ]
    with Stage(leads) as stage:
        assert stage.rows("SELECT Id FROM Lead WHERE CreatedDate = TODAY") == [2, 3]
        assert stage.rows("SELECT Id FROM Lead WHERE CreatedDate > TODAY") == [4]
        assert stage.rows("SELECT Id FROM Lead WHERE CreatedDate < TODAY") == [1]
