"""The connector and the fake, over HTTP, the whole way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from connector_stage import FollowingClock
from fake_salesforce import FakeSalesforce
from sfconnector import Connector, SecretKey
from store_places import place

KEY = SecretKey.generate()


class Org:
    """An org with one user, and connectors on one store for it."""

    def __init__(self, salesforce: FakeSalesforce, folder: Path) -> None:
        self.salesforce = salesforce
        self.org = salesforce.create_org()
        self.user = self.org.create_user(f"integration.{self.org.id.lower()}@example.com")
        self._folder = folder

    @contextmanager
    def connector(self, *, connected: bool = True) -> Iterator[Connector]:
        """Open a connector, connected unless told otherwise."""
        with Connector.open(
            place(self._folder / "store.sqlite"),
            key=KEY,
            clock=FollowingClock(self.salesforce.clock),
            seed=1,
        ) as connector:
            if connected:
                status = connector.connect(
                    self.user.username, self.user.secret, login_url=self.salesforce.url
                )
                assert status.state == "active"
            yield connector

    def logins(self) -> int:
        """Return how many logins the server has seen for this user, refused ones too."""
        return sum(
            each.resource == "soap" and each.username == self.user.username
            for each in self.salesforce.journal.exchanges
        )


@pytest.fixture
def org(salesforce: FakeSalesforce, tmp_path: Path) -> Org:
    """A fresh org and an empty store."""
    return Org(salesforce, tmp_path)


def test_the_list_is_the_org_record_for_record(org: Org) -> None:
    """Of 10,000 leads each with an e-mail is a member with the values that the org holds."""
    org.org.populate(leads=10_000, seed=1)
    fields = ("Email", "FirstName", "LastName", "Company", "AnnualRevenue", "IsConverted")
    with org.connector() as connector:
        report = connector.import_list("leads", fields=fields)
        members = list(connector.members("All Leads"))
    held = org.org.query(f"SELECT Id, {', '.join(fields)} FROM Lead ORDER BY Id")
    expected = [
        (row["Id"], {field: row[field] for field in fields}) for row in held if row["Email"]
    ]
    assert [(each.record_id, dict(each.values)) for each in members] == expected
    assert (report.imported, report.skipped) == (len(expected), 10_000 - len(expected))
    assert report.pages == 5


def test_an_expired_password_cuts_the_import_and_nothing_is_lost(org: Org) -> None:
    """Cut half way by an expired password, the import goes on after Update Login, without loss.

    No login is tried meanwhile: the password's expiry is no lost session.
    """
    org.org.populate(leads=70, seed=1)
    org.org.limits.query_page_rows = 10
    with org.connector() as connector:
        logins = org.logins()
        stop = org.salesforce.on_request(_at("query_more", 3, org.user.expire_password))
        report = connector.import_list("leads")
        stop()
        assert (report.state, report.cause) == ("interrupted", "password_expired")
        assert 0 < report.pages < 7
        assert connector.status().cause == "password_expired"
        assert connector.import_list("leads").cause == "password_expired"
        assert list(connector.members("All Leads")) == []
        assert org.logins() == logins
        org.user.set_password()
        assert connector.update_login(org.user.secret).state == "active"
        resumed = connector.import_list("leads")
        assert (resumed.state, resumed.resumed, resumed.pages) == ("complete", True, 7)
        assert resumed.imported + resumed.skipped == 70


def test_the_password_expires_after_ninety_days(org: Org) -> None:
    """91 days later the password has expired: the next import disconnects with that cause."""
    with org.connector() as connector:
        org.salesforce.clock.advance(days=91)
        assert connector.status().state == "active"
        assert connector.import_list("leads").cause == "password_expired"
        status = connector.status()
        assert (status.state, status.since) == ("disconnected", org.salesforce.clock.now())


def test_a_session_lost_in_the_middle_costs_one_login(org: Org) -> None:
    """A void session is replaced by one login, the page is asked for again, and nobody notices."""
    org.org.populate(leads=50, seed=1)
    org.org.limits.query_page_rows = 10
    with org.connector() as connector:
        logins = org.logins()
        stop = org.salesforce.on_request(_at("query_more", 2, org.org.end_sessions))
        report = connector.import_list("leads")
        stop()
    assert (report.state, report.resumed) == ("complete", False)
    assert org.logins() == logins + 1


def test_a_wrong_secret_is_offered_once_however_often_it_is_needed(org: Org) -> None:
    """After a refused renewal no process and no import sends the old secret again."""
    with org.connector() as connector:
        pass
    org.user.set_password()
    org.org.end_sessions()
    logins = org.logins()
    for _ in range(3):
        with org.connector(connected=False) as connector:
            assert connector.import_list("leads").cause == "wrong_secret"
    assert org.logins() == logins + 1


def test_threads_that_lose_their_session_together_log_in_once(org: Org) -> None:
    """Of several connectors whose session is void one logs in, and the others take its session."""
    with org.connector() as connector:
        authority = connector._session._authority
        stale = authority.grant()
        org.org.end_sessions()
        logins = org.logins()
        got: list[Any] = []
        threads = [
            threading.Thread(target=lambda: got.append(authority.renew(stale))) for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(got) == 5
    assert len(set(got)) == 1
    assert org.logins() == logins + 1


def test_another_organization_is_not_adopted(org: Org) -> None:
    """Update Login with a user of another org changes nothing but the status."""
    org.org.create("Lead", {"LastName": "Doe", "Company": "X", "Email": "a@example.com"})
    other = org.salesforce.create_org()
    stranger = other.create_user(f"stranger.{other.id.lower()}@example.com")
    with org.connector() as connector:
        connector.import_list("leads")
        status = connector.update_login(stranger.secret, stranger.username)
        assert (status.state, status.cause) == ("disconnected", "organization_switched")
        assert connector.import_list("leads").cause == "organization_switched"
        assert [each.email for each in connector.members("All Leads")] == ["a@example.com"]
        calls = [e for e in org.salesforce.journal.exchanges if e.username == stranger.username]
        assert {each.resource for each in calls} == {"soap"}
        healed = connector.update_login(org.user.secret, org.user.username)
        assert healed.state == "active"


def _at(resource: str, nth: int, act: Any) -> Any:
    """Return a callback that acts before the nth request of a resource from now on."""
    seen: list[Any] = []

    def callback(arrival: Any) -> None:
        if arrival.resource == resource:
            seen.append(arrival)
            if len(seen) == nth:
                act()

    return callback
