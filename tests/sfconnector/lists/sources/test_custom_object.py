"""A custom object as a list: its records, with the e-mail of the lead or contact behind them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fake_salesforce import FakeSalesforce
from sfconnector import Connector
from sfconnector.errors import InputError
from sync_stage import PROFILE, SyncStage

NAME = "Visit__c"
FIELDS = ("Email", "Name", "Rooms__c", "Lead__r.Company")


class VisitStage(SyncStage):
    """Four visits of four leads, and one of nobody; pages of three."""

    def __post_init__(self) -> None:
        super().__post_init__()
        org = self.org
        org.add_object(NAME, label="Visit")
        org.add_field(
            NAME, "Lead__c", type="Lookup", reference_to="Lead", relationship_name="Visits"
        )
        org.add_field(NAME, "Rooms__c", type="Number", precision=4, scale=1)
        profile = org.profile(PROFILE)
        for each in ("read", "view_all"):
            profile.grant(NAME, each)
        for each in ("Lead__c", "Rooms__c"):
            profile.show_field(f"{NAME}.{each}")
        self.leads = [self.create(f"a{number}@example.com") for number in range(4)]
        self.visits = [self.visit(Lead__c=each, Rooms__c=1.5) for each in self.leads]
        self.nobody = self.visit()

    def visit(self, **fields: Any) -> str:
        """Create a visit."""
        made: str = self.org.create(NAME, {"Name": "A visit", **fields})
        return made

    def there(self) -> dict[str, tuple[str, Any, str]]:
        """Return the visits of somebody with an e-mail, as the org has them."""
        soql = "SELECT Id, Lead__r.Email, Lead__r.Company, Rooms__c FROM Visit__c"
        rows = [each for each in self.org.query(soql) if each["Lead__r"]]
        return {
            each["Id"]: (each["Lead__r"]["Email"], each["Rooms__c"], each["Lead__r"]["Company"])
            for each in rows
            if each["Lead__r"]["Email"]
        }


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[VisitStage]:
    """The visits are imported and synced once."""
    stage = VisitStage(salesforce, tmp_path)
    with stage.connector() as connector:
        connector.connect(stage.user.username, stage.user.secret, login_url=salesforce.url)
        assert connector.import_list("object", NAME, fields=FIELDS).state == "complete"
        assert connector.sync_list(NAME).kind == "changes"
    stage.org.clock.advance(minutes=20)
    yield stage
    salesforce.drop_org(stage.org)


def _listed(connector: Connector, name: str = NAME) -> dict[str, tuple[str, Any, Any]]:
    return {
        each.record_id: (each.email, each.values["Rooms__c"], each.values["Lead__r.Company"])
        for each in connector.members(name)
    }


def test_p36_edits_of_records_and_of_their_people_are_followed(stage: VisitStage) -> None:
    """P36: a visit that changed, one whose lead did, one of another lead now, and one deleted."""
    with stage.connector() as connector:
        assert _listed(connector) == stage.there()
        assert connector.skipped_by_reason(NAME) == {"no_email": 1}
        assert connector.list(NAME).fields == (*FIELDS, "Lead__c")
        stage.org.update(NAME, stage.visits[0], {"Rooms__c": 7})
        stage.org.update("Lead", stage.leads[1], {"Email": "new@example.com", "Company": "New"})
        stage.org.update(NAME, stage.nobody, {"Lead__c": stage.leads[2]})
        stage.org.delete(NAME, stage.visits[3])
        report = connector.sync_list(NAME)
        assert (report.kind, report.added, report.changed) == ("changes", 1, 2)
        assert report.left_by_reason == {"deleted": 1}
        assert _listed(connector) == stage.there()
        assert connector.verify_list(NAME).equal
        stage.org.delete("Lead", stage.leads[0])
        connector.sync_list(NAME)
        assert _listed(connector) == stage.there()
        assert connector.verify_list(NAME).equal


def test_either_route_gives_the_same_list(stage: VisitStage) -> None:
    """Fields of the person come by REST and by Bulk alike."""
    with stage.connector() as connector:
        connector.import_list("object", NAME, name="Bulk", fields=FIELDS, route="bulk")
        assert _listed(connector, "Bulk") == _listed(connector) == stage.there()
        assert connector.verify_list("Bulk").equal


def test_which_object_must_be_plain(stage: VisitStage) -> None:
    """No object, one without such a lookup, and one with two are refused with what there is."""
    stage.org.add_object("Room__c")
    stage.org.add_field(
        NAME, "Guest__c", type="Lookup", reference_to="Contact", relationship_name="Visits"
    )
    stage.org.profile(PROFILE).show_field(f"{NAME}.Guest__c")
    with stage.connector() as connector:
        for named, told in (
            (None, r"which object\? .*: Visit__c.Guest__c, Visit__c.Lead__c"),
            ("Room__c", "Room__c is no custom object with a lookup"),
            ("Lead", "Lead is no custom object with a lookup"),
            (NAME, "say which: Visit__c.Guest__c or Visit__c.Lead__c"),
        ):
            with pytest.raises(InputError, match=told):
                connector.import_list("object", named, name="Refused")
        chosen = connector.import_list("object", "visit__c.guest__c", name="Guests")
        assert (chosen.state, chosen.skipped) == ("complete", 5)
        offered = [
            (each.of, each.name, each.group)
            for each in connector.list_sources()
            if each.source == "object"
        ]
        assert offered == [
            ("Visit__c.Lead__c", "Visit", "Lead"),
            ("Visit__c.Guest__c", "Visit", "Contact"),
        ]
