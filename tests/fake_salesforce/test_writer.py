from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import record_values
from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.errors import (
    EntityIsDeletedError,
    InvalidCrossReferenceKeyError,
    InvalidFieldForInsertUpdateError,
    MalformedIdError,
    NotImplementedInFakeError,
    RequiredFieldMissingError,
    SalesforceError,
)
from fake_salesforce.objects import STANDARD
from fake_salesforce.records.shares import SHARED
from fake_salesforce.schema import SObject

LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}
OPPORTUNITY: dict[str, Any] = {
    "Name": "Example",
    "StageName": "Prospecting",
    "CloseDate": "2020-09-30",
}
SCHEMA = {each.name: each for each in STANDARD}
NUMBERS = itertools.count()


WRITTEN = [
    each
    for each in STANDARD
    if each.createable and each.name not in {"AuthProvider", "PermissionSetGroup", "RecordType"}
]
FOLLOWING = {
    "Campaign": {"Type", "Status"},
    "CampaignMember": {"Status"},
    "CampaignMemberStatus": {"IsDefault"},
    "Contact": {"EmailBouncedDate", "EmailBouncedReason"},
    "Event": {
        *("ActivityDate", "ActivityDateTime", "DurationInMinutes", "EndDateTime"),
        *("IsAllDayEvent", "StartDateTime"),
    },
    "Lead": {"EmailBouncedDate", "EmailBouncedReason", "IsConverted"},
    "Opportunity": {"Probability", "ForecastCategoryName"},
    "Task": {each.name for each in SCHEMA["Task"].fields if each.name.startswith("Recurrence")}
    | {"IsRecurrence"},
    "FieldPermissions": {"SobjectType", "Field", "PermissionsRead", "PermissionsEdit"},
    "ObjectPermissions": {
        each.name
        for each in SCHEMA["ObjectPermissions"].fields
        if each.name == "SobjectType" or each.name.startswith("Permissions")
    },
    **{f"{each}Share": {"RowCause"} for each in SHARED},
    "PermissionSet": {"Name"},
    "User": {"Username", "IsActive"},
}
"""Fields that do not simply hold what was written: other tests are about them."""


def _required_references(org: Org, name: str) -> dict[str, Any]:
    """Return references to new records, where an object cannot do without."""
    user = org.query("SELECT Id FROM User LIMIT 1")[0]["Id"]
    makers: dict[str, dict[str, Callable[[], Any]]] = {
        "CampaignMember": {
            "CampaignId": lambda: _campaign(org),
            "LeadId": lambda: org.create("Lead", LEAD),
        },
        "CampaignMemberStatus": {"CampaignId": lambda: _campaign(org)},
        "OpportunityContactRole": {
            "OpportunityId": lambda: org.create("Opportunity", OPPORTUNITY),
            "ContactId": lambda: org.create("Contact", {"LastName": "Doe"}),
        },
        "Event": {
            "StartDateTime": lambda: "2020-07-20T09:00:00.000+0000",
            "DurationInMinutes": lambda: 60,
        },
        "FieldPermissions": {
            "ParentId": lambda: org.permission_set(f"S{next(NUMBERS)}").id,
            "SobjectType": lambda: "Lead",
            "Field": lambda: "Lead.Email",
        },
        "ObjectPermissions": {
            "ParentId": lambda: org.permission_set(f"S{next(NUMBERS)}").id,
            "SobjectType": lambda: "Lead",
        },
        "PermissionSet": {"Name": lambda: f"S{next(NUMBERS)}"},
        "PermissionSetAssignment": {
            "AssigneeId": lambda: user,
            "PermissionSetId": lambda: org.permission_set(f"S{next(NUMBERS)}").id,
        },
        "Profile": {
            "UserLicenseId": lambda: org.query("SELECT Id FROM UserLicense LIMIT 1")[0]["Id"]
        },
        "GroupMember": {"GroupId": lambda: _group(org), "UserOrGroupId": lambda: user},
        "QueueSobject": {"QueueId": lambda: _group(org)},
        **{
            f"{each}Share": {
                f"{each}Id": functools.partial(_shared, org, each),
                "UserOrGroupId": lambda: user,
            }
            for each in SHARED
        },
        "User": {
            "ProfileId": lambda: org.profile_id,
            "Username": lambda: f"u{next(NUMBERS)}@example.com",
        },
    }
    return {field: make() for field, make in makers.get(name, {}).items()}


def _shared(org: Org, name: str) -> str:
    required = {
        "Account": {"Name": "Example"},
        "Campaign": {"Name": "Example"},
        "Contact": {"LastName": "Doe"},
        "Lead": LEAD,
        "Opportunity": OPPORTUNITY,
    }
    return org.create(name, required[name])


def _campaign(org: Org) -> str:
    return org.create("Campaign", {"Name": "Example"})


def _group(org: Org) -> str:
    return org.create("Group", {"Name": "Example", "Type": "Queue"})


@given(data=st.data(), sobject=st.sampled_from(WRITTEN))
def test_record_reads_back_as_written(
    fuzzed_org: Org, data: st.DataObject, sobject: SObject
) -> None:
    """What is created and then updated is read back equal, but for documented normal forms."""
    name = sobject.name
    following = frozenset(FOLLOWING.get(name, ()))
    created = data.draw(record_values.records(sobject, is_update=False, apart_from=following))
    updated = data.draw(record_values.records(sobject, is_update=True, apart_from=following))
    record_id = fuzzed_org.create(name, created | _required_references(fuzzed_org, name))
    if sobject.updateable:
        fuzzed_org.update(name, record_id, updated)
    names = ", ".join(each.name for each in sobject.fields)
    [record] = fuzzed_org.query(f"SELECT {names} FROM {name} WHERE Id = '{record_id}'")
    for field_name, value in (created | updated).items():
        field = sobject.field(field_name)
        assert field is not None
        assert record[field_name] == record_values.read_back(field, value), field_name
    if name in {"Lead", "Contact"}:
        parts = [record[each] for each in ("FirstName", "LastName") if record[each]]
        assert record["Name"] == " ".join(map(str, parts))


@pytest.mark.parametrize("sobject", WRITTEN, ids=lambda each: each.name)
def test_writer_does_what_describe_says(salesforce_org: Org, sobject: SObject) -> None:
    """A field described as not createable is refused, and each required one is demanded."""
    for field in sobject.fields:
        if not field.createable and field.name != "Id":
            with pytest.raises(InvalidFieldForInsertUpdateError) as refusal:
                salesforce_org.create(sobject.name, {field.name: None})
            assert refusal.value.fields == (field.name,)
    required = [each.name for each in sobject.fields if each.is_required_on_create]
    if required:
        with pytest.raises(RequiredFieldMissingError) as missing:
            salesforce_org.create(sobject.name, {})
        assert missing.value.fields == tuple(required)


def test_record_type_is_not_created_through_the_api(salesforce_org: Org) -> None:
    """A record type brings a field with it, which only Python can add: 501, and what there is."""
    given = {"Name": "Partner", "DeveloperName": "Partner", "SobjectType": "Lead"}
    with pytest.raises(NotImplementedInFakeError, match=r"org\.add_record_type"):
        salesforce_org.create("RecordType", given)


@pytest.mark.parametrize(
    "sobject", [each for each in STANDARD if not each.createable], ids=lambda each: each.name
)
def test_query_only_objects_are_not_created(
    api: ApiClient, salesforce_org: Org, sobject: SObject
) -> None:
    """An object described as not createable takes no POST, and Python says so too."""
    response = api.post(f"sobjects/{sobject.name}", json={})
    assert (response.status_code, response.json()[0]["errorCode"]) == (405, "METHOD_NOT_ALLOWED")
    with pytest.raises(ValueError, match=f"{sobject.name} records cannot be created"):
        salesforce_org.create(sobject.name, {})
    if not sobject.updateable:
        response = api.patch(f"sobjects/{sobject.name}/001000000000001", json={})
        assert response.status_code == 405
        assert "PATCH" not in response.headers["Allow"]


def test_what_belongs_to_a_record_is_deleted_with_it(salesforce_org: Org) -> None:
    """Deleting an account deletes its contacts and their memberships; a group its objects."""
    org = salesforce_org
    account = org.create("Account", {"Name": "Example"})
    contact = org.create("Contact", {"LastName": "Doe", "AccountId": account})
    campaign = _campaign(org)
    org.create("CampaignMember", {"CampaignId": campaign, "ContactId": contact})
    group = _group(org)
    org.create("QueueSobject", {"QueueId": group, "SobjectType": "Lead"})
    org.delete("Account", account)
    org.delete("Group", group)
    for name in ("Account", "Contact", "CampaignMember", "Group", "QueueSobject"):
        assert org.query(f"SELECT Id FROM {name}") == []
    [rolled_up] = org.query("SELECT NumberOfContacts FROM Campaign")
    assert rolled_up == {"NumberOfContacts": 0}
    [kept] = org.query("SELECT Id, IsDeleted FROM Contact", include_deleted=True)
    assert kept == {"Id": contact, "IsDeleted": True}


def test_ids_are_unique_and_ascend_whatever_fails_between(salesforce_org: Org) -> None:
    """Ids ascend in the order of creation; a refused create or a delete gives none back."""
    ids = []
    for i in range(70):
        ids.append(salesforce_org.create("Lead", LEAD))
        if i % 7 == 0:
            with pytest.raises(SalesforceError):
                salesforce_org.create("Lead", LEAD | {"OwnerId": "005000000000001"})
            salesforce_org.delete("Lead", ids[-1])
    assert ids == sorted(set(ids))
    salesforce_org.populate(leads=10)
    assert salesforce_org.create("Lead", LEAD) > max(ids)


def test_refused_write_changes_nothing(salesforce_org: Org) -> None:
    """A refused update leaves the record and its stamps as they were."""
    lead = salesforce_org.create("Lead", LEAD)
    soql = "SELECT Company, LastModifiedDate, SystemModstamp FROM Lead"
    before = salesforce_org.query(soql)
    salesforce_org.clock.advance(hours=1)
    with pytest.raises(SalesforceError):
        salesforce_org.update("Lead", lead, {"Company": "Other", "OwnerId": "005000000000001"})
    assert salesforce_org.query(soql) == before


def test_stamps_tell_who_and_when(salesforce_org: Org) -> None:
    """Creation stays what it was; each write moves the stamps, even one that changes nothing."""
    first = salesforce_org.create_user("first@example.com")
    second = salesforce_org.create_user("second@example.com")
    lead = salesforce_org.records.create("Lead", LEAD, user_id=first.id)
    soql = (
        "SELECT CreatedById, CreatedDate, LastModifiedById, LastModifiedDate, SystemModstamp,"
        " OwnerId FROM Lead"
    )
    [created] = salesforce_org.query(soql)
    assert created["CreatedById"] == created["LastModifiedById"] == created["OwnerId"] == first.id
    salesforce_org.clock.advance(seconds=1)
    salesforce_org.records.update("Lead", lead, {}, user_id=second.id)
    [touched] = salesforce_org.query(soql)
    assert touched["LastModifiedById"] == second.id
    assert touched["LastModifiedDate"] == touched["SystemModstamp"]
    assert str(touched["SystemModstamp"]) > str(created["SystemModstamp"])
    for name in ("CreatedById", "CreatedDate", "OwnerId"):
        assert touched[name] == created[name]


def test_deleted_record_lies_in_the_bin(salesforce_org: Org) -> None:
    """A deleted record is found by a query of the bin only, and cannot be written or deleted."""
    lead = salesforce_org.create("Lead", LEAD)
    salesforce_org.clock.advance(seconds=1)
    salesforce_org.delete("Lead", lead)
    assert salesforce_org.query("SELECT Id FROM Lead") == []
    [found] = salesforce_org.query("SELECT IsDeleted FROM Lead", include_deleted=True)
    assert found == {"IsDeleted": True}
    with pytest.raises(EntityIsDeletedError):
        salesforce_org.delete("Lead", lead)
    with pytest.raises(EntityIsDeletedError):
        salesforce_org.update("Lead", lead, {"Company": "x"})


def test_references_are_checked(salesforce_org: Org) -> None:
    """A reference needs a record of the right object; one to an object the fake lacks is 501."""
    manager = salesforce_org.create("Contact", {"LastName": "Boss"})
    contact = salesforce_org.create("Contact", {"LastName": "Doe", "ReportsToId": manager[:15]})
    assert salesforce_org.query(f"SELECT ReportsToId FROM Contact WHERE Id = '{contact}'") == [
        {"ReportsToId": manager}
    ]
    lead = salesforce_org.create("Lead", LEAD)
    with pytest.raises(MalformedIdError):
        salesforce_org.update("Contact", contact, {"ReportsToId": lead})
    with pytest.raises(InvalidCrossReferenceKeyError):
        salesforce_org.update("Contact", contact, {"ReportsToId": "003000000000001"})
    with pytest.raises(NotImplementedInFakeError, match="references to Asset"):
        salesforce_org.create("Case", {"AssetId": "02i000000000001"})
    individual = salesforce_org.create("Individual", {"LastName": "Doe"})
    salesforce_org.update("Contact", contact, {"IndividualId": individual})
    account = salesforce_org.create("Account", {"Name": "Example"})
    salesforce_org.update("Contact", contact, {"AccountId": account})
    user = salesforce_org.create_user("profile@example.com")
    with pytest.raises(InvalidCrossReferenceKeyError):
        salesforce_org.update("User", user.id, {"ProfileId": "00e000000000001"})


def test_record_of_another_object_is_no_record(salesforce_org: Org) -> None:
    """An id of a contact names no lead."""
    contact = salesforce_org.create("Contact", {"LastName": "Doe"})
    for record_id in (contact, "00Q000000000001", "nonsense"):
        with pytest.raises(InvalidCrossReferenceKeyError) as refusal:
            salesforce_org.update("Lead", record_id, {})
        assert refusal.value.status == 404


def test_unknown_object_is_a_programming_error(salesforce_org: Org) -> None:
    """The Python face names the objects there are; the organization cannot be deleted."""
    with pytest.raises(ValueError, match=r"no object 'Leed'; this org has Account, .* UserRole$"):
        salesforce_org.create("Leed", {})
    with pytest.raises(ValueError, match="Organization records cannot be deleted"):
        salesforce_org.delete("Organization", salesforce_org.id)


def test_orgs_do_not_see_each_other(salesforce: FakeSalesforce, salesforce_org: Org) -> None:
    """A record of one org is none of another, and username lookups end at the org."""
    other = salesforce.create_org("Other")
    salesforce_org.create("Lead", LEAD)
    salesforce_org.create_user("only@example.com")
    assert other.query("SELECT Id FROM Lead") == []
    assert other.users.id_of("only@example.com") is None
    salesforce.drop_org(other)
