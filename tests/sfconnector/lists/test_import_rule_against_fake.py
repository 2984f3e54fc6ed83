"""The import rule, against a population that is edited between the pages."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from connector_stage import FollowingClock
from fake_salesforce import FakeSalesforce
from sfconnector import Connector, SecretKey
from sfconnector.events import Event, PageImported
from sfconnector.lists.email import why_skipped
from store_places import place

emails = st.sampled_from([None, "a@example.com", "b@example.org", "a..b@example.com"])
"""Salesforce takes the last one, and the connector does not."""


@dataclass(frozen=True)
class Edit:
    """Something that happens to the org just before a call."""

    before_call: int
    kind: str
    lead: int
    email: str | None


edits = st.builds(
    Edit,
    before_call=st.integers(1, 6),
    kind=st.sampled_from(["delete", "update", "create", "lose_locators", "end_sessions"]),
    lead=st.integers(0, 11),
    email=emails,
)


class Model:
    """What the rule says the list is, followed call by call beside the import.

    A locator is a fixed list of Ids; a page holds those of its Ids that still exist when it is
    read, with their values of that moment. Behind a lost locator the query begins again after the
    last Id that was read.
    """

    def __init__(self, org: Any, page_rows: int, edited: list[Edit], ids: list[str]) -> None:
        self._org = org
        self._page_rows = page_rows
        self._edited = edited
        self._ids = ids
        self._calls = 0
        self._locator: list[str] | None = None
        self._at = 0
        self._session_ended = False
        self.times_lost = 0
        self.members: dict[str, str] = {}
        self.skipped: dict[str, str] = {}

    def follow(self, arrival: Any) -> None:
        """Edit the org as planned before this call, then read what the call will."""
        if arrival.resource not in {"query", "query_more"}:
            return
        self._calls += 1
        kinds = [self._edit(edit) for edit in self._edited if edit.before_call == self._calls]
        ended_before, self._session_ended = self._session_ended, False
        if "lose_locators" in kinds and self._locator is not None:
            self._locator = None
            self.times_lost += 1
        if "end_sessions" in kinds and not ended_before:
            self._org.end_sessions()
            self._session_ended = True
            return
        rows = self._rows()
        if arrival.resource == "query":
            last = max([*self.members, *self.skipped], default="")
            self._locator = sorted(each for each in rows if each > last)
            self._at = 0
        if self._locator is not None:
            self._read(rows)

    def _read(self, rows: dict[str, str | None]) -> None:
        assert self._locator is not None
        for record_id in self._locator[self._at : self._at + self._page_rows]:
            if record_id in rows:
                email = rows[record_id]
                reason = why_skipped(email)
                if reason is None:
                    self.members[record_id] = email or ""
                else:
                    self.skipped[record_id] = reason
        self._at += self._page_rows

    def _rows(self) -> dict[str, str | None]:
        return {row["Id"]: row["Email"] for row in self._org.query("SELECT Id, Email FROM Lead")}

    def _edit(self, edit: Edit) -> str:
        if edit.kind == "create":
            self._ids.append(create_lead(self._org, edit.email))
        elif edit.kind == "lose_locators":
            self._org.expire_query_locators()
        elif edit.lead < len(self._ids) and self._ids[edit.lead] in self._rows():
            if edit.kind == "delete":
                self._org.delete("Lead", self._ids[edit.lead])
            elif edit.kind == "update":
                self._org.update("Lead", self._ids[edit.lead], {"Email": edit.email})
        return edit.kind


@settings(max_examples=settings().max_examples * 3 // 5)
@given(
    population=st.lists(emails, max_size=12) | st.lists(emails, min_size=8, max_size=12),
    page_rows=st.integers(1, 3) | st.integers(1, 7),
    edited=st.lists(edits, max_size=8),
)
def test_the_list_is_what_the_rule_says(
    salesforce: FakeSalesforce, population: list[str | None], page_rows: int, edited: list[Edit]
) -> None:
    """Members are the rows of the locator visible and valid when their page is read."""
    with salesforce.create_org() as org:
        user = org.create_user(f"integration.{org.id.lower()}@example.com")
        org.limits.query_page_rows = page_rows
        ids = [create_lead(org, email) for email in population]
        model = Model(org, page_rows, edited, ids)
        with tempfile.TemporaryDirectory() as folder, opened(salesforce, Path(folder)) as connector:
            status = connector.connect(user.username, user.secret, login_url=salesforce.url)
            assert status.state == "active"
            stop = salesforce.on_request(model.follow)
            try:
                report = connector.import_list("leads", fields=("Email", "LastName"))
            finally:
                stop()
            members = list(connector.members("All Leads"))
            skipped = connector.skipped("All Leads")
        assert (report.state, report.resumed) == ("complete", False)
        assert {each.record_id: each.email for each in members} == model.members
        assert [each.record_id for each in members] == sorted(model.members)
        assert {each.record_id: each.reason for each in skipped} == model.skipped
        assert report.imported == len(model.members)
        assert report.skipped_by_reason == Counter(model.skipped.values())
        event(f"pages: {min(report.pages, 5)}")
        event(f"lost locators: {model.times_lost}")


class CutError(BaseException):
    """Stands for SIGKILL at a stored page: nothing in the connector may catch it."""


@settings(max_examples=settings().max_examples * 2 // 5)
@given(
    population=st.lists(emails, min_size=1, max_size=12),
    page_rows=st.integers(1, 4),
    cuts=st.lists(st.integers(1, 4), max_size=4),
    keep_locator=st.booleans(),
)
def test_a_resumed_import_equals_an_uninterrupted_one(
    salesforce: FakeSalesforce,
    population: list[str | None],
    page_rows: int,
    cuts: list[int],
    *,
    keep_locator: bool,
) -> None:
    """P31: killed after any stored page and run again, an import ends as one that was never cut.

    Until the last page is stored the list shows its former members, whole.
    """
    with salesforce.create_org() as org:
        user = org.create_user(f"integration.{org.id.lower()}@example.com")
        org.limits.query_page_rows = page_rows
        former_id = create_lead(org, "former@example.com")
        with tempfile.TemporaryDirectory() as folder:
            with opened(salesforce, Path(folder)) as connector:
                connector.connect(user.username, user.secret, login_url=salesforce.url)
                connector.import_list("leads")
            org.delete("Lead", former_id)
            for email in population:
                create_lead(org, email)
            stored = 0
            for cut in cuts:
                pages = Countdown(cut)
                with opened(salesforce, Path(folder), pages) as connector:
                    try:
                        connector.import_list("leads", allow_shrink=True)
                    except CutError:
                        stored += cut
                        seen = [each.record_id for each in connector.members("All Leads")]
                        total = -(-len(population) // page_rows)
                        assert seen == [former_id] or stored >= total
                    else:
                        stored = 0
                        break
                if not keep_locator:
                    org.expire_query_locators()
                if stored >= -(-len(population) // page_rows):
                    break
            with opened(salesforce, Path(folder)) as connector:
                report = connector.import_list("leads", allow_shrink=True)
                resumed = list(connector.members("All Leads"))
                connector.import_list("leads", name="Uninterrupted")
                whole = list(connector.members("Uninterrupted"))
                assert connector.skipped("All Leads") == connector.skipped("Uninterrupted")
        assert report.state == "complete"
        assert resumed == whole


class Countdown:
    """A listener that cuts the import after so many stored pages."""

    def __init__(self, pages: int) -> None:
        self._left = pages

    def __call__(self, event: Event) -> None:
        """Count a page."""
        if isinstance(event, PageImported):
            self._left -= 1
            if self._left == 0:
                raise CutError


KEY = SecretKey.generate()


@contextmanager
def opened(
    salesforce: FakeSalesforce, folder: Path, *listeners: Callable[[Event], None]
) -> Iterator[Connector]:
    """Open a connector on the folder's store."""
    with Connector.open(
        place(folder / "store.sqlite"),
        key=KEY,
        clock=FollowingClock(salesforce.clock),
        listeners=listeners,
        seed=1,
    ) as connector:
        yield connector


def create_lead(org: Any, email: str | None) -> str:
    """Create a lead and return its Id."""
    row = {"LastName": "Doe", "Company": "Example", "Email": email}
    created: str = org.create("Lead", row)
    return created
