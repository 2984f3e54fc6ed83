"""FORMAT(): values as the user's locale writes them (reference 4.1, [K:soql-sosl/format])."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import Org, soql
from fake_salesforce.errors import NotImplementedInFakeError, SalesforceError
from fake_salesforce.objects.picklists import PICKLISTS
from fake_salesforce.soql.locales import REFUSED, locality

LEAD = {"LastName": "Doe", "Company": "Example"}


def shown(org: Org, expression: str, **fields: Any) -> Any:
    """Return what an expression shows of a new lead."""
    lead = org.create("Lead", LEAD | fields)
    [record] = org.query(f"SELECT {expression} shown FROM Lead WHERE Id = '{lead}'")
    return record["shown"]


@given(number=st.integers(-(10**7), 10**7))
def test_whole_numbers_have_groups_of_three(fuzzed_org: Org, number: int) -> None:
    """Thousands are parted by commas, and the digits are the number's."""
    text = shown(fuzzed_org, "FORMAT(NumberOfEmployees)", NumberOfEmployees=number)
    assert int(text.replace(",", "")) == number
    groups = text.removeprefix("-").split(",")
    assert 1 <= len(groups[0]) <= 3
    assert all(len(each) == 3 for each in groups[1:])


@pytest.mark.parametrize(
    ("value", "text"),
    [(5_600_000, "$5,600,000"), (-12, "-$12"), (0, "$0"), (1234.5, "$1,234"), (None, None)],
)
def test_currencies_have_their_sign(salesforce_org: Org, value: float | None, text: str) -> None:
    """A currency is written with the decimals of its field; null stays null."""
    assert shown(salesforce_org, "FORMAT(AnnualRevenue)", AnnualRevenue=value) == text


@pytest.mark.parametrize(
    ("type_name", "value", "text"),
    [("Number", 1234.5, "1,234.5"), ("Number", -0.25, "-0.25"), ("Percent", 12.5, "12.50%")],
)
def test_custom_numbers(salesforce_org: Org, type_name: str, value: float, text: str) -> None:
    """A number shows its decimals, a percentage those of its field."""
    salesforce_org.add_field("Lead", "N__c", type=type_name, precision=8, scale=2)
    assert shown(salesforce_org, "FORMAT(N__c)", N__c=value) == text


@given(minutes=st.integers(0, 40 * 365 * 24 * 60))
def test_instants_are_of_the_users_zone(fuzzed_org: Org, minutes: int) -> None:
    """A date and time reads back, to the minute, in the time zone of whoever asks."""
    instant = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    wire = instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    lead = fuzzed_org.create("Lead", LEAD)
    fuzzed_org.update("Lead", lead, {"EmailBouncedDate": wire})
    found = fuzzed_org.query(f"SELECT FORMAT(EmailBouncedDate) at FROM Lead WHERE Id = '{lead}'")
    text = str(found[0]["at"])
    there = instant.astimezone(ZoneInfo("America/Los_Angeles"))
    read = datetime.strptime(f"{text} {there:%z}", "%m/%d/%Y, %I:%M %p %z")
    # Instants, since one of the hour that comes twice equals none of another zone (PEP 495).
    assert read.astimezone(UTC) == instant


def test_dates_and_groups(salesforce_org: Org) -> None:
    """Aggregates are formatted too; an alias is allowed, and without one a field keeps its name."""
    opportunity = {"Name": "A", "StageName": "Prospecting", "CloseDate": "2020-09-03"}
    salesforce_org.create("Opportunity", opportunity)
    assert salesforce_org.query("SELECT FORMAT(CloseDate) FROM Opportunity") == [
        {"CloseDate": "9/3/2020"}
    ]
    grouped = "SELECT FORMAT(MIN(CloseDate)), FORMAT(MAX(CloseDate)) latest FROM Opportunity"
    assert salesforce_org.query(grouped) == [{"expr0": "9/3/2020", "latest": "9/3/2020"}]
    parsed = soql.parse(grouped)
    assert soql.parse(soql.print_query(parsed)) == parsed


def test_the_page_shows_it_too(salesforce_org: Org) -> None:
    """What is written in C has the formatted text, as the plain rendering has."""
    salesforce_org.create("Lead", LEAD | {"AnnualRevenue": 1_000_000})
    user = salesforce_org.create_user("format@example.com")
    asking = salesforce_org.asking(user.id, page_rows=2000)
    page = salesforce_org.queries.first_page("SELECT FORMAT(AnnualRevenue) r FROM Lead", asking)
    assert page.projection is not None
    assert b'"r":"$1,000,000"' in soql.render_page(page.projection, page.records, total_size=1)


def local(org: Org, expression: str, locale: str, **fields: Any) -> str:
    """Return what an expression shows of a new lead to a user of a locale."""
    lead = org.create("Lead", LEAD | fields)
    user = org.create_user(f"{lead}@example.com", LocaleSidKey=locale)
    page = org.queries.first_page(
        f"SELECT {expression} shown FROM Lead WHERE Id = '{lead}'",
        org.asking(user.id, page_rows=2000),
    )
    assert page.projection is not None
    [text] = soql.render(page.projection, page.records)
    return str(json.loads(text)["shown"])


@pytest.mark.parametrize("locale", sorted(REFUSED))
def test_a_locale_that_no_source_shows_is_refused(salesforce_org: Org, locale: str) -> None:
    """What has other digits or another calendar is not guessed."""
    with pytest.raises(NotImplementedInFakeError, match=f"locale {locale}"):
        local(salesforce_org, "FORMAT(AnnualRevenue)", locale)


@pytest.mark.parametrize(
    ("locale", "number", "amount"),
    [
        ("de_DE", "-1.234.567", "-1.234.567 $"),
        ("en_GB", "-1,234,567", "-US$1,234,567"),
        ("hi_IN", "-12,34,567", "-$12,34,567"),
        ("nl_NL", "-1.234.567", "US$ -1.234.567"),
    ],
)
def test_locales_write_numbers(salesforce_org: Org, locale: str, number: str, amount: str) -> None:
    """Thousands are parted, and the sign of the currency stands, as the locale has it."""
    value = -1_234_567
    count = local(salesforce_org, "FORMAT(NumberOfEmployees)", locale, NumberOfEmployees=value)
    revenue = local(salesforce_org, "FORMAT(AnnualRevenue)", locale, AnnualRevenue=value)
    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in (count, revenue)] == [
        number,
        amount,
    ]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("sv_SE", "2015-12-28"),
        ("nl_NL", "28-12-2015"),
        ("fr_FR", "28/12/2015"),
        ("en_US", "12/28/2015"),
        ("de_DE", "28.12.2015"),
    ],
)
def test_days_are_those_of_the_guide(locale: str, text: str) -> None:
    """The guide's five ways to write one day are those of five locales."""
    assert locality(locale).day(date(2015, 12, 28)) == text


WRITTEN = sorted(set(PICKLISTS["LocaleSidKey"]) - REFUSED)


@given(
    locale=st.sampled_from(WRITTEN),
    cents=st.integers(-(10**11), 10**11),
    decimals=st.integers(0, 3),
)
def test_every_locale_writes_the_digits_of_a_number(locale: str, cents: int, decimals: int) -> None:
    """Whatever stands between them, the digits are those of the number, and so is its sign."""
    number = Decimal(cents).scaleb(-decimals)
    for text, digits in (
        (locality(locale).number(number), f"{abs(number.normalize()):f}"),
        (locality(locale).currency(number, decimals), f"{abs(number):.{decimals}f}"),
        (locality(locale).percent(number, decimals), f"{abs(number):.{decimals}f}"),
    ):
        assert re.sub(r"\D", "", text) == digits.replace(".", "")
        assert (re.search("[-\N{MINUS SIGN}]", text) is not None) == (number < 0)


@given(
    locale=st.sampled_from(WRITTEN),
    day=st.dates(date(1900, 1, 1), date(2999, 12, 31)),
    clock=st.times(),
    zone=st.sampled_from(["America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata"]),
)
def test_every_locale_writes_the_figures_of_an_instant(
    locale: str, day: date, clock: time, zone: str
) -> None:
    """A day has its year in four digits, its month and its day; an instant hour and minute too."""
    at = datetime.combine(day, clock, ZoneInfo(zone))
    local_day = locality(locale).day(day)
    assert sorted(map(int, re.findall(r"\d+", local_day))) == sorted((at.year, at.month, at.day))
    text = locality(locale).instant(at)
    assert local_day in text
    hour, minute = map(int, re.findall(r"\d+", text.replace(local_day, "")))
    assert (hour in {at.hour, at.hour % 12 or 12}, minute) == (True, at.minute)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT FORMAT(LastName) FROM Lead", "does not support function FORMAT"),
        ("SELECT Id FROM Lead WHERE FORMAT(AnnualRevenue) = '1'", "can only be used in SELECT"),
        ("SELECT Id FROM Lead ORDER BY FORMAT(AnnualRevenue)", "can only be used in SELECT"),
        ("SELECT FORMAT(FORMAT(AnnualRevenue)) FROM Lead", "expecting a right parentheses"),
    ],
)
def test_wrong_uses_are_refused(salesforce_org: Org, text: str, told: str) -> None:
    """FORMAT() stands in SELECT, around a number, a date or an aggregate of one."""
    with pytest.raises(SalesforceError, match=told) as refusal:
        salesforce_org.query(text)
    assert refusal.value.error_code == "MALFORMED_QUERY"
