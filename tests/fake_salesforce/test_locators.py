from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce, Org, User, soql
from fake_salesforce.errors import InvalidQueryLocatorError

SOQL = "SELECT Id, Company FROM Lead ORDER BY Company DESC, Id"


@given(
    companies=st.lists(st.sampled_from("ABC"), max_size=12),
    page_rows=st.integers(1, 7),
    edits=st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 11), st.sampled_from(["delete", "A", "C"])),
        max_size=6,
    ),
)
def test_pages_are_the_fixed_rows_still_visible(
    companies: list[str], page_rows: int, edits: list[tuple[int, int, str]]
) -> None:
    """Whatever the rows, page size and edits, a page shows its fixed rows as they are then."""
    fake = FakeSalesforce()
    org = fake.create_org()
    user = org.create_user("pages@example.com")
    values = {org.create("Lead", {"LastName": "Doe", "Company": each}): each for each in companies}
    ids = list(values)
    order = sorted(values, key=lambda each: (-ord(values[each]), each))
    org.limits.query_page_rows = page_rows
    asking = org.asking(user.id, page_rows=2000)
    deleted: set[str] = set()
    page = org.queries.first_page(SOQL, asking)
    number = 0
    while True:
        due = order[number * page_rows : (number + 1) * page_rows]
        assert page.projection is not None
        records = [json.loads(each) for each in soql.render(page.projection, page.records)]
        shown = [(each["Id"], each["Company"]) for each in records]
        assert shown == [(each, values[each]) for each in due if each not in deleted]
        assert page.total_size == len(order)
        assert (page.next_locator is None) == ((number + 1) * page_rows >= len(order))
        if page.next_locator is None:
            break
        number += 1
        for when, which, what in edits:
            if when != number or which >= len(ids) or ids[which] in deleted:
                continue
            if what == "delete":
                org.delete("Lead", ids[which])
                deleted.add(ids[which])
            else:
                org.update("Lead", ids[which], {"Company": what})
                values[ids[which]] = what
        page = org.queries.next_page(page.next_locator, asking)
    fake.close()


@given(st.text(max_size=30))
def test_any_text_as_locator_is_refused(fuzzed_user: User, text: str) -> None:
    """No text is a locator but the ones that were given out."""
    org = fuzzed_user._org
    with pytest.raises(InvalidQueryLocatorError) as refusal:
        org.queries.next_page(text, org.asking(fuzzed_user.id, page_rows=200))
    assert (refusal.value.status, refusal.value.message) == (400, "invalid query locator")


def test_rows_that_are_not_at_hand_are_read_from_the_database(salesforce_org: Org) -> None:
    """An org holds the rows of its last two locators; an earlier one leads to the same pages."""
    org = salesforce_org
    org.limits.query_page_rows = 2
    for each in "ABCDE":
        org.create("Lead", {"LastName": "Doe", "Company": each})
    user = org.create_user("held@example.com")

    def ask() -> str:
        page = org.queries.first_page(SOQL, org.asking(user.id, page_rows=200))
        assert page.next_locator is not None
        return page.next_locator

    def companies(locator: str | None) -> list[list[str]]:
        shown = []
        while locator is not None:
            page = org.queries.next_page(locator, org.asking(user.id, page_rows=200))
            assert page.projection is not None
            texts = soql.render(page.projection, page.records)
            shown.append([json.loads(each)["Company"] for each in texts])
            locator = page.next_locator
        return shown

    locators = [ask() for _ in range(4)]
    assert [companies(each) for each in locators] == [[["C", "B"], ["A"]]] * 4


def test_old_locators_are_dropped(salesforce_org: Org) -> None:
    """A new locator sweeps away those whose two days are over, so a long run keeps few."""
    salesforce_org.limits.query_page_rows = 1
    for _ in range(2):
        salesforce_org.create("Lead", {"LastName": "Doe", "Company": "Example"})
    user = salesforce_org.create_user("sweeper@example.com")
    kept = []
    for _ in range(4):
        salesforce_org.queries.first_page(SOQL, salesforce_org.asking(user.id, page_rows=200))
        with salesforce_org.database.read() as connection:
            kept.append(connection.execute("SELECT count(*) FROM _query_locator").fetchone()[0])
        salesforce_org.clock.advance(days=1)
    assert kept == [1, 2, 2, 2]


def test_the_eleventh_query_closes_the_oldest(salesforce_org: Org) -> None:
    """A user has ten open queries; another user's do not count, nor do those of subqueries."""
    org = salesforce_org
    org.limits.query_page_rows = 1
    account = org.create("Account", {"Name": "Example"})
    for _ in range(2):
        org.create("Contact", {"LastName": "Doe", "AccountId": account})
    user, other = (org.create_user(f"{name}@example.com") for name in ("user", "other"))

    def opened(who: User, text: str = "SELECT Id FROM Contact") -> str | None:
        return org.queries.first_page(text, org.asking(who.id, page_rows=200)).next_locator

    first = opened(user)
    for _ in range(9):
        opened(user)
    assert opened(other) is not None
    opened(user, "SELECT Id, (SELECT Id FROM Contacts) FROM Account")
    assert first is not None
    assert org.queries.next_page(first, org.asking(user.id, page_rows=200)).records
    opened(user)
    with pytest.raises(InvalidQueryLocatorError, match="invalid query locator"):
        org.queries.next_page(first, org.asking(user.id, page_rows=200))
