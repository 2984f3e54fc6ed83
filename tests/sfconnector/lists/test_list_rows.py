from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.errors import InputError, UnexpectedAnswerError, UnknownFieldError
from sfconnector.lists.fields import checked_form, resolve
from sfconnector.lists.rows import (
    PageRows,
    refuse_disorder,
    sort_out,
    without_deleted,
    without_repeated,
)
from sfconnector.salesforce.describe import Field
from sfconnector.salesforce.exchange import Answer
from sfconnector.salesforce.query import PageReader, record_type
from stored_list import record_id

VISIBLE = (
    Field("Id", "id"),
    Field("Email", "email"),
    Field("LastName", "string"),
    Field("Photo__c", "base64"),
)


def test_records_become_members_or_skipped_rows() -> None:
    """A page's records are sorted by their e-mail; members keep the other fields as JSON."""
    records = [
        {"Id": "00Q000000000001AAA", "Email": "a@example.com", "LastName": "Doe \u00e9"},
        {"Id": "00Q000000000002AAA", "Email": None, "LastName": None},
        {"Id": "00Q000000000003AAA", "Email": "nobody", "LastName": "X"},
    ]
    body = json.dumps({"totalSize": 3, "done": True, "records": records}).encode()
    page = PageReader[object](("Email", "LastName"), text_field="Email").read(Answer(200, {}, body))
    rows = sort_out(page.records, generation=7)
    assert [row[:3] for row in rows.members] == [(7, "00Q000000000001AAA", "a@example.com")]
    assert json.loads(rows.members[0][3]) == {"LastName": "Doe \u00e9"}
    assert rows.skipped == [
        (7, "00Q000000000002AAA", "no_email", None),
        (7, "00Q000000000003AAA", "invalid_email", "nobody"),
    ]
    assert rows.last_record_id == "00Q000000000003AAA"


numbers = st.integers(1, 6)
PEOPLE = st.lists(
    st.tuples(numbers, st.sampled_from(["a@example.com", "A@Example.com", "b@example.com"])),
    unique_by=lambda each: each[0],
)


@given(people=PEOPLE, title=st.text(max_size=3))
def test_p20_a_list_chooses_nobody_among_those_with_one_e_mail(
    people: list[tuple[int, str]], title: str
) -> None:
    """P20: a list knows members by their record; each record of an e-mail is one, in any order.

    So there is nothing to choose, and an unrelated edit chooses nobody else. A choice is made
    where a person is looked for by an e-mail, as for a form, and not in lists.
    """
    found = []
    for order in (people, sorted(people, reverse=True)):
        records = [
            {"Id": f"00Q00000000000{number}AAA", "Email": email, "LastName": title}
            for number, email in order
        ]
        body = json.dumps({"totalSize": len(order), "done": True, "records": records}).encode()
        page = PageReader[object](("Email", "LastName"), text_field="Email").read(
            Answer(200, {}, body)
        )
        rows = sort_out(page.records, generation=1)
        assert rows.skipped == []
        found.append(sorted((row[1], row[2]) for row in rows.members))
    assert found[0] == found[1]
    assert found[0] == sorted((f"00Q00000000000{number}AAA", email) for number, email in people)


ids = st.sampled_from("abcdef")


@given(
    members=st.lists(ids, max_size=6),
    skipped=st.lists(ids, max_size=6),
    stored_members=st.frozensets(ids, max_size=3),
    stored_skipped=st.frozensets(ids, max_size=3),
)
def test_a_record_given_twice_is_stored_once(
    members: list[str],
    skipped: list[str],
    stored_members: frozenset[str],
    stored_skipped: frozenset[str],
) -> None:
    """P33: whatever a page repeats, a record is a member once at most and skipped once at most."""
    rows = PageRows(
        [(1, each, "a@example.com", "{}") for each in members],
        [(1, each, "no_email", None) for each in skipped],
        None,
    )
    kept = without_repeated(rows, members=stored_members, skipped=stored_skipped)
    new_members = [row[1] for row in kept.members]
    new_skipped = [row[1] for row in kept.skipped]
    assert len(set(new_members)) == len(new_members)
    assert len(set(new_skipped)) == len(new_skipped)
    assert not set(new_members) & stored_members
    assert not set(new_skipped) & stored_skipped
    seen = set(new_members) | set(new_skipped) | stored_members | stored_skipped
    assert seen == set(members) | set(skipped) | stored_members | stored_skipped


@given(members=st.lists(ids, unique=True), skipped=st.lists(ids, unique=True), deleted=st.sets(ids))
def test_who_was_deleted_is_skipped(
    members: list[str], skipped: list[str], deleted: set[str]
) -> None:
    """P24: a deleted member is skipped as such, another stays, and who was skipped stays so."""
    rows = PageRows(
        [(1, each, "a@example.com", "{}") for each in members],
        [(1, each, "no_email", None) for each in skipped],
        "last",
    )
    kept = without_deleted(rows, frozenset(deleted))
    assert kept.members == [row for row in rows.members if row[1] not in deleted]
    assert kept.skipped[: len(skipped)] == rows.skipped
    assert kept.skipped[len(skipped) :] == [
        (1, each, "deleted_here", "a@example.com") for each in members if each in deleted
    ]
    assert kept.last_record_id == "last"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ((), "Email must be among the chosen fields"),
        (("LastName",), "Email must be among the chosen fields; chosen: LastName"),
        (("Email", "email"), "chosen twice"),
        (("Email", "Owner.Name"), "belongs to a related record"),
        (("Email", "Id"), "Id is always imported"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(fields: tuple[str, ...], message: str) -> None:
    """A choice without Email, with a field twice or of another record is told by name."""
    with pytest.raises(InputError, match=message):
        checked_form(fields)


def test_fields_are_spelled_as_salesforce_does() -> None:
    """A field may be chosen in any case and is kept as the describe spells it."""
    assert resolve(("email", "LASTNAME"), VISIBLE, sobject="Lead") == ("Email", "LastName")


def test_an_unknown_field_is_named_with_what_may_be_meant() -> None:
    """A field that the user cannot see is named, with names near to it."""
    with pytest.raises(UnknownFieldError, match=r"no field LastNam .*did you mean LastName"):
        resolve(("Email", "LastNam"), VISIBLE, sobject="Lead")
    with pytest.raises(InputError, match="base64"):
        resolve(("Email", "Photo__c"), VISIBLE, sobject="Lead")


@given(st.lists(st.integers(0, 9)), st.none() | st.integers(0, 9))
def test_ids_may_repeat_and_never_decrease(numbers: list[int], behind: int | None) -> None:
    """A page is refused exactly if an Id in it is less than one before, the former page's too."""
    record = record_type(("Email",), text_field="Email")
    records = [record(Id=record_id(each), Email=None) for each in numbers]
    former = None if behind is None else record_id(behind)
    all_of_them = numbers if behind is None else [behind, *numbers]
    refused = (
        contextlib.nullcontext()
        if all_of_them == sorted(all_of_them)
        else pytest.raises(UnexpectedAnswerError, match="in the order of their Ids")
    )
    with refused:
        refuse_disorder(records, behind=former)
