from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import related_records as related
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.clock import to_wire
from fake_salesforce.errors import (
    CannotUpdateConvertedLeadError,
    EntityIsDeletedError,
    InsufficientAccessOrReadonlyError,
    InvalidFieldError,
    InvalidMergeRecordError,
)
from related_records import LEAD, OPPORTUNITY


def _one(org: Org, soql: str) -> dict[str, Any]:
    [record] = org.query(soql)
    return record


def test_loser_is_deleted_and_names_its_master(salesforce_org: Org) -> None:
    """A merged record is in the bin with MasterRecordId; the master has what was written to it."""
    org = salesforce_org
    master, loser, third = (org.create("Lead", LEAD) for _ in "abc")
    org.clock.advance(minutes=1)
    merged = org.merge("Lead", master[:15], loser, third, fields={"Company": "Merged"})
    assert (merged.record_id, merged.merged_record_ids) == (master, (loser, third))
    assert merged.updated_related_ids == ()
    now = to_wire(org.clock.now())
    soql = "SELECT Id, IsDeleted, MasterRecordId, Company, SystemModstamp FROM Lead ORDER BY Id"
    assert org.query(soql, include_deleted=True) == [
        {
            "Id": each,
            "IsDeleted": each != master,
            "MasterRecordId": None if each == master else master,
            "Company": "Merged" if each == master else "Example",
            "SystemModstamp": now,
        }
        for each in (master, loser, third)
    ]


def test_related_records_go_to_the_master(salesforce_org: Org) -> None:
    """Contacts, opportunities, tasks, child accounts and shares of a loser are the master's."""
    org = salesforce_org
    user = org.create_user("colleague@example.com")
    master, loser = (org.create("Account", {"Name": each}) for each in ("Master", "Loser"))
    campaign = org.create("Campaign", {"Name": "Example"})
    contact = org.create("Contact", {"LastName": "Doe", "AccountId": loser})
    member = org.create("CampaignMember", {"CampaignId": campaign, "ContactId": contact})
    opportunity = org.create("Opportunity", OPPORTUNITY | {"AccountId": loser})
    task = org.create("Task", {"WhatId": loser})
    child = org.create("Account", {"Name": "Child", "ParentId": loser})
    org.create(
        "AccountShare",
        {
            "AccountId": loser,
            "UserOrGroupId": user.id,
            "AccountAccessLevel": "Edit",
            "OpportunityAccessLevel": "None",
            "CaseAccessLevel": "None",
        },
    )
    merged = org.merge("Account", master, loser)
    assert set(merged.updated_related_ids) == {contact, opportunity, task, child}
    for name, field in (
        ("Contact", "AccountId"),
        ("Opportunity", "AccountId"),
        ("Task", "WhatId"),
        ("Task", "AccountId"),
    ):
        assert _one(org, f"SELECT {field} FROM {name}") == {field: master}
    assert _one(org, f"SELECT ParentId FROM Account WHERE Id = '{child}'") == {"ParentId": master}
    assert _one(org, "SELECT Id, CompanyOrAccount FROM CampaignMember") == {
        "Id": member,
        "CompanyOrAccount": "Master",
    }
    assert _one(org, "SELECT AccountId FROM AccountShare WHERE RowCause = 'Manual'") == {
        "AccountId": master
    }


def test_task_concerns_the_account_of_its_new_contact(salesforce_org: Org) -> None:
    """A task that moves with a contact's merge is about the master's account."""
    org = salesforce_org
    accounts = [org.create("Account", {"Name": "Example"}) for _ in "ab"]
    master, loser = (
        org.create("Contact", {"LastName": "Doe", "AccountId": each}) for each in accounts
    )
    org.create("Task", {"WhoId": loser})
    org.merge("Contact", master, loser)
    assert _one(org, "SELECT WhoId, AccountId FROM Task") == {
        "WhoId": master,
        "AccountId": accounts[0],
    }


def test_membership_stays_single(salesforce_org: Org) -> None:
    """Where both are members of a campaign, the master's membership stays and counts once."""
    org = salesforce_org
    master, loser = (org.create("Lead", LEAD) for _ in "ab")
    both, one = (org.create("Campaign", {"Name": "Example"}) for _ in "ab")
    kept = org.create("CampaignMember", {"CampaignId": both, "LeadId": master})
    org.create("CampaignMember", {"CampaignId": both, "LeadId": loser, "Status": "Responded"})
    moved = org.create("CampaignMember", {"CampaignId": one, "LeadId": loser})
    merged = org.merge("Lead", master, loser)
    assert merged.updated_related_ids == (moved,)
    assert org.query("SELECT Id, LeadId, LeadOrContactId FROM CampaignMember ORDER BY Id") == [
        {"Id": each, "LeadId": master, "LeadOrContactId": master} for each in (kept, moved)
    ]
    assert (
        org.query("SELECT NumberOfLeads, NumberOfResponses FROM Campaign")
        == [{"NumberOfLeads": 1, "NumberOfResponses": 0}] * 2
    )


def test_roles_of_a_loser_are_no_longer_primary(salesforce_org: Org) -> None:
    """A contact role moves to the master and is not the primary one any more."""
    org = salesforce_org
    master, loser = (org.create("Contact", {"LastName": "Doe"}) for _ in "ab")
    opportunity = org.create("Opportunity", OPPORTUNITY)
    org.create(
        "OpportunityContactRole",
        {"OpportunityId": opportunity, "ContactId": loser, "IsPrimary": True},
    )
    org.merge("Contact", master, loser)
    assert _one(org, "SELECT ContactId, IsPrimary FROM OpportunityContactRole") == {
        "ContactId": master,
        "IsPrimary": False,
    }


def test_manager_of_a_loser_completes_the_master(salesforce_org: Org) -> None:
    """A master without a manager gets the loser's; one that has a manager keeps it."""
    org = salesforce_org
    boss, other = (org.create("Contact", {"LastName": "Boss"}) for _ in "ab")
    masters = [
        org.create("Contact", {"LastName": "Doe", "ReportsToId": each}) for each in (None, other)
    ]
    for master, manager in zip(masters, (boss, other), strict=True):
        loser = org.create("Contact", {"LastName": "Doe", "ReportsToId": boss})
        org.merge("Contact", master, loser)
        assert _one(org, f"SELECT ReportsToId FROM Contact WHERE Id = '{master}'") == {
            "ReportsToId": manager
        }


def test_merge_that_would_make_a_cycle_is_refused(salesforce_org: Org) -> None:
    """Nobody becomes his own ancestor, and nothing is changed ([K:api/merge])."""
    org = salesforce_org
    top = org.create("Account", {"Name": "Top"})
    middle = org.create("Account", {"Name": "Middle", "ParentId": top})
    bottom = org.create("Account", {"Name": "Bottom", "ParentId": middle})
    before = related.shown(org)
    for master, loser in ((bottom, top), (middle, top), (bottom, middle)):
        with pytest.raises(InvalidMergeRecordError, match="cyclical relationship"):
            org.merge("Account", master, loser)
        assert related.shown(org) == before
    org.merge("Account", top, middle)
    assert _one(org, f"SELECT ParentId FROM Account WHERE Id = '{bottom}'") == {"ParentId": top}


def test_master_is_as_old_as_the_oldest(salesforce_org: Org) -> None:
    """The master was created when, and by whom, the oldest of the records was (believed)."""
    org = salesforce_org
    user = org.create_user("first@example.com")
    loser = org.records.create("Lead", LEAD, user_id=user.id)
    soql = "SELECT CreatedDate, CreatedById FROM Lead"
    oldest = _one(org, soql)
    org.clock.advance(days=1)
    master = org.create("Lead", LEAD)
    org.merge("Lead", master, loser)
    assert _one(org, soql) == oldest


def test_restored_loser_comes_back_bare(salesforce_org: Org) -> None:
    """An undeleted loser has no MasterRecordId, and what it had stays with the master."""
    org = salesforce_org
    master, loser = (org.create("Lead", LEAD) for _ in "ab")
    org.create("Task", {"WhoId": loser})
    org.merge("Lead", master, loser)
    org.undelete(loser)
    assert _one(org, f"SELECT IsDeleted, MasterRecordId FROM Lead WHERE Id = '{loser}'") == {
        "IsDeleted": False,
        "MasterRecordId": None,
    }
    assert _one(org, "SELECT WhoId FROM Task") == {"WhoId": master}


def test_deleted_child_belongs_to_the_master_when_it_returns(salesforce_org: Org) -> None:
    """A task that was deleted before the merge comes back as the master's."""
    org = salesforce_org
    master, loser = (org.create("Lead", LEAD) for _ in "ab")
    task = org.create("Task", {"WhoId": loser})
    org.delete("Task", task)
    org.merge("Lead", master, loser)
    org.undelete(task)
    assert _one(org, "SELECT WhoId FROM Task") == {"WhoId": master}


def test_one_membership_comes_back_with_its_campaign(salesforce_org: Org) -> None:
    """A campaign that was deleted before two of its members were merged has one of them back."""
    org = salesforce_org
    master, loser = (org.create("Lead", LEAD) for _ in "ab")
    campaign = org.create("Campaign", {"Name": "Example"})
    for lead in (master, loser):
        org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
    org.delete("Campaign", campaign)
    org.merge("Lead", master, loser)
    org.undelete(campaign)
    assert _one(org, "SELECT LeadId FROM CampaignMember") == {"LeadId": master}
    assert _one(org, "SELECT NumberOfLeads FROM Campaign") == {"NumberOfLeads": 1}


def test_converted_lead_follows_a_merge_of_its_contact(salesforce_org: Org) -> None:
    """ConvertedContactId leads to the master (believed)."""
    org = salesforce_org
    lead = org.create("Lead", LEAD)
    contact = org.convert_lead(lead, do_not_create_opportunity=True).contact_id
    master = org.create("Contact", {"LastName": "Doe"})
    org.merge("Contact", master, contact)
    assert _one(org, "SELECT ConvertedContactId FROM Lead") == {"ConvertedContactId": master}


def test_what_cannot_be_merged(salesforce_org: Org) -> None:
    """Other objects, no loser, three losers, one record twice and mixed objects are refused."""
    org = salesforce_org
    leads = [org.create("Lead", LEAD) for _ in range(4)]
    contact = org.create("Contact", {"LastName": "Doe"})
    campaign = org.create("Campaign", {"Name": "Example"})
    refused: list[tuple[str, str, tuple[str, ...]]] = [
        ("Campaign", campaign, (campaign,)),
        ("Lead", leads[0], ()),
        ("Lead", leads[0], tuple(leads[1:])),
        ("Lead", leads[0], (leads[0],)),
        ("Lead", leads[0], (leads[1], leads[1][:15])),
        ("Lead", leads[0], (contact,)),
        ("Lead", contact, (leads[0],)),
    ]
    for name, master, losers in refused:
        with pytest.raises(InvalidMergeRecordError):
            org.merge(name, master, *losers)
    org.delete("Lead", leads[3])
    for master, loser in ((leads[0], leads[3]), (leads[3], leads[0])):
        with pytest.raises(EntityIsDeletedError):
            org.merge("Lead", master, loser)
    org.convert_lead(leads[2], do_not_create_opportunity=True)
    for master, loser in ((leads[0], leads[2]), (leads[2], leads[0])):
        with pytest.raises(CannotUpdateConvertedLeadError):
            org.merge("Lead", master, loser)
    with pytest.raises(InvalidFieldError):
        org.merge("Lead", leads[0], leads[1], fields={"Nope": 1})
    assert len(org.query("SELECT Id FROM Lead")) == 3


def test_merging_needs_rights(salesforce_org: Org) -> None:
    """Who may not edit the master or not delete the loser merges nothing."""
    org = salesforce_org
    user = org.create_user("seller@example.com", profile="Standard User")
    org.share_by_default("Lead", "Read")
    mine = org.records.create("Lead", LEAD, user_id=user.id)
    theirs = org.create("Lead", LEAD)
    for master, loser in ((mine, theirs), (theirs, mine)):
        with pytest.raises(InsufficientAccessOrReadonlyError):
            org.records.merge("Lead", master, [loser], fields={}, user_id=user.id)
    second = org.records.create("Lead", LEAD, user_id=user.id)
    hidden = org.create("Task", {"WhoId": second})
    merged = org.records.merge("Lead", mine, [second], fields={}, user_id=user.id)
    assert merged.updated_related_ids == (hidden,)
    assert _one(org, f"SELECT LastModifiedById FROM Lead WHERE Id = '{mine}'") == {
        "LastModifiedById": user.id
    }


@settings(max_examples=related.FEW)
@given(
    family=related.families(),
    name=st.sampled_from(["Account", "Contact", "Lead"]),
    places=st.permutations([0, 1, 2]),
    count=st.integers(1, 2),
)
def test_merge_leaves_no_orphan_and_loses_no_child(
    salesforce: FakeSalesforce,
    family: dict[str, list[dict[str, Any]]],
    name: str,
    places: list[int],
    count: int,
) -> None:
    """Each child is there and has the master where it had a loser; other values stay."""
    with salesforce.create_org() as org:
        made = related.settle(org, family)
        before = related.shown(org, without=related.STAMPS)
        master, *losers = (made[name][each] for each in places[: count + 1])
        try:
            merged = org.merge(name, master, *losers)
        except InvalidMergeRecordError:
            assert related.shown(org, without=related.STAMPS) == before
            return
        after = related.shown(org, without=related.STAMPS)
        assert related.orphans(org) == []
        assert not after.keys() & set(losers)
        for record_id, record in before.items():
            expected = {
                field: master if value in losers else value for field, value in record.items()
            }
            if record_id in {master, *losers} or record_id.startswith("00r"):
                continue
            if record_id not in after:
                assert record_id.startswith("00v")
                assert any(
                    each["CampaignId"] == record["CampaignId"]
                    and each["LeadOrContactId"] == expected["LeadOrContactId"]
                    for key, each in after.items()
                    if key.startswith("00v")
                )
                continue
            kept = {"Id", "AccountId", "WhoId", "WhatId", "LeadId", "ContactId", "OwnerId"}
            if record_id.startswith("00T"):
                kept -= {"AccountId"}
            for field in kept & record.keys():
                assert after[record_id][field] == expected[field], field
            was_moved = any(
                record.get(field) in losers
                for child, field in related.PARENTS
                if record_id in made[child]
            )
            assert was_moved == (record_id in merged.updated_related_ids)
