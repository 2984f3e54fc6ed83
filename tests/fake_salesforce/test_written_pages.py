"""Pages that SQLite writes as text and that are kept, beside those of the plain renderer."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce, Org, soql
from fake_salesforce.errors import InvalidFieldError
from fake_salesforce.org import Page
from fake_salesforce.org.kept_texts import KeptTexts
from fake_salesforce.org.written_pages import WrittenPages
from fake_salesforce.schema import SObject

STRANGE = 'A"\\\n\u2028\x7f\x01\x00é😀%s'
TEXTS = (
    "SELECT Id, Company, AnnualRevenue, IsConverted FROM Lead ORDER BY Company DESC, Id",
    "SELECT Company, Owner.Name, Owner.Type, Address, toLabel(Status) FROM Lead ORDER BY Company",
    "SELECT Id, Name, NumberOfEmployees FROM Lead WHERE Owner.Name != 'x' ORDER BY Owner.Name, Id",
    "SELECT Id, TYPEOF Owner WHEN User THEN Name, IsActive ELSE Name END FROM Lead ORDER BY Id",
    "SELECT Id, LastViewedDate, LastReferencedDate FROM Lead ORDER BY LastViewedDate, Id",
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
    [
        *("none", "edit", "delete", "create", "private", "field", "owner", "new field"),
        *("view", "for reference", "again", "taken back", "late", "restore"),
    ]
)


def written(page: Page) -> bytes:
    """Return the answer of a page that SQLite wrote."""
    assert page.written is not None
    return soql.page_of_array(
        page.written.array, total_size=page.total_size, next_records_url="more"
    )


def plain(page: Page) -> bytes:
    """Return the answer of the same page as the plain renderer makes it."""
    assert page.projection is not None
    records = ",".join(soql.render(page.projection, page.records))
    head = f'{{"totalSize":{page.total_size},"done":false,"nextRecordsUrl":"more"'
    return f'{head},"records":[{records}]}}'.encode()


class _TakenBackError(Exception):
    """Ends a block that writes, so that nothing of it is kept."""


class Stage:
    """A user who reads leads page by page, and everything that changes between two pages."""

    def __init__(self, fake: FakeSalesforce, leads: list[dict[str, Any]], text: str) -> None:
        self.org = fake.create_org()
        self.user = self.org.create_user("pages@example.com", profile="Standard User")
        self.ids = [self.org.create("Lead", {"LastName": "Doe", **each}) for each in leads]
        self.snapshot = self.org.snapshot()
        self.text = text

    def first(self) -> str | None:
        """Ask the query anew, twice; return the locator of the second page."""
        for _ in range(2):
            made = self._asked(self._first)
        return made.next_locator

    def _first(self, asking: Any, version: str | None) -> Page:
        return self.org.queries.first_page(self.text, asking, written_for=version)

    def more(self, locator: str) -> str | None:
        """Read a page, twice; return the locator of the next one."""
        for _ in range(2):
            made = self._asked(
                lambda asking, version: self.org.queries.next_page(
                    locator, asking, written_for=version
                )
            )
        return made.next_locator

    def _asked(self, ask: Callable[[Any, str | None], Page]) -> Page:
        """Return a page, which is the plain one to the byte."""
        asking = self.org.asking(self.user.id, page_rows=2000)
        expected = ask(self.org.asking(self.user.id, page_rows=2000), None)
        made = ask(asking, "49.0")
        assert written(made) == plain(expected)
        assert made.number == len(expected.records)
        return made

    def change(self, what: str, number: int) -> None:
        """Change the org, as somebody does between two pages."""
        org, lead = self.org, self.ids[number % len(self.ids)]
        if what == "edit":
            org.update("User", self.user.id, {"LastName": f"M{number}"})
            if not org.records.is_deleted("Lead", lead):
                org.update("Lead", lead, {"Company": f"Edited {number}", "AnnualRevenue": 1 / 3})
        elif what == "delete" and not org.records.is_deleted("Lead", lead):
            org.delete("Lead", lead)
        elif what == "create":
            org.create("Lead", {"LastName": "New", "Company": "c"})
        else:
            self._change_around(what, lead, number)

    def _change_around(self, what: str, lead: str, number: int) -> None:
        """Change what is no lead, or how leads are changed."""
        org = self.org
        if what == "private":
            org.share_by_default("Lead", "None" if number % 2 else "Read")
        elif what == "owner":
            owner = str(org.query("SELECT OwnerId FROM Lead")[0]["OwnerId"])
            org.update("User", owner, {"LastName": f"N{number}"})
        elif what == "new field":
            org.add_field("Lead", f"Extra{number}__c", type="Number", precision=4)
        elif what == "view":
            org.clock.advance(hours=1)
            self.user.view(self.ids[0])
        elif what == "for reference":
            asking = org.asking(self.user.id, page_rows=2000)
            org.queries.first_page("SELECT Id FROM Lead FOR REFERENCE", asking, written_for="49.0")
        elif what == "late":
            with org.commits_late(minutes=1) as late:
                late.create("Lead", {"LastName": "Late", "Company": "a"})
            org.clock.advance(minutes=2)
            org.catch_up()
        elif what == "taken back" and not org.records.is_deleted("Lead", lead):
            with pytest.raises(_TakenBackError):
                self._take_back(lead)

    def _take_back(self, lead: str) -> None:
        """Edit a lead, ask while the edit stands, and take it back."""
        with self.org.database.write():
            self.org.update("Lead", lead, {"Company": "Taken back"})
            self.first()
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
    """Edits, deletions, lost rights, views, fields: each page is, to the byte, the plain one."""
    fake = FakeSalesforce()
    stage = Stage(fake, leads, text)
    stage.org.limits.query_page_rows = page_rows
    locator = stage.first()
    for number, what in enumerate([*changes, *["none"] * 9]):
        if what == "restore":
            stage.org.restore(stage.snapshot)
            stage.org.limits.query_page_rows = page_rows
        if what in {"again", "restore"}:
            locator = stage.first()
        if locator is None:
            break
        stage.change(what, number)
        locator = stage.more(locator)
    fake.close()


@pytest.fixture
def org(salesforce_org: Org) -> Org:
    """An org with three leads, whose pages have one."""
    for each in "abc":
        salesforce_org.create("Lead", {"LastName": "Doe", "Company": each})
    salesforce_org.limits.query_page_rows = 1
    return salesforce_org


def _read(org: Org, user_id: str, *, text: str = TEXTS[0]) -> Iterator[Page]:
    """Read a query to its end, each page as a request does."""
    page = org.queries.first_page(text, org.asking(user_id, page_rows=2000), written_for="49.0")
    yield page
    while page.next_locator is not None:
        asking = org.asking(user_id, page_rows=2000)
        page = org.queries.next_page(page.next_locator, asking, written_for="49.0")
        yield page


def _statements(org: Org, user_id: str, *, text: str = TEXTS[0]) -> list[list[str]]:
    """Return the statements that read leads for each page, while a query is read to its end."""
    seen: list[str] = []
    by_page = []
    with org.database.read() as connection:
        connection.set_trace_callback(seen.append)
    try:
        for page in _read(org, user_id, text=text):
            assert page.number == 1
            by_page.append([each for each in seen if '"Lead"' in each])
            seen.clear()
    finally:
        with org.database.read() as connection:
            connection.set_trace_callback(None)
    assert len(by_page) == 3
    return by_page


def test_a_query_asked_again_reads_no_record(org: Org) -> None:
    """Its rows and texts are kept until something a query can show is changed, and no longer."""
    user = org.create_user("again@example.com")
    assert any(_statements(org, user.id))
    assert not any(_statements(org, user.id))
    org.usage.spend("DailyApiRequests")
    assert not any(_statements(org, user.id))
    org.create("Account", {"Name": "Example"})
    assert any(_statements(org, user.id))


@pytest.mark.parametrize(
    ("order", "reads_pages"),
    [
        ("Company", [True, False, False]),
        ("Owner.Name, Company DESC", [True, False, False]),
        ("SystemModstamp", [True, True, True]),
    ],
)
def test_sorted_records_are_read_with_the_first_page(
    org: Org, order: str, *, reads_pages: list[bool]
) -> None:
    """The other pages were written on the way; not so where an index has the order."""
    user = org.create_user("sorted@example.com")
    text = f"SELECT Id, Owner.Name FROM Lead ORDER BY {order}"
    assert list(map(bool, _statements(org, user.id, text=text))) == reads_pages


def test_sorted_records_that_would_not_fit_are_read_page_by_page(
    org: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept has an end: records that are longer together are never written at once."""
    user = org.create_user("long@example.com")
    expected = [written(page) for page in _read(org, user.id)]
    longest = max(map(len, expected))
    monkeypatch.setattr(org.queries, "_written_pages", WrittenPages(KeptTexts(most_bytes=longest)))
    assert list(map(bool, _statements(org, user.id))) == [True, True, True]
    assert [written(page) for page in _read(org, user.id)] == expected


def test_a_limit_is_sorted_without_records(org: Org) -> None:
    """SQLite forgets what a LIMIT leaves out; the pages of the rest are read by number."""
    user = org.create_user("limit@example.com")
    text = "SELECT Id FROM Lead ORDER BY Company DESC LIMIT 3"
    assert list(map(bool, _statements(org, user.id, text=text))) == [True, True, True]


def test_an_asker_whose_rights_may_be_older_gets_nothing_that_is_kept(org: Org) -> None:
    """What was found out of a user's rights before a change serves no query after it."""
    user = org.create_user("older@example.com", profile="Standard User")
    asking = org.asking(user.id, page_rows=2000)
    before = org.queries.first_page(TEXTS[0], asking, written_for="49.0")
    assert before.total_size == 3
    org.share_by_default("Lead", "None")
    after = org.queries.first_page(
        TEXTS[0], org.asking(user.id, page_rows=2000), written_for="49.0"
    )
    assert after.total_size == 0


def test_a_query_for_view_is_never_kept(org: Org) -> None:
    """Each page of it is read anew, since each notes what was viewed."""
    user = org.create_user("view@example.com")
    text = "SELECT Id FROM Lead ORDER BY Id FOR VIEW"
    assert all(page.written is None for page in _read(org, user.id, text=text))


def test_a_field_lost_between_two_pages_is_lost_at_the_next(org: Org) -> None:
    """However much of the query is kept: it names what the user cannot see any more."""
    user = org.create_user("field@example.com", profile="Minimum Access - Salesforce")
    rights = org.permission_set("Titles")
    rights.grant("Lead", "read", "view_all")
    rights.show_field("Lead.Title")
    user.assign(rights)
    text = "SELECT Id, Title FROM Lead ORDER BY Id"
    assert len(list(_read(org, user.id, text=text))) == 3
    pages = _read(org, user.id, text=text)
    next(pages)
    rights.hide_field("Lead.Title")
    with pytest.raises(InvalidFieldError, match="Title"):
        next(pages)


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ("Id = '00Q000000000001'", "sqlite_autoindex_Lead_1"),
        ("Email = 'a@example.com'", "_Lead_Email"),
        ("Email IN ('a@example.com', 'b@example.com')", "_Lead_Email"),
        ("SystemModstamp >= 2020-07-01T00:00:00Z", "_Lead_SystemModstamp"),
        ("SystemModstamp = TODAY", "_Lead_SystemModstamp"),
        (
            "SystemModstamp >= 2020-07-01T00:00:00Z ORDER BY SystemModstamp, Id",
            "_Lead_SystemModstamp",
        ),
        ("Key__c = 'x'", "_Lead_Key__c"),
        ("Exact__c = 'x'", "_Lead_Exact__c"),
        ("Exact__c IN ('x', 'X')", "_Lead_Exact__c"),
        ("Number__c = 5", "_Lead_Number__c"),
        ("Name = 'Jane Doe'", "_Lead_Name"),
        ("OwnerId = '005000000000001'", "_Lead_OwnerId"),
    ],
)
def test_an_index_of_the_org_serves(salesforce_org: Org, condition: str, index: str) -> None:
    """What connectors look leads up by is searched for, however many leads there are."""
    org = salesforce_org
    org.add_field("Lead", "Key__c", type="Text", length=20, external_id=True)
    org.add_field("Lead", "Exact__c", type="Text", length=20, unique=True, case_sensitive=True)
    org.add_field("Lead", "Number__c", type="Number", external_id=True)
    user = org.create_user("index@example.com")
    plans: list[str] = []
    with org.database.read() as connection:
        connection.set_trace_callback(plans.append)
    asking = org.asking(user.id, page_rows=2000)
    org.queries.first_page(f"SELECT Id FROM Lead WHERE {condition}", asking)
    with org.database.read() as connection:
        connection.set_trace_callback(None)
        statement = next(each for each in plans if 'FROM "Lead" AS' in each)
        plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    assert f"SEARCH t0 USING INDEX {index} " in plan[0][3]


def test_memory_stays_flat(salesforce_org: Org) -> None:
    """To read five times as many records takes no more memory, but for eight bytes a row."""
    org = salesforce_org
    org.limits.query_page_rows = 200
    user = org.create_user("memory@example.com")
    peaks = []
    for leads in (1000, 4000):
        org.populate(leads=leads, seed=leads)
        list(_read(org, user.id))
        org.usage.reset()  # what is kept is let go of
        tracemalloc.start()
        for _ in _read(org, user.id):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0] + 4 * 8 * 4000


def test_texts_are_kept_within_bounds() -> None:
    """Where they would be too many, the earlier ones go; a text that is longer is not kept."""
    kept = KeptTexts(most_bytes=10)
    for number in range(4):
        kept.keep((1, 0), ("SELECT ?", (number,)), soql.Written(1, b"1234"))
    found = [kept.find((1, 0), ("SELECT ?", (number,))) for number in range(4)]
    assert found == [None, None, soql.Written(1, b"1234"), soql.Written(1, b"1234")]
    kept.keep((1, 0), ("SELECT", ()), soql.Written(1, b"12345678901"))
    assert kept.find((1, 0), ("SELECT", ())) is None
    assert kept.find((2, 0), ("SELECT ?", (3,))) is None
    kept.keep((2, 0), ("SELECT", ()), soql.Written(1, b"2"))
    assert kept.find((2, 0), ("SELECT ?", (3,))) is None
    kept.keep((1, 0), ("SELECT ?", (3,)), soql.Written(1, b"old"))
    assert kept.find((2, 0), ("SELECT", ())) == soql.Written(1, b"2")
    kept.forget()
    assert kept.find((2, 0), ("SELECT", ())) is None


def test_a_query_asked_while_the_schema_changes_is_not_kept_as_it_was(
    salesforce_org: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query asked when an addition is kept, and the schema not told yet, is compiled anew."""
    org = salesforce_org
    org.create("Lead", {"LastName": "Doe", "Company": "A", "LeadSource": "new"})
    user = org.create_user("label@example.com")
    text = "SELECT toLabel(LeadSource) FROM Lead"

    def label() -> str:
        page = org.queries.first_page(text, org.asking(user.id, page_rows=2000), written_for="49.0")
        [record] = json.loads(written(page))["records"]
        return str(record["LeadSource"])

    asked = []
    put = org.schema.put

    def ask_and_put(sobject: SObject) -> None:
        asked.append(label())
        put(sobject)

    monkeypatch.setattr(org.schema, "put", ask_and_put)
    org.add_picklist_value("Lead", "LeadSource", "new", label="The New")
    assert asked == ["new"]
    assert label() == "The New"


def test_what_another_process_writes_is_seen_with_the_next_request(tmp_path: Path) -> None:
    """A command that changes the file of a served org changes what is kept of it, too."""
    data = tmp_path / "org.sqlite"
    with FakeSalesforce() as served, FakeSalesforce() as other:
        org = served.create_org(data=data)
        user = org.create_user("served@example.com", profile="Minimum Access - Salesforce")
        rights = org.permission_set("Titles")
        rights.grant("Lead", "read", "view_all")
        rights.show_field("Lead.Title")
        user.assign(rights)
        for each in "abc":
            org.create("Lead", {"LastName": "Doe", "Company": each, "Title": each})
        org.limits.query_page_rows = 1
        text = "SELECT Id, Title FROM Lead ORDER BY Title"
        before = [written(page) for page in _read(org, user.id, text=text)]
        beside = other.create_org(data=data)
        beside.update("Lead", str(beside.query(text)[1]["Id"]), {"Title": "bb"})
        after = [written(page) for page in _read(org, user.id, text=text)]
        assert after == [before[0], before[1].replace(b'"b"', b'"bb"'), before[2]]
        beside.permission_set("Titles").hide_field("Lead.Title")
        with pytest.raises(InvalidFieldError, match="Title"):
            next(_read(org, user.id, text=text))


@pytest.mark.parametrize("kind", ["exported", "reopened", "older"])
def test_pages_of_a_file_that_was_there_before(tmp_path: Path, kind: str) -> None:
    """An org taken in, opened again, or of a file without a count of changes: all is as told."""
    data = tmp_path / "org.sqlite"
    with FakeSalesforce() as first:
        org = first.create_org(data=data)
        org.populate(leads=7)
        expected = org.query("SELECT Id FROM Lead ORDER BY Company, Id")
        if kind == "exported":
            org.export(tmp_path / "exported.sqlite")
    if kind == "older":
        with contextlib.closing(sqlite3.connect(data)) as connection:
            connection.execute("PRAGMA user_version=0")
    with FakeSalesforce() as second:
        if kind == "exported":
            org = second.import_org(tmp_path / "exported.sqlite", data=tmp_path / "taken.sqlite")
        else:
            org = second.create_org(data=data)
        org.limits.query_page_rows = 2
        user = org.create_user("again@example.com")
        for _ in range(2):
            assert _ids(org, user.id) == [each["Id"] for each in expected]
        org.delete("Lead", str(expected[3]["Id"]))
        assert _ids(org, user.id) == [each["Id"] for each in expected if each != expected[3]]


def _ids(org: Org, user_id: str) -> list[str]:
    pages = _read(org, user_id, text="SELECT Id FROM Lead ORDER BY Company, Id")
    return [each["Id"] for page in pages for each in json.loads(written(page))["records"]]


def test_orgs_of_one_template_keep_nothing_in_common(salesforce: FakeSalesforce) -> None:
    """Two fresh orgs are in the same state, and have the same query; each shows its own records."""
    orgs = [salesforce.create_org() for _ in range(2)]
    for org, company in zip(orgs, "ab", strict=True):
        org.limits.query_page_rows = 1
        for _ in range(2):
            org.create("Lead", {"LastName": "Doe", "Company": company})
    users = [org.create_user(f"{name}@example.com") for org, name in zip(orgs, "ab", strict=True)]
    asked = [
        b"".join(written(page) for page in _read(org, user.id))
        for org, user in zip(orgs, users, strict=True)
    ]
    assert [b'"Company":"a"' in each for each in asked] == [True, False]
    assert [b'"Company":"b"' in each for each in asked] == [False, True]
