"""Pages that SQLite writes as text, beside those of the plain renderer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce, Org, soql
from fake_salesforce.org import Page
from fake_salesforce.org.written_results import WrittenResult, WrittenResults

STRANGE = 'A"\\\n\u2028\x7f\x01\x00é😀%s'
TEXTS = (
    "SELECT Id, Company, AnnualRevenue, IsConverted FROM Lead ORDER BY Company DESC, Id",
    "SELECT Company, Owner.Name, Owner.Type, Address, toLabel(Status) FROM Lead ORDER BY Company",
    "SELECT Id, Name, NumberOfEmployees FROM Lead WHERE Owner.Name != 'x' ORDER BY Owner.Name, Id",
)
LEADS = st.fixed_dictionaries(
    {
        "Company": st.sampled_from(["A", "b", "é", STRANGE]),
        "City": st.none() | st.sampled_from(["Köln", STRANGE]),
        "AnnualRevenue": st.none() | st.sampled_from([0, -1.5, 5.6e9, 12345678901234.56, 1e-4]),
        "NumberOfEmployees": st.none() | st.integers(-3, 3),
    }
)
CHANGES = st.sampled_from(
    ["none", "edit", "delete", "create", "hide", "owner", "field", "reread", "taken back"]
)


def written(page: Page) -> bytes:
    """Return the answer of a page that SQLite wrote."""
    assert page.written is not None
    return soql.written_page(page.written, total_size=page.total_size, next_records_url="more")


def plain(page: Page) -> bytes:
    """Return the answer of the same page as the plain renderer makes it."""
    assert page.projection is not None
    records = ",".join(soql.render(page.projection, page.records))
    head = f'{{"totalSize":{page.total_size},"done":false,"nextRecordsUrl":"more"'
    return f'{head},"records":[{records}]}}'.encode()


def change(org: Org, what: str, ids: list[str], number: int) -> None:
    """Change the org, as somebody does between two pages."""
    lead = ids[number % len(ids)]
    if what == "edit":
        org.update("Lead", lead, {"Company": f"Edited {number}", "AnnualRevenue": number / 3})
    elif what == "delete" and not org.records.is_deleted("Lead", lead):
        org.delete("Lead", lead)
    elif what == "create":
        org.create("Lead", {"LastName": "New", "Company": "c"})
    elif what == "hide":
        org.share_by_default("Lead", "None" if number % 2 else "Read")
    elif what == "owner":
        owner = str(org.query("SELECT OwnerId FROM Lead")[0]["OwnerId"])
        org.update("User", owner, {"LastName": f"N{number}"})
    elif what == "field":
        org.add_field("Lead", f"Extra{number}__c", type="Number", precision=4)


class _TakenBackError(Exception):
    """Ends a block that writes, so that nothing of it is kept."""


def take_back(org: Org, lead: str, ask: Callable[[], object]) -> None:
    """Edit a lead, ask while the edit stands, and take it back."""
    with org.database.write():
        org.update("Lead", lead, {"Company": "Taken back"})
        ask()
        raise _TakenBackError


@given(
    leads=st.lists(LEADS, min_size=4, max_size=9),
    text=st.sampled_from(TEXTS),
    page_rows=st.integers(1, 3),
    changes=st.lists(CHANGES, max_size=8),
)
def test_written_pages_are_the_plain_ones_whatever_changes_between_them(
    leads: list[dict[str, Any]], text: str, page_rows: int, changes: list[str]
) -> None:
    """Edits, deletions, lost rights, new fields: each page is, to the byte, the plain one."""
    fake = FakeSalesforce()
    org = fake.create_org()
    user = org.create_user("pages@example.com", profile="Standard User")
    ids = [org.create("Lead", {"LastName": "Doe", **each}) for each in leads]
    org.limits.query_page_rows = page_rows

    def first() -> str | None:
        asking = org.asking(user.id, page_rows=2000)
        made = org.queries.first_page(text, asking, written_for="49.0")
        assert written(made) == plain(org.queries.first_page(text, asking))
        return made.next_locator

    locator = first()
    for number, what in enumerate([*changes, *["none"] * 9]):
        if locator is None:
            break
        change(org, what, ids, number)
        if what == "reread":
            first()
        if what == "taken back":
            with pytest.raises(_TakenBackError):
                take_back(org, ids[0], first)
        asking = org.asking(user.id, page_rows=2000)
        made = org.queries.next_page(locator, asking, written_for="49.0")
        assert written(made) == plain(org.queries.next_page(locator, asking))
        locator = made.next_locator
    fake.close()


def test_a_query_asked_again_is_not_run_again(salesforce_org: Org) -> None:
    """Its rows and texts are kept until a table it reads is changed, and no longer."""
    org = salesforce_org
    org.limits.query_page_rows = 1
    ids = [org.create("Lead", {"LastName": "Doe", "Company": each}) for each in "ab"]
    user = org.create_user("again@example.com")

    def results() -> int:
        asking = org.asking(user.id, page_rows=2000)
        org.queries.first_page(TEXTS[0], asking, written_for="49.0")
        return id(next(iter(org.queries._results._kept.values()))[1])

    kept = results()
    assert results() == kept
    org.create("Account", {"Name": "Example"})
    assert results() == kept
    with_kept = next(iter(org.queries._results._kept.values()))[1]
    org.update("Lead", ids[0], {"Company": "c"})
    assert results() != id(with_kept)


@given(
    texts=st.lists(st.binary(max_size=3), max_size=600),
    most=st.integers(0, 400),
    offset=st.integers(0, 600),
    count=st.integers(0, 600),
)
def test_a_slice_of_a_result(texts: list[bytes], most: int, offset: int, count: int) -> None:
    """Any slice is its texts with commas between them; beyond what is kept there is none."""
    result = WrittenResult(iter(enumerate(texts)), most_bytes=most)
    page = result.row_numbers[offset : offset + count]
    found = result.texts(page, offset)
    if found is None:
        assert result.size >= most or offset > len(texts)
    else:
        assert found == b",".join(texts[offset : offset + count])
    if page:
        page[0] += 1
        assert result.texts(page, offset) is None


def test_few_results_are_kept() -> None:
    """The oldest of many results is let go of, and a result of other counts is not found."""
    results = WrittenResults()
    for number in range(6):
        results.keep(number, (("Lead", 1),), WrittenResult(iter([(1, b"{}")])))
    assert [results.find(each, (("Lead", 1),)) is None for each in range(6)] == [
        *(True, True, False, False, False, False)
    ]
    assert results.find(5, (("Lead", 2),)) is None
    results.forget()
    assert results.find(5, (("Lead", 1),)) is None
