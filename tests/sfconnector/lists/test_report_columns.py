"""Which columns say who a row is, what the others are called, and what they hold."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.errors import ReportUnfitError
from sfconnector.lists import report_columns
from sfconnector.salesforce.report_runs import Cell, Column, Definition

ID, EMAIL = Column("LEAD_ID", "Lead ID", "string"), Column("EMAIL", "Email", "email")
LABELS = st.sampled_from(["Name", "Id", "EMAIL", "Email", "Amount", "name", "A.B", 'a "b"'])
COLUMNS = st.lists(
    st.builds(Column, st.text("ABC", min_size=1, max_size=3), LABELS, st.just("string")),
    unique_by=lambda each: each.name,
    max_size=5,
)


@given(columns=COLUMNS)
def test_each_column_has_a_name_of_its_own(columns: list[Column]) -> None:
    """Labels that stand twice, or are taken, are told apart; the first Email is the e-mail."""
    found = report_columns.fit(Definition("R", "TABULAR", (ID, EMAIL, *columns)))
    assert sorted(found.names.values()) == list(range(len(columns) + 2))
    assert found.names["Email"] == 1
    assert not {each.casefold() for each in found.names} & {"id"}
    assert all("." not in each for each in found.names)
    assert found.types.keys() == found.names.keys()


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        ((EMAIL,), "no column Lead ID or Contact ID;"),
        ((ID,), "no column Email;"),
        ((), "no column Lead ID or Contact ID and no column Email;"),
    ],
)
def test_p32_a_column_that_is_needed_is_named(columns: tuple[Column, ...], missing: str) -> None:
    """P32: the refusal says which column is missing."""
    with pytest.raises(ReportUnfitError, match=missing):
        report_columns.fit(Definition("R", "TABULAR", columns))


def test_p32_more_than_100_columns_are_refused() -> None:
    """P32: Salesforce runs no such report, and it is said before it is run."""
    columns = tuple(Column(f"C{each}", f"C{each}", "string") for each in range(99))
    with pytest.raises(ReportUnfitError, match="none of more than 100"):
        report_columns.fit(Definition("R", "TABULAR", (ID, EMAIL, *columns)))


@given(
    columns=COLUMNS,
    has_id=st.booleans(),
    email=st.none() | st.just(EMAIL),
    others=st.sampled_from([0, 0, 95, 99, 101]),
    form=st.sampled_from(["TABULAR", "TABULAR", "SUMMARY", "MATRIX", "MULTI_BLOCK"]),
)
def test_p32_what_makes_no_list_is_refused_with_the_reason(
    columns: list[Column], email: Column | None, others: int, form: str, *, has_id: bool
) -> None:
    """P32: grouped, of too many columns, without an id or an e-mail; whatever else it has."""
    made = [ID] if has_id else []
    made += [email] if email else []
    made += columns + [Column(f"C{each}", f"C{each}", "string") for each in range(others)]
    has_email = email is not None or any(each.label.casefold() == "email" for each in columns)
    reasons = [
        said
        for said, holds in (
            (f"of the format {form}", form != "TABULAR"),
            ("none of more than 100", len(made) > report_columns.MOST_COLUMNS),
            ("no column Lead ID or Contact ID", not has_id),
            ("no column Email", not has_email),
        )
        if holds
    ]
    definition = Definition("R", form, tuple(made))
    if not reasons:
        assert report_columns.fit(definition).email == made.index(email or _labelled(columns))
        return
    with pytest.raises(ReportUnfitError) as refused:
        report_columns.fit(definition)
    assert reasons[0] in refused.value.message
    if reasons[0].startswith("no column"):
        assert all(each in refused.value.message for each in reasons)


def _labelled(columns: list[Column]) -> Column:
    return next(each for each in columns if each.label.casefold() == "email")


def test_a_row_is_its_lead_or_its_contact() -> None:
    """Of two id columns the first that has a person counts; another object's id is none."""
    contact = Column("CONTACT_ID", "Contact ID", "string")
    columns = report_columns.fit(Definition("R", "TABULAR", (ID, contact, EMAIL)))
    nobody, mail = Cell("-", None), Cell("a@example.com", "a@example.com")
    for first, second, whose in (
        ("00Q000000000001", None, "00Q000000000001EAA"),
        (None, "003000000000001AAA", "003000000000001AAA"),
        ("001000000000001AAA", None, None),
        (None, None, None),
    ):
        row = [nobody if each is None else Cell(each, each) for each in (first, second)]
        assert report_columns.record_id(columns, [*row, mail]) == whose


@given(number=st.integers(-(10**9), 10**9), scale=st.integers(0, 4))
def test_a_number_is_one_by_whichever_way_it_came(number: int, scale: int) -> None:
    """A run tells an amount as JSON, an export as text: the list has the same number of both."""
    amount = number / 10**scale
    by_run = report_columns.value(Cell("x", {"amount": amount, "currency": None}), "currency")
    text = f"{amount:.4f}"
    by_export = report_columns.value(Cell(text, text), "currency")
    assert bytes(by_run) == bytes(by_export)
    assert msgspec.json.decode(by_run) == amount


def test_other_values_are_what_users_see() -> None:
    """A date is the text of the user's region; nothing is null."""
    assert bytes(report_columns.value(Cell("7/31/2015", "2015-07-31"), "date")) == b'"7/31/2015"'
    assert bytes(report_columns.value(Cell("-", None), "date")) == b"null"
