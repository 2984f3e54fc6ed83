"""A campaign as a list: leads and contacts together, and what of a member changes unstamped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fake_salesforce import FakeSalesforce
from sfconnector import Connector
from sfconnector.errors import InputError
from sfconnector.events import Event, SyncPageRead
from sync_stage import PROFILE, SyncStage

NAME = "Webinar"
PERSON = {"LastName": "Doe", "Company": "Example"}


class CampaignStage(SyncStage):
    """A campaign of four leads and three contacts, beside another one; pages of three."""

    def __post_init__(self) -> None:
        super().__post_init__()
        org = self.org
        self.campaign = org.create("Campaign", {"Name": NAME, "IsActive": True})
        self.other = org.create("Campaign", {"Name": "Other"})
        self.leads = [
            org.create("Lead", PERSON | {"Email": f"lead{each}@example.com"}) for each in range(4)
        ]
        self.contacts = [
            org.create("Contact", {"LastName": "Roe", "Email": f"contact{each}@example.com"})
            for each in range(3)
        ]
        self.ids = [self.join(LeadId=each) for each in self.leads]
        self.ids += [self.join(ContactId=each) for each in self.contacts]
        org.create("CampaignMember", {"CampaignId": self.other, "LeadId": self.leads[0]})

    def join(self, **person: str) -> str:
        """Make somebody a member of the campaign."""
        member: str = self.org.create("CampaignMember", {"CampaignId": self.campaign, **person})
        return member

    def there(self) -> dict[str, tuple[str, str]]:
        """Return e-mail and status of the campaign's members as the org has them."""
        soql = (
            "SELECT Id, Email, Status FROM CampaignMember "
            f"WHERE CampaignId = '{self.campaign}' AND Email != null"
        )
        rows: list[dict[str, Any]] = self.org.query(soql)
        return {each["Id"]: (each["Email"], each["Status"]) for each in rows}


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[CampaignStage]:
    """The campaign is imported as a list, and synced once."""
    stage = CampaignStage(salesforce, tmp_path)
    with stage.connector() as connector:
        connector.connect(stage.user.username, stage.user.secret, login_url=salesforce.url)
        assert connector.import_list("campaign", NAME).state == "complete"
        assert connector.sync_list(NAME).kind == "changes"
    stage.org.clock.advance(minutes=20)
    yield stage
    salesforce.drop_org(stage.org)


def _listed(connector: Connector) -> dict[str, tuple[str, str]]:
    return {each.record_id: (each.email, each.values["Status"]) for each in connector.members(NAME)}


def test_a_campaign_is_leads_and_contacts_with_their_status(stage: CampaignStage) -> None:
    """Members are known by their own id; whose they are is kept, whatever fields are chosen."""
    with stage.connector() as connector:
        assert _listed(connector) == stage.there()
        whose = {
            each.record_id: (each.values["LeadId"], each.values["ContactId"])
            for each in connector.members(NAME)
        }
        persons = [(each, None) for each in stage.leads] + [(None, each) for each in stage.contacts]
        assert whose == dict(zip(stage.ids, persons, strict=True))
        by_id = connector.import_list("campaign", stage.campaign, name="By Id", fields=("Email",))
        assert (by_id.state, by_id.imported) == ("complete", 7)
        assert connector.list("By Id").fields == ("Email", "LeadId", "ContactId")
        connector.sync_list(NAME)  # the cursor comes up to the newest stamp
        before = connector.limits().used_by_us
        assert connector.sync_list(NAME).rows_read == 0
        assert connector.limits().used_by_us - before == 10
        assert connector.verify_list(NAME).equal


def test_p36_edits_of_members_and_of_their_people_are_followed(stage: CampaignStage) -> None:
    """P36: a lead's new e-mail does not stamp its member; the list has it all the same."""
    with stage.connector() as connector:
        stamps = "SELECT Id, SystemModstamp FROM CampaignMember ORDER BY Id"
        before = stage.org.query(stamps)
        stage.org.update("Lead", stage.leads[0], {"Email": "changed@example.com"})
        stage.org.update("Contact", stage.contacts[0], {"Email": None})
        assert stage.org.query(stamps) == before
        report = connector.sync_list(NAME)
        assert (report.kind, report.changed, report.left_by_reason) == (
            "changes",
            1,
            {"no_email": 1},
        )
        assert _listed(connector) == stage.there()
        stage.org.update("CampaignMember", stage.ids[1], {"Status": "Responded"})
        added = stage.org.create("Lead", PERSON | {"Email": "new@example.com"})
        stage.join(LeadId=added)
        stage.org.delete("CampaignMember", stage.ids[2])
        stage.org.delete("Lead", stage.leads[3])
        report = connector.sync_list(NAME)
        assert (report.kind, report.added, report.changed) == ("changes", 1, 1)
        assert report.left_by_reason == {"deleted": 2}
        assert _listed(connector) == stage.there()
        assert connector.verify_list(NAME).equal
        assert connector.sync_list(NAME).why_full == ""


def test_p25_p26_members_follow_merges_and_conversions(stage: CampaignStage) -> None:
    """P25, P26: of two members that became one person one stays; a converted lead is one still."""
    with stage.connector() as connector:
        stage.org.merge("Lead", stage.leads[1], stage.leads[0])
        contact = stage.org.convert_lead(stage.leads[2]).contact_id
        connector.sync_list(NAME)
        assert _listed(connector) == stage.there()
        [converted] = [each for each in connector.members(NAME) if each.record_id == stage.ids[2]]
        assert converted.values["ContactId"] == contact
        stage.org.update("Contact", contact, {"Email": "later@example.com"})
        connector.sync_list(NAME)
        assert _listed(connector) == stage.there()
        assert connector.verify_list(NAME).equal


class CutError(BaseException):
    """Stands for SIGKILL behind a stored page: nothing in the connector may catch it."""


def test_p31_a_cut_sync_goes_on_among_the_changed_people(stage: CampaignStage) -> None:
    """P31: cut behind any page, of members, leads or contacts, it ends as an uncut one."""
    left = 0

    def cut(event: Event) -> None:
        nonlocal left
        if isinstance(event, SyncPageRead):
            left -= 1
            if left == 0:
                raise CutError

    for pages in range(1, 5):
        for each in stage.leads:
            stage.org.update("Lead", each, {"Email": f"x{pages}.{each}@example.com".lower()})
        for each in stage.contacts:
            stage.org.update("Contact", each, {"Email": f"x{pages}.{each}@example.com".lower()})
        left, stage.listeners = pages, (cut,)
        with stage.connector() as connector, pytest.raises(CutError):
            connector.sync_list(NAME)
        stage.listeners = ()
        with stage.connector() as connector:
            report = connector.sync_list(NAME)
            assert (report.state, report.resumed, report.changed) == ("complete", True, 7)
            assert _listed(connector) == stage.there()
        stage.org.clock.advance(minutes=20)


def test_fields_of_the_person_can_be_chosen_by_either_route(stage: CampaignStage) -> None:
    """Lead.Company and Contact.Title are read as paths; a query job gives the same values."""
    stage.org.update("Contact", stage.contacts[0], {"Title": "Head"})
    fields = ("Email", "Status", "Lead.Company", "Contact.Title", "Lead.IsConverted")
    with stage.connector() as connector:
        connector.import_list("campaign", NAME, name="By REST", fields=fields)
        connector.import_list("campaign", NAME, name="By Bulk", fields=fields, route="bulk")
        rest, bulk = ([*connector.members(name)] for name in ("By REST", "By Bulk"))
        assert rest == bulk
        assert {each.values["Lead.Company"] for each in rest} == {"Example", None}
        assert [each.values["Contact.Title"] for each in rest if each.values["Contact.Title"]] == [
            "Head"
        ]
        stage.org.update("Contact", stage.contacts[0], {"Title": "Chief"})
        assert connector.sync_list("By Bulk").state == "complete"
        assert connector.verify_list("By Bulk").equal
        assert connector.list("By Bulk").fields[3] == "Contact.Title"


@pytest.mark.parametrize("right", ["Contact read", "Campaign read", "CampaignMember.LeadId"])
def test_p30_a_right_that_is_lost_removes_nobody(stage: CampaignStage, right: str) -> None:
    """P30: contacts, campaigns or the members' leads hidden: the sync is partial and says why."""
    profile = stage.org.profile(PROFILE)
    with stage.connector() as connector:
        former = _listed(connector)
        if "." in right:
            profile.hide_field(right)
        else:
            for each in ("ModifyAllData", "ViewAllData", right):
                profile.lose(each)
        report = connector.sync_list(NAME)
        assert (report.state, report.left) == ("partial", 0)
        assert report.message
        assert _listed(connector) == former


def test_which_campaign_must_be_plain(stage: CampaignStage) -> None:
    """None named, none found and several of one name are refused; nothing is made."""
    stage.org.create("Campaign", {"Name": "Other"})
    with stage.connector() as connector:
        for named, told in (
            (None, "which campaign"),
            ("Nothing", "sees no campaign named 'Nothing'"),
            ("it's \\ a trap", "sees no campaign named"),
            ("701000000000001", "sees no campaign of the id"),
            ("Other", f"give the id of one: {stage.other}"),
        ):
            with pytest.raises(InputError, match=told):
                connector.import_list("campaign", named, name="Refused")
        assert [each.name for each in connector.lists()] == [NAME]


def test_the_campaigns_are_offered_with_their_members_counted(stage: CampaignStage) -> None:
    """Type, status and how many members; a field that is hidden is left out, not refused."""
    stage.org.update("Campaign", stage.campaign, {"Type": "Webinar", "Status": "Planned"})
    with stage.connector() as connector:
        found = {each.of: each for each in connector.list_sources() if each.source == "campaign"}
        mine = found[stage.campaign]
        assert (mine.name, mine.group, mine.status, mine.records) == (
            NAME,
            "Webinar",
            "Planned",
            7,
        )
        assert found[stage.other].records == 1
        stage.org.profile(PROFILE).hide_field("Campaign.Type")
        assert [each.group for each in connector.list_sources() if each.of == stage.campaign] == [
            ""
        ]
        for each in ("ModifyAllData", "ViewAllData", "Campaign read"):
            stage.org.profile(PROFILE).lose(each)
        assert [each.source for each in connector.list_sources()] == ["leads", "contacts"]
