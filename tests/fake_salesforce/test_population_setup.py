"""Populations of what is set up and used: users, groups, rights, reports, custom objects."""

from __future__ import annotations

import inspect
from typing import Any, get_args

import pytest

from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.population import KINDS
from fake_salesforce.records.values import stored
from fake_salesforce.schema import FieldType
from fake_salesforce.schema.custom import CustomType

SETUP: dict[str, Any] = {
    "roles": 7,
    "users": 20,
    "groups": 3,
    "queues": 2,
    "permission_sets": 3,
    "folders": 2,
    "reports": 7,
    "logins": 60,
    "packages": 2,
}
RECORDS: dict[str, Any] = {
    "accounts": 10,
    "contacts": 30,
    "leads": 60,
    "opportunities": 20,
    "tasks": 60,
}
OBJECTS = (
    *("Folder", "Group", "GroupMember", "LoginHistory", "ObjectPermissions", "PackageLicense"),
    *("PermissionSet", "PermissionSetAssignment", "QueueSobject", "Report", "SetupAuditTrail"),
    *("User", "UserRole"),
)
DEFINITIONS: dict[str, dict[str, Any]] = {
    **{each: {} for each in get_args(CustomType) if each != "Hierarchy"},  # only User has them
    "Lookup": {"reference_to": "Lead", "relationship_name": "Visits"},
    "MasterDetail": {"reference_to": "Account", "relationship_name": "Visits"},
    "MultiselectPicklist": {"values": ["a", "b", "c"], "restricted": True},
    "Number": {"precision": 6, "scale": 2},
    "Picklist": {"values": ["a", "b"], "restricted": True},
    "AutoNumber": {"display_format": "V-{0000}"},
    "Text": {"length": 6, "unique": True, "external_id": True},
}


@pytest.fixture(scope="module")
def populated(salesforce: FakeSalesforce) -> Any:
    """An org that was staffed and filled, with a custom object that has a field of every type."""
    org = salesforce.create_org("Populated")
    org.add_object("Visit__c")
    for name, definition in DEFINITIONS.items():
        org.add_field("Visit__c", f"{name}__c", type=name, **definition)
    org.add_field("Lead", "Score__c", type="Number", precision=3)
    for each in ("Partner", "Direct"):
        org.add_record_type("Lead", each)
    org.populate(**SETUP, **RECORDS, custom={"Visit__c": 40}, seed=2)
    yield org
    salesforce.drop_org(org)


def _all(org: Org, name: str) -> list[dict[str, Any]]:
    sobject = org.schema.known(name)
    assert sobject is not None
    names = ", ".join(each.name for each in sobject.columns)
    text = f"SELECT {names} FROM {name} ORDER BY Id"
    return [dict(each) for each in org.query(text, include_deleted=True)]


def _count(org: Org, text: str) -> int:
    return int(str(org.query(f"SELECT COUNT() FROM {text}")[0]["count"]))


def test_kinds_are_what_populate_counts() -> None:
    """The kinds of ``--populate`` are the counts that the Python method takes."""
    parameters = inspect.signature(Org.populate).parameters
    counts = {name for name, each in parameters.items() if each.annotation == "int"}
    assert set(KINDS) == counts - {"seed", "members_per_campaign"}


def test_one_seed_sets_up_the_same() -> None:
    """Two orgs of one seed hold equal users, groups, reports and logins; another seed others."""

    def population(seed: int) -> dict[str, list[dict[str, Any]]]:
        with FakeSalesforce() as fake:
            org = fake.create_org()
            org.populate(**SETUP, leads=10, seed=seed)
            return {name: _all(org, name) for name in (*OBJECTS, "Lead")}

    first = population(3)
    assert population(3) == first
    other = population(4)
    assert all(other[name] != first[name] for name in ("User", "LoginHistory", "Lead"))


def test_all_that_was_asked_for_is_there(populated: Org) -> None:
    """Each kind has as many records as were asked for."""
    found = {
        "roles": _count(populated, "UserRole"),
        "users": _count(populated, "User WHERE EmployeeNumber != null"),
        "groups": _count(populated, "Group WHERE Type = 'Regular'"),
        "queues": _count(populated, "Group WHERE Type = 'Queue'"),
        "permission_sets": _count(populated, "PermissionSet WHERE IsOwnedByProfile = false"),
        "folders": _count(populated, "Folder WHERE Type = 'Report'"),
        "reports": _count(populated, "Report"),
        "logins": _count(populated, "LoginHistory WHERE SourceIp LIKE '198.51.100.%'"),
        "packages": _count(populated, "PackageLicense"),
    }
    assert found == SETUP
    assert _count(populated, "QueueSobject") == 2 * SETUP["queues"]
    assert _count(populated, "GroupMember") >= SETUP["groups"] + SETUP["queues"]


def test_records_are_spread_over_active_users(populated: Org) -> None:
    """Leads, accounts and custom records have many owners, each an active user with a role."""
    active = {
        each["Id"]
        for each in populated.query(
            "SELECT Id FROM User WHERE IsActive = true AND EmployeeNumber != null"
            " AND UserRoleId != null"
        )
    }
    for name in ("Lead", "Account", "Task"):
        owners = {each["OwnerId"] for each in populated.query(f"SELECT OwnerId FROM {name}")}
        assert len(owners) > 3
        assert owners <= active


def test_roles_and_managers_lie_in_trees(populated: Org) -> None:
    """One role is above all others; nobody is his own manager at any remove."""
    roles = {
        each["Id"]: each["ParentRoleId"]
        for each in populated.query("SELECT Id, ParentRoleId FROM UserRole")
    }
    managers = {
        each["Id"]: each["ManagerId"]
        for each in populated.query("SELECT Id, ManagerId FROM User WHERE EmployeeNumber != null")
    }
    assert list(roles.values()).count(None) == 1
    for above in (roles, managers):
        for each in above:
            seen, current = set(), each
            while current is not None:
                assert current not in seen
                seen.add(current)
                current = above[current]


def test_tasks_are_about_more_than_people(populated: Org) -> None:
    """Tasks of contacts have a What of their account; a lead's task has none."""
    tasks = populated.query("SELECT WhoId, WhatId, AccountId, WhatCount FROM Task")
    assert any(each["WhatId"] for each in tasks)
    for each in tasks:
        assert each["WhatCount"] == (each["WhatId"] is not None)
        if str(each["WhoId"]).startswith("00Q"):
            assert each["WhatId"] is None
        if str(each["WhatId"]).startswith("001"):
            assert each["WhatId"] == each["AccountId"]


def test_an_unchanged_activity_stays_as_it_is(populated: Org) -> None:
    """Touching an event or a task changes nothing that the population had worked out."""
    populated.populate(events=20, seed=9)
    for name in ("Event", "Task"):
        before = _all(populated, name)
        for each in before[:20]:
            populated.update(name, each["Id"], {})
        for first, last in zip(before, _all(populated, name), strict=True):
            changed = {key for key in first if first[key] != last[key]}
            assert changed <= {"LastModifiedDate", "SystemModstamp", "LastModifiedById"}


def test_custom_records_could_have_been_created(populated: Org) -> None:
    """Each value of a custom field is one that its type takes, and unique ones are unique."""
    sobject = populated.schema.known("Visit__c")
    assert sobject is not None
    visits = _all(populated, "Visit__c")
    assert len(visits) == 40
    for visit in visits:
        for field in sobject.columns:
            value = visit[field.name]
            assert value is not None or field.nillable, field.name
            if field.type is FieldType.BOOLEAN:
                assert isinstance(value, bool)
            elif field.type is not FieldType.ENCRYPTEDSTRING:
                assert stored(field, value) == value, field.name
    assert len({each["Text__c"] for each in visits}) == 40
    assert len({each["AutoNumber__c"] for each in visits}) == 40
    populated.populate(custom={"Visit__c": 3}, seed=2)
    again = _all(populated, "Visit__c")
    assert len({each["Text__c"] for each in again}) == len(again) == 43
    assert all(each["MasterDetail__c"] for each in again)


def test_record_types_are_assigned(populated: Org) -> None:
    """An object with record types has records of each."""
    found = populated.query("SELECT RecordType.Name n FROM Lead GROUP BY RecordType.Name")
    assert {each["n"] for each in found} == {"Partner", "Direct"}


def test_custom_fields_of_standard_objects_wait_to_be_asked_for(populated: Org) -> None:
    """A lead's custom fields are empty, unless ``custom_fields`` says otherwise."""
    assert _count(populated, "Lead WHERE Score__c != null") == 0
    populated.populate(leads=30, custom_fields=True, seed=5)
    assert 15 < _count(populated, "Lead WHERE Score__c != null") <= 30


def test_logins_lie_within_six_months(populated: Org) -> None:
    """LoginHistory keeps half a year; the last success is the user's LastLoginDate."""
    history = _all(populated, "LoginHistory")
    times = [each["LoginTime"] for each in history]
    assert times == sorted(times)
    last: dict[str, str] = {
        each["UserId"]: each["LoginTime"] for each in history if each["Status"] == "Success"
    }
    users = populated.query("SELECT Id, LastLoginDate FROM User WHERE LastLoginDate != null")
    assert {each["Id"]: each["LastLoginDate"] for each in users} == last


def test_users_can_log_in_once_they_have_a_password(populated: Org) -> None:
    """A populated user is a user like any other; a password lets him in."""
    [row] = populated.query(
        "SELECT Username FROM User WHERE EmployeeNumber != null AND IsActive = true LIMIT 1"
    )
    user = populated.known_user(str(row["Username"]))
    user.set_password()
    assert user.log_in_by_browser().text == "Success"


def test_reports_run(populated: Org) -> None:
    """Each populated report is one that an administrator can run."""
    user = populated.create_user("reports@populated.example")
    for row in populated.query("SELECT Id FROM Report"):
        assert populated.reports.find(str(row["Id"]), user_id=user.id).id == row["Id"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"logins": 1}, "populate users, too"),
        ({"contact_roles": 1}, "populate contacts and opportunities, too"),
        ({"custom": {"Nope__c": 1}}, "there is no custom object 'Nope__c'; this org has none"),
        ({"custom": {"Lead": 1}}, "there is no custom object 'Lead'"),
    ],
)
def test_what_is_missing_is_told_and_nothing_made(
    salesforce_org: Org, asked: dict[str, Any], told: str
) -> None:
    """A population that needs other records says so, and leaves nothing behind."""
    with pytest.raises(ValueError, match=told):
        salesforce_org.populate(leads=3, **asked)
    assert _count(salesforce_org, "Lead") == 0


def test_a_detail_needs_its_master(salesforce_org: Org) -> None:
    """Records of a custom object that must refer to another one cannot be made without it."""
    salesforce_org.add_object("Visit__c")
    salesforce_org.add_field(
        "Visit__c", "A__c", type="MasterDetail", reference_to="Account", relationship_name="Vs"
    )
    with pytest.raises(ValueError, match=r"Visit__c\.A__c needs a record of Account"):
        salesforce_org.populate(custom={"Visit__c": 1})
