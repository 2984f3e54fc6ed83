from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fake_salesforce.clock import to_wire
from fake_salesforce.errors import (
    InvalidEmailAddressError,
    MalformedIdError,
    NumberOutsideValidRangeError,
    SalesforceError,
    StringTooLongError,
)
from fake_salesforce.objects import STANDARD
from fake_salesforce.records.values import WrongTypeError, stored, well_formed
from fake_salesforce.schema import NUMBER_TYPES, Field, FieldType

FIELDS = [field for sobject in STANDARD for field in sobject.columns]
BY_NAME = {
    f"{sobject.name}.{field.name}": field for sobject in STANDARD for field in sobject.fields
}
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.just(10**400)
    | st.sampled_from(
        ["\ud800", "2020-01-31", "2020-01-31T10:00:00Z", "00Q000000000001", "a@b.cd"]
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from(FIELDS), json_values)
def test_any_value_is_stored_or_refused(field: Field, value: Any) -> None:
    """Any JSON value for any field becomes a stored one or a documented refusal, nothing else."""
    assume(value == value)  # noqa: PLR0124 - NaN is no JSON
    try:
        kept = stored(field, value)
    except (SalesforceError, WrongTypeError):
        return
    assert kept is None or isinstance(kept, str | int | float)
    if isinstance(kept, str):
        kept.encode("utf-8")
        assert stored(field, kept) == kept, "what is stored is itself a value that is stored so"
    if isinstance(kept, float):
        assert math.isfinite(kept)


@pytest.mark.parametrize("field", FIELDS, ids=lambda each: each.name)
def test_null_is_null_but_for_booleans(field: Field) -> None:
    """Every field takes null; a boolean is false then."""
    assert stored(field, None) == (0 if field.type is FieldType.BOOLEAN else None)


@given(st.text(max_size=40))
def test_text_is_kept_without_the_blanks_around_it(text: str) -> None:
    """Blanks around a text go, an empty one is null, and the rest is kept as it is."""
    kept = stored(BY_NAME["Lead.Company"], text)
    assert kept == (text.strip() or None)


@given(st.text(alphabet=st.characters(codec=None)))
def test_well_formed_text_can_be_written(text: str) -> None:
    """Only halves of surrogate pairs change, each to a question mark."""
    kept = well_formed(text)
    assert kept == "".join("?" if "\ud800" <= each <= "\udfff" else each for each in text)


def test_length_counts_characters() -> None:
    """A text of exactly the field's length is taken; one more is STRING_TOO_LONG."""
    assert stored(BY_NAME["Lead.City"], "é" * 40 + " ") == "é" * 40
    with pytest.raises(StringTooLongError) as refusal:
        stored(BY_NAME["Contact.MailingCity"], "é" * 41)
    assert refusal.value.body() == {
        "message": f"Mailing City: data value too large: {'é' * 41} (max length=40)",
        "errorCode": "STRING_TOO_LONG",
        "fields": ["MailingCity"],
    }


@pytest.mark.parametrize(
    "address",
    [
        "a",
        "a@",
        "@b.cd",
        "a@b",
        "a b@c.de",
        "a@b@c.de",
        "a@b.c",
        "<a@b.cd>",
        "a,b@c.de",
        "a@b.cd\n.e",
    ],
)
def test_what_is_no_address(address: str) -> None:
    """A text without the form of an address is INVALID_EMAIL_ADDRESS, quoted in the text."""
    with pytest.raises(InvalidEmailAddressError) as refusal:
        stored(BY_NAME["Lead.Email"], address)
    assert refusal.value.message == f"Email: invalid email address: {address}"


@pytest.mark.parametrize("address", ["a@b.cd", "o'neil+x@mail.example.co.uk", "ü@ü.example"])
def test_address(address: str) -> None:
    """Addresses with quotes, plus signs and letters of any script pass."""
    assert stored(BY_NAME["Lead.Email"], f" {address} ") == address


@pytest.mark.parametrize(
    "field", [each for each in FIELDS if each.type in NUMBER_TYPES], ids=lambda each: each.name
)
def test_numbers_stop_at_their_precision(field: Field) -> None:
    """The greatest number of the field's digits is taken; the next power of ten is not."""
    limit = 10 ** (field.precision - field.scale)
    inside = limit - 1 if field.type is FieldType.INT else math.nextafter(limit, 0)
    assert stored(field, inside) == inside
    assert stored(field, -inside) == -inside
    for outside in (limit, -limit, 10**400, -(10**400), math.inf, -math.inf):
        if field.type is FieldType.INT and isinstance(outside, float):
            continue
        with pytest.raises(NumberOutsideValidRangeError, match="value outside of valid range"):
            stored(field, outside)


@pytest.mark.parametrize("value", [1.5, True, "1", [], {}])
def test_whole_numbers_are_whole(value: Any) -> None:
    """An int field takes neither a fraction nor a boolean nor a text."""
    with pytest.raises(WrongTypeError):
        stored(BY_NAME["Lead.NumberOfEmployees"], value)


@given(st.dates(min_value=date(1700, 1, 1), max_value=date(4000, 12, 31)))
def test_dates_of_the_calendar_are_kept(day: date) -> None:
    """Each day from 1700 to 4000 is kept as it is written."""
    assert stored(BY_NAME["Contact.Birthdate"], day.isoformat()) == day.isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "2020-02-30",
        "20200131",
        "2020-W01-1",
        "2020-1-31",
        "31.01.2020",
        "٢٠٢٠-01-31",
        "",
        " 2020-01-31",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Other writings of a day, and days that do not exist, are of the wrong type."""
    with pytest.raises(WrongTypeError):
        stored(BY_NAME["Contact.Birthdate"], text)


@pytest.mark.parametrize("text", ["1699-12-31", "4001-01-01"])
def test_dates_outside_the_calendar(text: str) -> None:
    """A day before 1700 or after 4000 is refused."""
    with pytest.raises(NumberOutsideValidRangeError, match=f"Birthdate: invalid date: {text}"):
        stored(BY_NAME["Contact.Birthdate"], text)


@given(
    st.datetimes(min_value=datetime(1701, 1, 1), max_value=datetime(3999, 12, 30)),  # noqa: DTZ001 - Hypothesis wants naive bounds
    st.sampled_from(["Z", "+0000", "+00:00"]),
    st.integers(0, 6),
)
def test_instants_are_kept_in_utc_to_the_millisecond(
    naive: datetime, offset: str, digits: int
) -> None:
    """Any fraction and any writing of UTC come to one stored form."""
    fraction = f".{naive.microsecond:06d}"[: digits + 1] if digits else ""
    cut = naive.microsecond // 10 ** (6 - digits) * 10 ** (6 - digits)
    expected = to_wire(naive.replace(microsecond=cut, tzinfo=UTC))
    text = f"{naive:%Y-%m-%dT%H:%M:%S}{fraction}{offset}"
    assert stored(BY_NAME["Contact.EmailBouncedDate"], text) == expected


def test_offset_is_reckoned_in() -> None:
    """An instant with an offset is stored as the same instant in UTC."""
    field = BY_NAME["Contact.EmailBouncedDate"]
    assert stored(field, "2020-01-01T01:30:00+05:30") == "2019-12-31T20:00:00.000+0000"


@pytest.mark.parametrize(
    "text",
    [
        *("2020-01-01", "2020-01-01T10:00:00", "2020-01-01 10:00:00Z", "2020-01-01T24:00:00Z"),
        *("2020-01-01T10:00:60Z", "2020-01-01T10:00:00+99:99", "0001-01-01T00:00:00+14:00x"),
    ],
)
def test_what_is_no_instant(text: str) -> None:
    """A datetime needs date, time and offset, all of them possible."""
    with pytest.raises(WrongTypeError):
        stored(BY_NAME["Contact.EmailBouncedDate"], text)


def test_ids_are_kept_with_18_characters() -> None:
    """A short id is lengthened; a wrong checksum or anything else is MALFORMED_ID."""
    field = BY_NAME["Contact.AccountId"]
    assert stored(field, "0015500001QdQWa") == "0015500001QdQWaAAN"
    with pytest.raises(MalformedIdError) as refusal:
        stored(field, "0015500001QdQWaAAX")
    assert refusal.value.message == "Account ID: id value of incorrect type: 0015500001QdQWaAAX"
