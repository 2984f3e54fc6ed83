"""Rules and headers where several records are saved in one call, and where Salesforce passes by."""

from __future__ import annotations

from typing import Any

import pytest

from fake_clients import ApiClient
from fake_salesforce import Org, User
from fake_salesforce.errors import (
    DuplicatesDetectedError,
    EntityIsLockedError,
    FieldCustomValidationError,
    UnableToLockRowError,
)
from fake_salesforce.records.lead_convert import LeadConvert

LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}
SAVED = {"Sforce-Duplicate-Rule-Header": "allowSave=true"}
UNASSIGNED = {"Sforce-Auto-Assign": "false"}


@pytest.fixture
def queue(salesforce_org: Org) -> str:
    """The queue that the active assignment rule gives every lead."""
    queue = salesforce_org.create("Group", {"Name": "All", "DeveloperName": "All", "Type": "Queue"})
    salesforce_org.create("QueueSobject", {"QueueId": queue, "SobjectType": "Lead"})
    salesforce_org.add_assignment_rule("Lead", "Rule", entries=[{"assign_to": "All"}])
    return queue


def _owners(org: Org) -> set[Any]:
    return {each["OwnerId"] for each in org.query("SELECT OwnerId FROM Lead")}


def _many(api: ApiClient, way: str, headers: dict[str, str], **fields: Any) -> Any:
    """Save two leads in one call, and return its answer."""
    records = [
        {"attributes": {"type": "Lead", "referenceId": each}, **LEAD, **fields} for each in "ab"
    ]
    if way == "tree":
        return api.post("composite/tree/Lead", json={"records": records}, headers=headers)
    for each in records:
        del each["attributes"]["referenceId"]
    body = {"records": records}
    if way == "upsert":
        for number, each in enumerate(records):
            each["Key__c"] = f"{number}"
        return api.patch("composite/sobjects/Lead/Key__c", json=body, headers=headers)
    return api.post("composite/sobjects", json=body, headers=headers)


WAYS = pytest.mark.parametrize("way", ["collection", "upsert", "tree"])


@WAYS
def test_header_says_whether_many_are_assigned(
    salesforce_org: Org, api: ApiClient, user: User, queue: str, way: str
) -> None:
    """The active rule gives every record of a call its owner, unless the header says no."""
    salesforce_org.add_field("Lead", "Key__c", type="Text", length=9, external_id=True, unique=True)
    assert _many(api, way, UNASSIGNED).ok
    assert _owners(salesforce_org) == {user.id}
    for each in salesforce_org.query("SELECT Id FROM Lead"):
        salesforce_org.delete("Lead", str(each["Id"]))
    assert _many(api, way, {}).ok
    assert _owners(salesforce_org) == {queue}


def test_update_of_many_is_assigned(
    salesforce_org: Org, api: ApiClient, user: User, queue: str
) -> None:
    """A collection that is updated is assigned as a record is."""
    leads = [salesforce_org.create("Lead", LEAD | {"OwnerId": user.id}) for _ in "ab"]
    body = {
        "records": [{"attributes": {"type": "Lead"}, "Id": each, "City": "Oslo"} for each in leads]
    }
    assert api.patch("composite/sobjects", json=body, headers=UNASSIGNED).ok
    assert _owners(salesforce_org) == {user.id}
    assert api.patch("composite/sobjects", json=body).ok
    assert _owners(salesforce_org) == {queue}


@WAYS
def test_header_says_whether_duplicates_are_saved(
    salesforce_org: Org, api: ApiClient, way: str
) -> None:
    """A duplicate in a call of many is refused, unless the header allows it."""
    org = salesforce_org
    org.add_field("Lead", "Key__c", type="Text", length=9, external_id=True, unique=True)
    email = {"any_of": [[{"field_name": "Email"}]], "name": "Email"}
    org.add_duplicate_rule("Lead", "Rule", matching_rules=[email])
    org.create("Lead", LEAD | {"Email": "a@example.com"})
    refused = _many(api, way, {}, Email="a@example.com")
    assert refused.text.count("DUPLICATES_DETECTED") == 2
    assert len(org.query("SELECT Id FROM Lead")) == 1
    assert "DUPLICATES_DETECTED" not in _many(api, way, SAVED, Email="a@example.com").text
    assert len(org.query("SELECT Id FROM Lead")) == 3


def test_every_fault_of_a_record_is_told(api: ApiClient, salesforce_org: Org) -> None:
    """A record of many tells each of the rules that it breaks."""
    for name in ("One", "Two"):
        salesforce_org.add_validation_rule("Lead", name, condition="City = 'Oslo'", message=name)
    [first, _] = _many(api, "collection", {}, City="Oslo").json()
    assert [each["message"] for each in first["errors"]] == ["One", "Two"]


def test_job_names_its_assignment_rule(
    api: ApiClient, salesforce_org: Org, user: User, queue: str
) -> None:
    """A Bulk job asks the rule it names, and none unless it names one; what is no id is refused."""
    org = salesforce_org
    rule = org.query("SELECT Id FROM AssignmentRule")[0]["Id"]
    for named, owner in (({}, user.id), ({"assignmentRuleId": str(rule)[:15]}, queue)):
        spec = {"object": "Lead", "operation": "insert", **named}
        job = api.post("jobs/ingest", json=spec).json()
        text = b"LastName,Company\nDoe,Example\n"
        headers = {"Content-Type": "text/csv"}
        api.request("PUT", f"jobs/ingest/{job['id']}/batches", data=text, headers=headers)
        api.patch(f"jobs/ingest/{job['id']}", json={"state": "UploadComplete"})
        assert _owners(org) == {owner}
        told = api.get(f"jobs/ingest/{job['id']}").json()
        assert told.get("assignmentRuleId") == (rule if named else None)
        for each in org.query("SELECT Id FROM Lead"):
            org.delete("Lead", str(each["Id"]))
    spec = {"object": "Lead", "operation": "insert", "assignmentRuleId": "nonsense"}
    answer = api.post("jobs/ingest", json=spec)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALIDJOB")


def test_merging_and_converting_pass_by_rules(salesforce_org: Org) -> None:
    """Rules that refuse an update look neither at a merge nor at what a conversion makes."""
    org = salesforce_org
    master, loser = (org.create("Lead", LEAD | {"Email": "a@example.com"}) for _ in "ab")
    email = {"any_of": [[{"field_name": "Email"}]], "name": "Email"}
    for name in ("Lead", "Contact"):
        org.add_validation_rule(name, "No", condition="LastName = 'Doe'", message="No")
        org.add_duplicate_rule(
            name, "Rule", matching_rules=[email], action_on_insert="Block", action_on_update="Block"
        )
    org.add_validation_rule("Account", "No", condition="Name = 'Example'", message="No")
    with pytest.raises((FieldCustomValidationError, DuplicatesDetectedError)):
        org.update("Lead", master, {"City": "Oslo"})
    org.merge("Lead", master, loser)
    contact = org.convert_lead(master, do_not_create_opportunity=True).contact_id
    assert org.query(f"SELECT LastName FROM Contact WHERE Id = '{contact}'") == [
        {"LastName": "Doe"}
    ]


def test_locks_hold_for_merging_converting_and_the_bin(salesforce_org: Org) -> None:
    """What is locked is no loser and not converted; what is held does not come back either."""
    org = salesforce_org
    user = org.create_user("caller@example.com", profile="Standard User")
    master, loser = (org.create("Lead", LEAD | {"OwnerId": user.id}) for _ in "ab")
    org.lock_record(loser)
    with pytest.raises(EntityIsLockedError):
        org.records.merge("Lead", master, [loser], fields={}, user_id=user.id)
    asked = LeadConvert(lead_id=loser, converted_status="Closed - Converted")
    with pytest.raises(EntityIsLockedError):
        org.records.convert_lead(asked, user_id=user.id)
    with org.hold_lock(loser), pytest.raises(UnableToLockRowError):
        org.merge("Lead", master, loser)
    with org.hold_lock(loser), pytest.raises(UnableToLockRowError):
        org.convert_lead(loser)
    assert len(org.query("SELECT Id FROM Lead WHERE IsConverted = false")) == 2
    org.delete("Lead", loser)
    with org.hold_lock(loser), pytest.raises(UnableToLockRowError):
        org.undelete(loser)
    org.undelete(loser)
