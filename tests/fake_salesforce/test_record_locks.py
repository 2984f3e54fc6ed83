"""Locks of records: an approval's, and another writer's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database_state import database_state
from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.errors import EntityIsLockedError, UnableToLockRowError

LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}


@given(
    is_locked=st.booleans(),
    right=st.sampled_from(["nothing", "modify_all", "ModifyAllData"]),
    is_delete=st.booleans(),
)
def test_approval_lock_stops_those_who_cannot_modify_all(
    salesforce: FakeSalesforce,
    is_locked: bool,  # noqa: FBT001 - drawn
    right: str,
    is_delete: bool,  # noqa: FBT001 - drawn
) -> None:
    """A locked record is neither edited nor deleted, but by whoever may modify all of them."""
    with salesforce.create_org() as org:
        user = org.create_user("caller@example.com", profile="Standard User")
        rights = org.permission_set("Rights")
        user.assign(rights)
        rights.grant("Lead", "read", "edit", "delete")
        if right == "modify_all":
            rights.grant("Lead", "modify_all")
        elif right == "ModifyAllData":
            rights.allow("ModifyAllData")
        lead = org.create("Lead", LEAD | {"OwnerId": user.id})
        if is_locked:
            org.lock_record(lead[:15])
        before = database_state(org)

        def write() -> None:
            if is_delete:
                org.records.delete("Lead", lead, user_id=user.id)
            else:
                org.records.update("Lead", lead, {"City": "Oslo"}, user_id=user.id)

        if is_locked and right == "nothing":
            with pytest.raises(EntityIsLockedError):
                write()
            assert database_state(org) == before
            org.unlock_record(lead)
        write()


def test_lock_is_told_from_rights(salesforce_org: Org) -> None:
    """Who may not edit a record at all is told that first, locked or not."""
    org = salesforce_org
    user = org.create_user("caller@example.com", profile="Read Only")
    lead = org.create("Lead", LEAD)
    org.lock_record(lead)
    with pytest.raises(Exception, match="insufficient access"):
        org.records.update("Lead", lead, {}, user_id=user.id)


def _family(org: Org) -> dict[str, str]:
    account = org.create("Account", {"Name": "Acme"})
    campaign = org.create("Campaign", {"Name": "Launch"})
    contact = org.create("Contact", {"LastName": "Doe", "AccountId": account})
    member = org.create("CampaignMember", {"CampaignId": campaign, "ContactId": contact})
    deal = {"Name": "D", "StageName": "Prospecting", "CloseDate": "2020-09-30"}
    opportunity = org.create("Opportunity", deal | {"CampaignId": campaign})
    return {
        "Account": account,
        "Campaign": campaign,
        "Contact": contact,
        "CampaignMember": member,
        "Opportunity": opportunity,
    }


@pytest.mark.parametrize(
    ("held", "written", "is_refused"),
    [
        ("Account", ("Account", {"Name": "Other"}), True),
        ("Account", ("Contact", {"AccountId": None}), True),
        ("Account", ("Contact", {"LastName": "Other"}), True),
        ("Campaign", ("Opportunity", {"NextStep": "Call"}), False),
        ("Campaign", ("Opportunity", {"CampaignId": None}), True),
        ("Contact", ("Account", {"Name": "Other"}), False),
        ("Campaign", ("CampaignMember", {"Status": "Responded"}), True),
        ("Contact", ("CampaignMember", {"Status": "Responded"}), True),
        ("Account", ("CampaignMember", {"Status": "Responded"}), False),
    ],
)
def test_held_record_stops_its_writers_and_those_of_its_children(
    salesforce_org: Org,
    held: str,
    written: tuple[str, dict[str, Any]],
    is_refused: bool,  # noqa: FBT001 - a case
) -> None:
    """What a write locks is the record, the parents it gains or loses, and those it goes with."""
    org = salesforce_org
    ids = _family(org)
    name, fields = written
    with org.hold_lock(ids[held]):
        before = database_state(org)
        if is_refused:
            message = f"exclusive access to this record or 1 records: {ids[held]}$"
            with pytest.raises(UnableToLockRowError, match=message):
                org.update(name, ids[name], fields)
            assert database_state(org) == before
        else:
            org.update(name, ids[name], fields)
    org.update(name, ids[name], fields)


def test_held_parent_stops_new_and_deleted_children(salesforce_org: Org, api: ApiClient) -> None:
    """Children of a held record are neither created nor deleted; reading goes on."""
    org = salesforce_org
    ids = _family(org)
    with org.hold_lock(ids["Account"]):
        body = {"LastName": "New", "AccountId": ids["Account"]}
        response = api.post("sobjects/Contact", json=body)
        assert (response.status_code, response.json()[0]["errorCode"]) == (
            400,
            "UNABLE_TO_LOCK_ROW",
        )
        response = api.delete(f"sobjects/Contact/{ids['Contact']}")
        assert response.json()[0]["errorCode"] == "UNABLE_TO_LOCK_ROW"
        assert api.get(f"sobjects/Account/{ids['Account']}").status_code == 200
    assert api.post("sobjects/Contact", json=body).status_code == 201


@pytest.mark.parametrize(
    ("task", "is_refused"),
    [
        ({}, False),
        ({"ActivityDate": "2020-08-01"}, True),
        ({"ActivityDate": "2020-08-01", "Status": "Completed"}, False),
    ],
)
def test_new_task_locks_what_it_is_about_if_it_is_open_and_due(
    salesforce_org: Org,
    task: dict[str, Any],
    is_refused: bool,  # noqa: FBT001 - a case
) -> None:
    """Of new tasks only the open ones with a due date lock their parents."""
    lead = salesforce_org.create("Lead", LEAD)
    with salesforce_org.hold_lock(lead):
        if is_refused:
            with pytest.raises(UnableToLockRowError):
                salesforce_org.create("Task", task | {"WhoId": lead})
        else:
            salesforce_org.create("Task", task | {"WhoId": lead})


def test_locks_are_of_records_that_there_are(salesforce_org: Org) -> None:
    """A lock on nothing is refused by name, and so is a second hold; a failed block lets go."""
    org = salesforce_org
    lead = org.create("Lead", LEAD)
    for text in ("00Q000000000009", "nothing", lead[:10]):
        with pytest.raises(ValueError, match=f"no record '{text}' to lock"):
            org.lock_record(text)
    second = org.hold_lock(lead)
    with org.hold_lock(lead), pytest.raises(ValueError, match="held already"):
        second.__enter__()
    with pytest.raises(UnableToLockRowError), org.hold_lock(lead):
        org.update("Lead", lead, {"City": "Oslo"})
    org.update("Lead", lead, {"City": "Oslo"})
