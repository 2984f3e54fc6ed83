"""All Leads and All Contacts: who is a member, and what becomes of who was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_salesforce import FakeSalesforce
from sfconnector import Connector
from sfconnector.errors import InputError
from sfconnector.lists.routes.taken import RouteWanted
from sync_stage import SyncStage

FIELDS = ("Email", "LastName", "Department", "HasOptedOutOfEmail")


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A connected account on an org of seven contacts, pages of three."""
    stage = SyncStage(salesforce, tmp_path)
    for number in range(7):
        row = {"LastName": f"Doe {number}", "Email": f"a{number}@example.com"}
        stage.ids.append(stage.org.create("Contact", row))
    with stage.connector() as connector:
        connector.connect(stage.user.username, stage.user.secret, login_url=salesforce.url)
    yield stage
    salesforce.drop_org(stage.org)


def _emails(connector: Connector, name: str = "All Contacts") -> dict[str, str]:
    return {each.record_id: each.email for each in connector.members(name)}


def _there(stage: SyncStage) -> dict[str, str]:
    rows = stage.org.query("SELECT Id, Email FROM Contact WHERE Email != null")
    return {each["Id"]: each["Email"] for each in rows}


def test_all_contacts_are_imported_and_synced(stage: SyncStage) -> None:
    """P29: imported, then edited, created, deleted and undeleted, the list is its source."""
    with stage.connector() as connector:
        report = connector.import_list("contacts")
        assert (report.list_name, report.state, report.pages) == ("All Contacts", "complete", 3)
        shown = connector.list("All Contacts")
        assert (shown.source, shown.fields) == ("contacts", ("Email", "FirstName", "LastName"))
        assert connector.sync_list("All Contacts").kind == "changes"
        stage.org.clock.advance(minutes=20)
        stage.org.update("Contact", stage.ids[0], {"Email": "changed@example.com"})
        stage.org.update("Contact", stage.ids[1], {"Email": None})
        stage.org.delete("Contact", stage.ids[2])
        stage.org.create("Contact", {"LastName": "New", "Email": "new@example.com"})
        synced = connector.sync_list("All Contacts")
        assert (synced.kind, synced.added, synced.changed) == ("changes", 1, 1)
        assert synced.left_by_reason == {"deleted": 1, "no_email": 1}
        assert _emails(connector) == _there(stage)
        assert [each.record_id for each in connector.skipped("All Contacts")] == [stage.ids[1]]
        assert connector.verify_list("All Contacts").equal
        stage.org.undelete(stage.ids[2])
        assert connector.sync_list("All Contacts").added == 1
        assert connector.verify_list("All Contacts").equal


def test_p25_a_merged_contact_stands_for_its_master(stage: SyncStage) -> None:
    """P25: the loser of a merge leaves, and its master is known."""
    with stage.connector() as connector:
        connector.import_list("contacts")
        connector.sync_list("All Contacts")
        stage.org.merge("Contact", stage.ids[1], stage.ids[0])
        assert connector.sync_list("All Contacts").left_by_reason == {"merged": 1}
        [departure] = connector.departures("All Contacts")
        assert (departure.record_id, departure.moved_to) == (stage.ids[0], stage.ids[1])
        assert _emails(connector) == _there(stage)


def test_contacts_by_either_route_are_one_list(stage: SyncStage) -> None:
    """A query job and pages of REST give the same members with the same values."""
    with stage.connector() as connector:
        connector.import_list("contacts", name="By REST", fields=FIELDS)
        connector.import_list("contacts", name="By Bulk", fields=FIELDS, route="bulk")
        rest, bulk = ([*connector.members(name)] for name in ("By REST", "By Bulk"))
        assert len(rest) == 7
        assert bulk == rest
        assert connector.verify_list("By Bulk").equal


@pytest.mark.parametrize("route", ["rest", "bulk"])
def test_p26_a_converted_lead_is_not_imported_and_its_contact_is(
    stage: SyncStage, route: RouteWanted
) -> None:
    """P26: it is in All Contacts alone, by whichever route; the list equals what a sync sees."""
    left = stage.create("converted@example.com")
    stays = stage.create("stays@example.com")
    contact = stage.org.convert_lead(left).contact_id
    with stage.connector() as connector:
        connector.import_list(
            "leads", fields=("Email",), route="bulk" if route == "bulk" else "rest"
        )
        connector.import_list("contacts")
        assert _emails(connector, "All Leads") == {stays: "stays@example.com"}
        assert _emails(connector)[contact] == "converted@example.com"
        assert connector.verify_list("All Leads").equal
        report = connector.sync_list("All Leads")
        assert (report.added, report.changed, report.left) == (0, 0, 0)


def test_a_list_keeps_to_its_source(stage: SyncStage) -> None:
    """A name of leads takes no contacts, and a source that is none is refused: nothing changes."""
    with stage.connector() as connector:
        connector.import_list("leads", name="Mine")
        with pytest.raises(InputError, match="Mine is imported from leads"):
            connector.import_list("contacts", name="Mine")
        with pytest.raises(InputError, match="lists are imported from: leads, contacts"):
            connector.import_list("accounts")
        with pytest.raises(InputError, match="leave out 'Webinar'"):
            connector.import_list("contacts", "Webinar")
        assert [each.name for each in connector.lists()] == ["Mine"]
