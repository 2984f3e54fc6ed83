"""What status, alerts and runs tell of a right that is lost and given back: P49 and P51."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from alert_receivers import Receiver
from connector_stage import AccountOnFake
from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import ServerUnavailable
from sfconnector import Connector
from sfconnector.connection.status import Status
from sfconnector.events import SyncPartial

PROFILE = "System Administrator"
LEADS, CONTACTS = "All Leads", "All Contacts"
ALL = ("read", "create", "edit", "delete", "view_all", "modify_all")


class Stage(AccountOnFake):
    """Two lists, of leads and of contacts, each synced every hour, and whoever is alerted."""

    def __init__(self, salesforce: FakeSalesforce, folder: Path, told: Receiver) -> None:
        super().__init__(salesforce, folder)
        self.told = told
        self.rights: Any = self.org.profile(PROFILE)
        # With these Read on Lead could not be lost.
        self.rights.forbid("ViewAllData", "ModifyAllData")
        self.rights.allow("PasswordNeverExpires")
        for number in range(3):
            email = f"{number}@example.com"
            self.org.create("Lead", {"LastName": "Doe", "Company": "X", "Email": email})
            self.org.create("Contact", {"LastName": "Doe", "Email": email})
        self.connect()
        with self.open() as connector:
            for source, name in (("leads", LEADS), ("contacts", CONTACTS)):
                assert connector.import_list(source).state == "complete"
                connector.schedule_list(name, "1h")
            assert [each.state for each in connector.tick().synced] == ["complete"] * 2

    @contextmanager
    def open(self) -> Iterator[Connector]:
        """Open a connector that alerts."""
        with self.connector(alert_webhook_url=self.told.url) as connector:
            yield connector

    def lose(self, sobject: str) -> None:
        """Take every right on an object away."""
        self.rights.revoke(sobject, *ALL)

    def give_back(self, sobject: str) -> None:
        """Let the user read an object."""
        self.rights.grant(sobject, "read", "view_all")

    def kinds(self) -> list[str]:
        """Return what the administrators were told."""
        return [each["kind"] for each in self.told.documents()]


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[Stage]:
    """Two lists that are in order."""
    with Receiver().running() as receiver:
        stage = Stage(salesforce, tmp_path, receiver)
        with stage.org:
            yield stage


def lost(status: Status) -> bool:
    """Tell whether the status says that a right is lost, and the connection works."""
    return (status.state, status.cause) == ("active", "permission_lost")


def test_p49_p51_a_scheduled_sync_tells_the_right_that_is_lost_until_it_is_back(
    stage: Stage,
) -> None:
    """P49, P51: hours of turns: one cause, one history row, one alert; contacts go on; recovery."""
    stage.lose("Lead")
    with stage.open() as connector:
        before = len(connector.history())
        for _ in range(4):
            stage.org.clock.advance(minutes=61)
            states = {each.list_name: (each.state, each.cause) for each in connector.tick().synced}
            assert states == {LEADS: ("partial", "permission_lost"), CONTACTS: ("complete", None)}
            status = connector.status()
            assert lost(status)
            assert "Read on Lead is missing" in status.detail
            assert (status.evidence.status, status.evidence.code) == (404, "NOT_FOUND")
        assert connector.test().cause == "permission_lost", "a test call proves no right"
        newest, *_ = connector.history()
        assert len(connector.history()) == before + 1
        assert (newest.to_state, newest.cause) == ("active", "permission_lost")
        assert connector.list(LEADS).members == 3
        assert stage.kinds() == ["down"]
        stage.give_back("Lead")
        stage.org.clock.advance(minutes=61)
        connector.tick()
        assert (connector.status().cause, stage.kinds()) == (None, ["down", "recovery"])


def test_p49_p51_one_list_that_works_again_does_not_hide_the_other(stage: Stage) -> None:
    """P49, P51: two are refused; when one is back the other is told, and nobody hears of an end."""
    with stage.open() as connector:
        for sobject, name in (("Lead", LEADS), ("Contact", CONTACTS)):
            stage.lose(sobject)
            connector.sync_list(name)
        assert "Contact" in connector.status().detail
        assert any("Read on Lead" in each for each in connector.status().hints)
        stage.give_back("Contact")
        assert connector.sync_list(CONTACTS).state == "complete"
        status = connector.status()
        assert lost(status)
        assert "Read on Lead" in status.detail
        assert status.hints == ()
        healed, joined, *_ = connector.history()
        assert healed.note == "contacts goes on"
        assert joined.note.startswith("Read on Contact is missing (HTTP 404 NOT_FOUND")
        connector._alerts.due()
        assert stage.kinds() == ["down"]
        stage.give_back("Lead")
        connector.sync_list(LEADS)
        assert connector.status().cause is None


def test_p51_what_an_import_found_is_not_erased_by_a_sync(stage: Stage) -> None:
    """P51: noted by an import, the lost right stays told after syncs of both lists."""
    stage.lose("Lead")
    with stage.open() as connector:
        assert connector.import_list("leads").cause == "permission_lost"
        for name in (LEADS, CONTACTS):
            connector.sync_list(name)
            assert lost(connector.status())
        connector.import_list("contacts")
        connector._alerts.due()
        assert lost(connector.status())
        assert stage.kinds() == ["down"]


def test_p49_p51_trouble_that_passes_leaves_the_lost_right_told(stage: Stage) -> None:
    """P49, P51: maintenance comes and goes, a new password is given: the right is still lost."""
    stage.lose("Lead")
    with stage.open() as connector:
        connector.sync_list(LEADS)
        stage.org.faults.add(ServerUnavailable())
        assert connector.sync_list(CONTACTS).cause == "maintenance"
        stage.org.faults.clear()
        connector.look_ahead()
        assert lost(connector.status())
        stage.user.set_password()
        stage.org.end_sessions()
        assert connector.sync_list(CONTACTS).cause == "wrong_secret"
        assert lost(connector.update_login(stage.user.secret))
        connector._alerts.due()
        assert stage.kinds() == ["down"]
        connector.disconnect()
        connector.connect(stage.user.username, stage.user.secret, login_url=stage.salesforce.url)
        assert connector.status().cause is None, "what was given up begins anew"


def test_p51_the_doctor_clears_the_very_right_that_it_sees_granted(stage: Stage) -> None:
    """P51: no finding about another right ends it; once Read on Lead is seen, it is over."""
    with stage.open() as connector:
        stage.lose("Lead")
        connector.sync_list(LEADS)
        connector.doctor()
        assert lost(connector.status())
        stage.give_back("Lead")
        connector.doctor()
        assert connector.status().cause is None
        stage.rights.hide_field("Lead.Email")
        assert connector.sync_list(LEADS).cause == "permission_lost"
        assert "Lead.Email" in connector.status().detail
        connector.doctor()
        assert lost(connector.status())
        stage.rights.show_field("Lead.Email", editable=True)
        stage.rights.grant("Lead", "edit")
        connector.doctor()
        assert connector.status().cause is None


def test_what_is_the_source_s_own_is_no_trouble_of_the_connection(stage: Stage) -> None:
    """A deleted report: partial without a cause; and it heals nothing that is another's."""
    columns = ["Id", "Email", "LastName"]
    report = stage.org.add_report("New Leads", sobject="Lead", columns=columns)
    with stage.open() as connector:
        connector.import_list("report", report, name="New Leads", fields=("Email", "Last Name"))
        stage.org.delete_report(report)
        refused = connector.sync_list("New Leads")
        assert (refused.state, refused.cause, connector.status().cause) == ("partial", None, None)
        stage.lose("Lead")
        connector.sync_list(LEADS)
        connector.sync_list("New Leads")
        assert lost(connector.status())


@pytest.mark.parametrize("begun", [False, True])
def test_p51_a_refused_run_is_ended_and_says_why(
    salesforce: FakeSalesforce, stage: Stage, *, begun: bool
) -> None:
    """P51: refused before it began or in the middle: a partial run with reason, calls and event."""

    def lose(arrival: Any = None) -> None:
        if arrival is None or arrival.resource == "query_all":
            stage.lose("Lead")

    forget = salesforce.on_request(lose) if begun else lambda: None
    if not begun:
        lose()
    with stage.open() as connector:
        report = connector.sync_list(LEADS)
        forget()
        (run, *others) = connector.runs(LEADS)
        assert (report.state, report.cause) == (run.state, report.cause)
        assert run.state == "partial"
        assert "Give the right back, then sync" in run.stopped_for
        assert run.stopped_for == report.message
        assert run.ended_at is not None
        assert run.calls is not None
        assert run.calls >= 1
        assert run.calls_are_all
        assert [each.state for each in others] == ["complete", "complete"]
        told = [each for each in stage.events if isinstance(each, SyncPartial)]
        assert [(each.list_name, each.reason) for each in told] == [(LEADS, report.message)]
        stage.give_back("Lead")
        assert connector.sync_list(LEADS).state == "complete"
        assert connector.runs(LEADS)[0].number == run.number + 1
        connector.sync_list(LEADS, dry_run=True)
        assert connector.runs(LEADS)[0].number == run.number + 1


def test_a_cut_run_goes_on_after_a_refusal_in_between(stage: Stage) -> None:
    """What was read of a run before the right was lost is kept until the right is back."""
    stage.org.limits.query_page_rows = 1
    with stage.open() as connector:
        cut = _cut(stage, connector)
        stage.lose("Lead")
        assert connector.sync_list(LEADS).state == "partial"
        states = {each.number: each.state for each in connector.runs(LEADS) if each.kind == "sync"}
        assert states[cut] == "interrupted"
        stage.give_back("Lead")
        report = connector.sync_list(LEADS)
        assert (report.state, report.resumed) == ("complete", True)


def _cut(stage: Stage, connector: Connector) -> int:
    calls = 0

    def stop(arrival: Any) -> None:
        nonlocal calls
        calls += arrival.resource == "query_all"
        if calls == 3:
            stage.org.faults.add(ServerUnavailable())

    forget = stage.salesforce.on_request(stop)
    assert connector.sync_list(LEADS, full=True).state == "interrupted"
    forget()
    stage.org.faults.clear()
    return connector.runs(LEADS)[0].number
