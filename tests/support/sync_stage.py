"""A list on a fake org for tests of syncing: edits, clocks, and what the list ought to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from connector_stage import FollowingClock, MovableClock
from fake_salesforce import FakeSalesforce
from sfconnector import Connector, SecretKey
from sfconnector.events import Event
from sfconnector.lists.email import DELETED_HERE, why_skipped
from store_places import place

NAME = "All Leads"
PROFILE = "System Administrator"
KEY = SecretKey.generate()


class SkewedClock(FollowingClock):
    """The connector's clock, wrong by some time against the org's."""

    def __init__(self, clock: MovableClock, skew: timedelta) -> None:
        super().__init__(clock)
        self.skew = skew

    def now(self) -> datetime:
        """Return what it shows."""
        return super().now() + self.skew


@dataclass
class SyncStage:
    """An org, its integration user and a store; the list is imported by :meth:`begin`."""

    salesforce: FakeSalesforce
    folder: Path
    page_rows: int = 3
    skew: timedelta = timedelta()
    listeners: Sequence[Callable[[Event], None]] = ()
    ids: list[str] = field(default_factory=list)
    """Every lead there ever was."""
    deleted: set[str] = field(default_factory=set)
    """Those that a user deleted from the list."""

    @property
    def store(self) -> Path:
        """The path that stands for the store."""
        return self.folder / "store.sqlite"

    def __post_init__(self) -> None:
        self.org: Any = self.salesforce.create_org()
        self.user = self.org.create_user(f"integration.{self.org.id.lower()}@example.com")
        self.org.profile(PROFILE).allow("PasswordNeverExpires")
        self.org.limits.query_page_rows = self.page_rows

    def begin(self, emails: Sequence[str | None]) -> None:
        """Create a lead for each e-mail and import them."""
        for email in emails:
            self.create(email)
        with self.connector() as connector:
            connector.connect(self.user.username, self.user.secret, login_url=self.salesforce.url)
            assert connector.import_list("leads", fields=("Email", "Title")).state == "complete"

    @contextmanager
    def connector(self) -> Iterator[Connector]:
        """Open a connector, as a new process would."""
        with Connector.open(
            place(self.store),
            key=KEY,
            clock=SkewedClock(self.salesforce.clock, self.skew),
            listeners=self.listeners,
            seed=1,
        ) as connector:
            yield connector

    def create(self, email: str | None) -> str:
        """Create a lead."""
        row = {"LastName": "Doe", "Company": "Example", "Email": email, "Title": "New"}
        created: str = self.org.create("Lead", row)
        self.ids.append(created)
        return created

    def source(self) -> dict[str, tuple[str, str | None]]:
        """Return what the list ought to be: e-mail and title by Id, asked of the org."""
        return {
            each["Id"]: (each["Email"], each["Title"])
            for each in self._leads()
            if self._why_skipped(each) is None
        }

    def skipped_source(self) -> dict[str, str | None]:
        """Return why which leads ought to be skipped."""
        reasons = {each["Id"]: self._why_skipped(each) for each in self._leads()}
        return {each: reason for each, reason in reasons.items() if reason is not None}

    def _why_skipped(self, lead: dict[str, Any]) -> str | None:
        here = DELETED_HERE if lead["Id"] in self.deleted else None
        return why_skipped(lead["Email"]) or here

    def _leads(self) -> list[dict[str, Any]]:
        soql = "SELECT Id, Email, Title FROM Lead WHERE IsConverted = false"
        found: list[dict[str, Any]] = self.org.query(soql)
        return found


def members_of(connector: Connector, *, left: bool = False) -> dict[str, tuple[str, Any]]:
    """Return e-mail and title of a list's members by Id: those that have left, or have not."""
    return {
        each.record_id: (each.email, each.values["Title"])
        for each in connector.members(NAME)
        if (each.left_at is not None) == left
    }


def assert_equals_source(stage: SyncStage, connector: Connector) -> None:
    """The list is the source: members, skipped rows, counts; and verify says so."""
    assert members_of(connector) == stage.source()
    skipped = {each.record_id: each.reason for each in connector.skipped(NAME)}
    assert skipped == stage.skipped_source()
    shown = connector.list(NAME)
    assert (shown.members - shown.kept, shown.skipped) == (len(stage.source()), len(skipped))
    verified = connector.verify_list(NAME)
    assert verified.equal, verified
