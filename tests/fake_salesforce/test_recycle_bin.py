from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import related_records as related
from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.clock import to_wire
from fake_salesforce.errors import (
    CannotInsertUpdateActivateEntityError,
    DeleteFailedError,
    DuplicateValueError,
    EntityIsDeletedError,
    InsufficientAccessOrReadonlyError,
    MalformedIdError,
    SalesforceError,
    UndeleteFailedError,
)
from related_records import LEAD, OPPORTUNITY

NOT_THERE = "Entity is not in the recycle bin"


def _ids(org: Org, name: str) -> list[Any]:
    return [each["Id"] for each in org.query(f"SELECT Id FROM {name}")]


def test_restored_record_is_there_again(salesforce_org: Org) -> None:
    """An undeleted record has its id, its values and IsDeleted false; its stamps have moved."""
    org = salesforce_org
    lead = org.create("Lead", LEAD | {"Email": "doe@example.com"})
    soql = "SELECT Email, IsDeleted, CreatedDate, LastModifiedDate, SystemModstamp FROM Lead"
    [before] = org.query(soql)
    org.clock.advance(hours=1)
    org.delete("Lead", lead)
    org.clock.advance(hours=1)
    org.undelete(lead)
    [after] = org.query(soql)
    for name in ("Email", "IsDeleted", "CreatedDate"):
        assert after[name] == before[name]
    for name in ("LastModifiedDate", "SystemModstamp"):
        assert after[name] == to_wire(org.clock.now())
    org.update("Lead", lead, {"Company": "Other"})


def test_children_come_back_that_went_with_their_parent(salesforce_org: Org) -> None:
    """What was deleted with an account comes back with it; what was deleted before does not."""
    org = salesforce_org
    account = org.create("Account", {"Name": "Example"})
    early, late = (org.create("Contact", {"LastName": "Doe", "AccountId": account}) for _ in "ab")
    task = org.create("Task", {"WhoId": late})
    campaign = org.create("Campaign", {"Name": "Example"})
    member = org.create("CampaignMember", {"CampaignId": campaign, "ContactId": late})
    org.delete("Contact", early)
    org.delete("Account", account)
    assert _ids(org, "Contact") == _ids(org, "Task") == _ids(org, "CampaignMember") == []
    org.undelete(account)
    assert _ids(org, "Contact") == [late]
    assert (_ids(org, "Task"), _ids(org, "CampaignMember")) == ([task], [member])
    assert org.query("SELECT NumberOfContacts FROM Campaign") == [{"NumberOfContacts": 1}]
    org.undelete(early)
    assert _ids(org, "Contact") == [early, late]


def test_record_that_went_with_another_does_not_come_alone(salesforce_org: Org) -> None:
    """A record deleted with its parent is not in the bin by itself ([P])."""
    org = salesforce_org
    account = org.create("Account", {"Name": "Example"})
    contact = org.create("Contact", {"LastName": "Doe", "AccountId": account})
    org.delete("Account", account)
    with pytest.raises(UndeleteFailedError, match=NOT_THERE):
        org.undelete(contact)
    with pytest.raises(DeleteFailedError, match="no recycle bin entry found"):
        org.empty_recycle_bin(contact)


def test_record_needs_its_parent_to_come_back(salesforce_org: Org) -> None:
    """A contact that was deleted before its account waits for it."""
    org = salesforce_org
    account = org.create("Account", {"Name": "Example"})
    contact = org.create("Contact", {"LastName": "Doe", "AccountId": account})
    org.delete("Contact", contact)
    org.delete("Account", account)
    with pytest.raises(UndeleteFailedError, match="a record it belongs to is deleted"):
        org.undelete(contact)
    org.undelete(account, contact)
    assert related.orphans(org) == []
    assert _ids(org, "Contact") == [contact]


def test_record_of_two_parents_waits_for_both(salesforce_org: Org) -> None:
    """A membership that went with its lead comes back once lead and campaign are there."""
    org = salesforce_org
    campaign = org.create("Campaign", {"Name": "Example"})
    lead = org.create("Lead", LEAD)
    member = org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
    org.delete("Lead", lead)
    org.delete("Campaign", campaign)
    org.undelete(lead)
    assert _ids(org, "CampaignMember") == []
    org.undelete(campaign)
    assert _ids(org, "CampaignMember") == [member]


def test_lookups_are_blanked_and_come_back(salesforce_org: Org) -> None:
    """A lookup to a deleted record is empty, and is restored unless it was replaced meanwhile."""
    org = salesforce_org
    org.add_object("Visit__c")
    org.add_field("Visit__c", "Lead__c", type="Lookup", reference_to="Lead")
    lead, other = (org.create("Lead", LEAD) for _ in "ab")
    visits = [org.create("Visit__c", {"Lead__c": lead}) for _ in range(3)]
    soql = "SELECT Lead__c FROM Visit__c ORDER BY Id"
    stamps = "SELECT LastModifiedDate, SystemModstamp FROM Visit__c LIMIT 1"
    [before] = org.query(stamps)
    org.clock.advance(minutes=1)
    org.delete("Lead", lead)
    assert org.query(soql) == [{"Lead__c": None}] * 3
    [after] = org.query(stamps)
    assert after["LastModifiedDate"] == before["LastModifiedDate"]
    assert str(after["SystemModstamp"]) > str(before["SystemModstamp"])
    org.update("Visit__c", visits[1], {"Lead__c": other})
    org.delete("Visit__c", visits[2])
    org.undelete(lead)
    assert org.query(soql) == [{"Lead__c": lead}, {"Lead__c": other}]


def test_manager_and_parent_account_come_back(salesforce_org: Org) -> None:
    """Reports To and Parent Account are restored with what they led to ([K:apexcode])."""
    org = salesforce_org
    boss = org.create("Contact", {"LastName": "Boss"})
    contact = org.create("Contact", {"LastName": "Doe", "ReportsToId": boss})
    parent = org.create("Account", {"Name": "Parent"})
    account = org.create("Account", {"Name": "Example", "ParentId": parent})
    org.delete("Contact", boss)
    org.delete("Account", parent)
    [lonely] = org.query(f"SELECT ReportsToId FROM Contact WHERE Id = '{contact}'")
    assert lonely == {"ReportsToId": None}
    org.undelete(boss, parent)
    assert org.query(f"SELECT ReportsToId FROM Contact WHERE Id = '{contact}'") == [
        {"ReportsToId": boss}
    ]
    assert org.query(f"SELECT ParentId FROM Account WHERE Id = '{account}'") == [
        {"ParentId": parent}
    ]


def test_record_in_use_is_not_deleted(salesforce_org: Org) -> None:
    """What a required lookup leads to stays, and is told with what needs it (text of [P])."""
    org = salesforce_org
    org.add_object("Visit__c")
    org.add_field("Visit__c", "Lead__c", type="Lookup", reference_to="Lead", required=True)
    lead = org.create("Lead", LEAD | {"FirstName": "John"})
    org.create("Visit__c", {"Lead__c": lead, "Name": "V-1"})
    task = org.create("Task", {"WhoId": lead})
    with pytest.raises(DeleteFailedError) as refusal:
        org.delete("Lead", lead)
    assert refusal.value.body() == {
        "message": (
            "Your attempt to delete John Doe could not be completed because it is associated with"
            " the following visits.: V-1\n"
        ),
        "errorCode": "DELETE_FAILED",
        "fields": [],
    }
    assert (_ids(org, "Lead"), _ids(org, "Task")) == ([lead], [task])


def test_lookup_of_a_deleted_record_leads_to_none(salesforce_org: Org) -> None:
    """A record that was deleted before what it looks up comes back without the lookup."""
    org = salesforce_org
    boss = org.create("Contact", {"LastName": "Boss"})
    contact = org.create("Contact", {"LastName": "Doe", "ReportsToId": boss})
    org.delete("Contact", contact)
    org.delete("Contact", boss)
    org.undelete(contact)
    assert related.orphans(org) == []
    org.undelete(boss)
    assert org.query(f"SELECT ReportsToId FROM Contact WHERE Id = '{contact}'") == [
        {"ReportsToId": boss}
    ]


def test_required_lookup_is_needed_to_come_back(salesforce_org: Org) -> None:
    """A record with a required lookup to a deleted record waits for that one."""
    org = salesforce_org
    org.add_object("Visit__c")
    org.add_field("Visit__c", "Lead__c", type="Lookup", reference_to="Lead", required=True)
    lead = org.create("Lead", LEAD)
    visit = org.create("Visit__c", {"Lead__c": lead})
    org.delete("Visit__c", visit)
    org.delete("Lead", lead)
    with pytest.raises(UndeleteFailedError, match="a record it belongs to is deleted"):
        org.undelete(visit)
    org.undelete(lead, visit)
    assert org.query("SELECT Lead__c FROM Visit__c") == [{"Lead__c": lead}]


def test_deleted_record_is_not_referred_to(salesforce_org: Org) -> None:
    """A new reference to a record in the bin is ENTITY_IS_DELETED ([K:api/core-data-types])."""
    org = salesforce_org
    lead = org.create("Lead", LEAD)
    org.delete("Lead", lead)
    with pytest.raises(EntityIsDeletedError) as refusal:
        org.create("Task", {"WhoId": lead})
    assert (refusal.value.status, refusal.value.fields) == (400, ())


def test_what_cannot_come_back(salesforce_org: Org) -> None:
    """A living, a missing, a restored and an emptied record, a membership and no id are refused."""
    org = salesforce_org
    lead = org.create("Lead", LEAD)
    for record_id in (lead, "00Q000000000001EAA", "xyz000000000001"):
        with pytest.raises(UndeleteFailedError, match=NOT_THERE):
            org.undelete(record_id)
    with pytest.raises(MalformedIdError, match="malformed id nonsense"):
        org.undelete("nonsense")
    org.delete("Lead", lead)
    org.undelete(lead)
    with pytest.raises(UndeleteFailedError, match=NOT_THERE):
        org.undelete(lead)
    campaign = org.create("Campaign", {"Name": "Example"})
    member = org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
    org.delete("CampaignMember", member)
    with pytest.raises(
        CannotInsertUpdateActivateEntityError, match="Entity type is not undeletable"
    ):
        org.undelete(member)


def test_unique_value_that_is_taken_meanwhile(salesforce_org: Org) -> None:
    """A record whose unique value another one has by now stays in the bin, and all with it."""
    org = salesforce_org
    org.add_field("Contact", "Key__c", type="Text", length=9, external_id=True, unique=True)
    account = org.create("Account", {"Name": "Example"})
    contact = {"LastName": "Doe", "Key__c": "x"}
    org.create("Contact", contact | {"AccountId": account})
    org.delete("Account", account)
    second = org.create("Contact", contact)
    with pytest.raises(DuplicateValueError, match="Key__c duplicates value on record with id"):
        org.undelete(account)
    assert _ids(org, "Account") == []
    org.update("Contact", second, {"Key__c": "y"})
    org.undelete(account)
    assert len(_ids(org, "Contact")) == 2


def test_emptied_record_is_seen_by_query_all_for_a_day(salesforce_org: Org) -> None:
    """An emptied record cannot come back; queryAll shows it for 24 hours, then it is gone."""
    org = salesforce_org
    account = org.create("Account", {"Name": "Example"})
    contact = org.create("Contact", {"LastName": "Doe", "AccountId": account})
    org.delete("Account", account)
    org.empty_recycle_bin(account)
    for each in (account, contact):
        with pytest.raises(UndeleteFailedError, match=NOT_THERE):
            org.undelete(each)
    with pytest.raises(DeleteFailedError, match="no recycle bin entry found"):
        org.empty_recycle_bin(account)
    org.clock.advance(hours=23)
    for name in ("Account", "Contact"):
        assert len(org.query(f"SELECT Id FROM {name}", include_deleted=True)) == 1
    org.clock.advance(hours=1)
    for name in ("Account", "Contact"):
        assert org.query(f"SELECT Id FROM {name}", include_deleted=True) == []
    assert org.create("Account", {"Name": "Next"}) > account


def test_shares_of_a_record_that_is_gone_are_gone(salesforce_org: Org) -> None:
    """A manual share comes back with its record, and ends when that is gone for good."""
    org = salesforce_org
    user = org.create_user("colleague@example.com")
    lead = org.create("Lead", LEAD)
    share = {"LeadId": lead, "UserOrGroupId": user.id, "LeadAccessLevel": "Edit"}
    org.create("LeadShare", share)
    shared = "SELECT LeadId FROM LeadShare WHERE RowCause = 'Manual'"
    org.delete("Lead", lead)
    org.undelete(lead)
    assert org.query(shared) == [{"LeadId": lead}]
    org.delete("Lead", lead)
    org.empty_recycle_bin(lead)
    org.clock.advance(days=1)
    assert org.query("SELECT Id FROM Lead", include_deleted=True) == []
    assert org.query(shared, include_deleted=True) == []


def test_record_stays_for_fifteen_days(api: ApiClient, salesforce_org: Org) -> None:
    """For 15 days a deleted record can be restored and is told apart from one that never was."""
    org = salesforce_org
    lead = org.create("Lead", LEAD)
    org.delete("Lead", lead)
    org.clock.advance(days=14, hours=23)
    org.undelete(lead)
    org.delete("Lead", lead)
    org.clock.advance(days=14, hours=23)
    assert org.query("SELECT Id FROM Lead", include_deleted=True) == [{"Id": lead}]
    org.clock.advance(hours=1)
    api.session_id = org.open_session(org.user("caller@example.com").id, client="later")
    assert api.delete(f"sobjects/Lead/{lead}").json()[0]["errorCode"] == (
        "INVALID_CROSS_REFERENCE_KEY"
    )
    assert api.get("queryAll", params={"q": "SELECT Id FROM Lead"}).json()["totalSize"] == 0
    with pytest.raises(UndeleteFailedError, match=NOT_THERE):
        org.undelete(lead)


def test_restoring_needs_the_right_to_delete(salesforce_org: Org) -> None:
    """Another user's record is neither restored nor emptied without access to it."""
    org = salesforce_org
    org.share_by_default("Lead", "Read")
    owner = org.create_user("owner@example.com", profile="Standard User")
    other = org.create_user("other@example.com", profile="Standard User")
    lead = org.records.create("Lead", LEAD, user_id=owner.id)
    org.records.delete("Lead", lead, user_id=owner.id)
    for deed in (org.records.undelete, org.records.empty_recycle_bin):
        with pytest.raises(InsufficientAccessOrReadonlyError):
            deed(lead, user_id=other.id)
    org.records.undelete(lead, user_id=owner.id)
    [record] = org.query("SELECT LastModifiedById FROM Lead")
    assert record == {"LastModifiedById": owner.id}


def test_opportunities_roll_up_without_the_deleted(salesforce_org: Org) -> None:
    """A campaign counts an opportunity again once it is back."""
    org = salesforce_org
    campaign = org.create("Campaign", {"Name": "Example"})
    opportunity = org.create("Opportunity", OPPORTUNITY | {"CampaignId": campaign})
    soql = "SELECT NumberOfOpportunities FROM Campaign"
    counts = []
    for deed in (org.query, org.delete, org.undelete):
        if deed == org.delete:
            org.delete("Opportunity", opportunity)
        elif deed == org.undelete:
            org.undelete(opportunity)
        counts.append(org.query(soql)[0]["NumberOfOpportunities"])
    assert counts == [1, 0, 1]


@settings(max_examples=related.FEW)
@given(
    family=related.families(),
    chosen=st.tuples(
        st.sampled_from(["Account", "Contact", "Lead", "Campaign"]), st.integers(0, 1)
    ),
)
def test_delete_and_undelete_is_the_identity(
    salesforce: FakeSalesforce,
    family: dict[str, list[dict[str, Any]]],
    chosen: tuple[str, int],
) -> None:
    """What SOQL shows after a deletion and its restoration is what it showed, stamps apart."""
    with salesforce.create_org() as org:
        made = related.settle(org, family)
        before = related.shown(org, without=related.STAMPS)
        name, place = chosen
        org.clock.advance(minutes=1)
        org.delete(name, made[name][place])
        assert related.orphans(org) == []
        org.undelete(made[name][place])
        assert related.shown(org, without=related.STAMPS) == before


@settings(max_examples=related.FEW)
@given(
    family=related.families(),
    deletions=st.lists(
        st.tuples(st.sampled_from(["Account", "Contact", "Lead", "Campaign"]), st.integers(0, 1)),
        max_size=4,
        unique=True,
    ),
    data=st.data(),
)
def test_restoring_everything_brings_everything_back(
    salesforce: FakeSalesforce,
    family: dict[str, list[dict[str, Any]]],
    deletions: list[tuple[str, int]],
    data: st.DataObject,
) -> None:
    """However records are deleted and restored, none is lost and none refers to a deleted one."""
    with salesforce.create_org() as org:
        made = related.settle(org, family)
        before = related.shown(org).keys()
        gone = []
        for name, place in deletions:
            try:
                org.delete(name, made[name][place])
            except EntityIsDeletedError:
                continue
            gone.append(made[name][place])
            assert related.orphans(org) == []
        waiting = data.draw(st.permutations(gone))
        for _ in range(len(gone)):
            for each in list(waiting):
                try:
                    org.undelete(each)
                except SalesforceError:
                    continue
                waiting.remove(each)
                assert related.orphans(org) == []
        assert waiting == []
        assert related.shown(org).keys() == before


def test_deleted_member_tells_whose_it_was(salesforce_org: Org) -> None:
    """A member that was deleted with its lead keeps the lead's id, as queryAll shows."""
    org = salesforce_org
    campaign = org.create("Campaign", {"Name": "Fair"})
    lead = org.create("Lead", {"LastName": "Lovelace", "Company": "Example"})
    org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
    org.delete("Lead", lead)
    members = org.query("SELECT LeadId, IsDeleted FROM CampaignMember", include_deleted=True)
    assert members == [{"LeadId": lead, "IsDeleted": True}]
