"""Assignment rules: who gets a lead, and how a client says so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rule_conditions
from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.errors import InactiveOwnerOrUserError, InvalidOperationError
from fake_salesforce.records.save_options import SaveOptions

LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}


def _queue(org: Org, name: str, sobject: str = "Lead") -> str:
    queue = org.create("Group", {"Name": name, "DeveloperName": name, "Type": "Queue"})
    org.create("QueueSobject", {"QueueId": queue, "SobjectType": sobject})
    return queue


def _owner(org: Org, record_id: str) -> Any:
    return org.query(f"SELECT OwnerId FROM Lead WHERE Id = '{record_id}'")[0]["OwnerId"]


@given(
    conditions=st.lists(rule_conditions.conditions, max_size=3),
    lead=rule_conditions.leads,
    has_default=st.booleans(),
)
def test_first_entry_that_fits_gives_the_owner(
    salesforce: FakeSalesforce,
    conditions: list[rule_conditions.Condition],
    lead: dict[str, Any],
    has_default: bool,  # noqa: FBT001 - drawn
) -> None:
    """The owner is that of the first entry that holds, else the default, else as it was given."""
    with salesforce.create_org() as org:
        queues = [_queue(org, f"Q{at}") for at in range(len(conditions))]
        default = _queue(org, "Default")
        org.add_assignment_rule(
            "Lead",
            "Rule",
            entries=[
                {"condition": each.text, "assign_to": queue}
                for each, queue in zip(conditions, queues, strict=True)
            ],
            default_owner="Default" if has_default else None,
        )
        author = org.query("SELECT Id FROM User WHERE Alias = 'autoproc'")[0]["Id"]
        fitting = [
            queue for each, queue in zip(conditions, queues, strict=True) if each.holds(lead)
        ]
        record_id = org.records.create("Lead", lead, options=SaveOptions(auto_assign=True))
        expected = [*fitting, default if has_default else author][0]
        assert _owner(org, record_id) == expected


def test_rule_goes_before_the_owner_that_was_given(
    salesforce_org: Org, api: ApiClient, user: User
) -> None:
    """Without the header a given owner is overruled, on create and on update; FALSE keeps it."""
    org = salesforce_org
    queue = _queue(org, "All")
    org.add_assignment_rule("Lead", "Rule", entries=[{"assign_to": "All"}])
    given_owner = LEAD | {"OwnerId": user.id}
    assigned = api.post("sobjects/Lead", json=given_owner).json()["id"]
    assert _owner(org, assigned) == queue
    no = {"Sforce-Auto-Assign": "FALSE"}
    kept = api.post("sobjects/Lead", json=given_owner, headers=no).json()["id"]
    assert _owner(org, kept) == user.id
    assert api.patch(f"sobjects/Lead/{kept}", json={"City": "Oslo"}, headers=no).status_code == 204
    assert _owner(org, kept) == user.id
    assert api.patch(f"sobjects/Lead/{kept}", json={"City": "Rome"}).status_code == 204
    assert _owner(org, kept) == queue


def test_only_one_rule_is_active(salesforce_org: Org) -> None:
    """An active rule takes the place of the one before; the records tell it."""
    org = salesforce_org
    first = org.add_assignment_rule("Lead", "First")
    second = org.add_assignment_rule("Lead", "Second")
    found = org.query("SELECT Id, Active FROM AssignmentRule ORDER BY Name")
    assert found == [{"Id": first, "Active": False}, {"Id": second, "Active": True}]


def test_python_and_other_objects_are_not_assigned(salesforce_org: Org) -> None:
    """Whoever stages a test gets the owner he gave, and a contact has no assignment rules."""
    org = salesforce_org
    _queue(org, "All")
    rule = org.add_assignment_rule("Lead", "Rule", entries=[{"assign_to": "All"}])
    assert str(_owner(org, org.create("Lead", LEAD))).startswith("005")
    options = SaveOptions(auto_assign=rule)
    contact = org.records.create("Contact", {"LastName": "Doe"}, options=options)
    [found] = org.query(f"SELECT OwnerId FROM Contact WHERE Id = '{contact}'")
    assert str(found["OwnerId"]).startswith("005")


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ({"entries": [{"assign_to": "Nobody"}]}, "no user and no queue 'Nobody'"),
        ({"entries": [{"condition": "Nope = 1", "assign_to": "All"}]}, "No such column"),
        ({"default_owner": "005000000000009"}, "no user and no queue"),
        ({"order": 1}, "order"),
    ],
)
def test_faulty_rule_is_refused(
    salesforce_org: Org, definition: dict[str, Any], words: str
) -> None:
    """A rule that names what is not there is refused, and there is no AssignmentRule of it."""
    _queue(salesforce_org, "All")
    with pytest.raises(ValueError, match=words):
        salesforce_org.add_assignment_rule("Lead", "Rule", **definition)
    assert salesforce_org.query("SELECT Id FROM AssignmentRule") == []


def test_other_objects_take_no_assignment_rule(salesforce_org: Org) -> None:
    """Leads have assignment rules; a contact's is refused by name."""
    with pytest.raises(ValueError, match="Contact records have not"):
        salesforce_org.add_assignment_rule("Contact", "Rule")


def test_owner_must_be_able_to_own(salesforce_org: Org) -> None:
    """Neither an inactive user nor a queue of other objects can own a lead."""
    org = salesforce_org
    gone = org.create_user("gone@example.com")
    gone.deactivate()
    tasks = _queue(org, "Tasks", "Task")
    group = org.create("Group", {"Name": "Group", "Type": "Regular"})
    with pytest.raises(InactiveOwnerOrUserError, match=f"inactive user .{gone.id[:15]}. as owner"):
        org.create("Lead", LEAD | {"OwnerId": gone.id})
    for owner in (tasks, group):
        with pytest.raises(InvalidOperationError, match="Queue not associated"):
            org.create("Lead", LEAD | {"OwnerId": owner})
    with pytest.raises(InactiveOwnerOrUserError):
        org.add_assignment_rule("Lead", "Rule", entries=[{"assign_to": "gone@example.com"}])


def test_record_of_an_inactive_owner_is_still_written(salesforce_org: Org) -> None:
    """A lead whose owner became inactive can be edited as long as it stays his."""
    org = salesforce_org
    gone = org.create_user("gone@example.com")
    lead = org.create("Lead", LEAD | {"OwnerId": gone.id})
    gone.deactivate()
    org.update("Lead", lead, {"City": "Oslo", "OwnerId": gone.id})
    assert _owner(org, lead) == gone.id
