"""Profiles, permission sets and sharing: who may do what, and how that is changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.errors import FieldIntegrityError, SalesforceError
from fake_salesforce.profiles import MARKETING_CONNECTOR, PROFILES

LEAD = {"LastName": "Doe", "Company": "Example"}
ROLE = {"Name": "Boss", "OpportunityAccessForAccountOwner": "Edit"}


@pytest.fixture
def member(salesforce_org: Org) -> User:
    """A user who may use the API and nothing else, until he is given more."""
    user = salesforce_org.create_user("member@example.com", profile="Minimum Access - Salesforce")
    rights = salesforce_org.permission_set("Rights")
    rights.allow("ApiEnabled")
    user.assign(rights)
    return user


def caller(salesforce: FakeSalesforce, user: User) -> ApiClient:
    """Return a caller with a session of the user's."""
    return ApiClient(salesforce.url, user._org.open_session(user.id, client="rights"))


def first_id(org: Org, soql: str) -> str:
    """Return the Id of the first record that a query finds."""
    return str(org.query(soql)[0]["Id"])


def ask(client: ApiClient, soql: str) -> Any:
    """Return the body of a query's answer."""
    return client.get("query", params={"q": soql}).json()


def test_standard_profiles_are_there(salesforce_org: Org) -> None:
    """A new org has the profiles of the data files, each with a permission set of its own."""
    owned = salesforce_org.query(
        "SELECT Profile.Name, PermissionsModifyAllData FROM PermissionSet"
        " WHERE IsOwnedByProfile = true"
    )
    told = {json.dumps(each["Profile"]): each["PermissionsModifyAllData"] for each in owned}
    assert told == {
        json.dumps({"Name": each.name}): "ModifyAllData" in each.permissions for each in PROFILES
    }


def test_a_right_lost_between_two_pages_is_lost_at_the_next(
    salesforce: FakeSalesforce, salesforce_org: Org, member: User
) -> None:
    """A locator is no licence: fields, objects and records are asked for again at each page."""
    rights = salesforce_org.permission_set("Rights")
    rights.grant("Lead", "view_all")
    rights.show_field("Lead.Email")
    salesforce_org.share_by_default("Lead", "None")
    salesforce_org.populate(leads=5)
    salesforce_org.limits.query_page_rows = 2
    client = caller(salesforce, member)
    first = ask(client, "SELECT Id, Email FROM Lead")
    rights.hide_field("Lead.Email")
    hidden = client.get(first["nextRecordsUrl"]).json()
    assert hidden[0]["errorCode"] == "INVALID_FIELD"
    rights.show_field("Lead.Email")
    assert len(client.get(first["nextRecordsUrl"]).json()["records"]) == 2
    rights.revoke("Lead", "view_all")
    assert client.get(first["nextRecordsUrl"]).json()["records"] == []
    rights.revoke("Lead", "read")
    assert client.get(first["nextRecordsUrl"]).json()[0]["errorCode"] == "INVALID_TYPE"


def test_rights_written_through_the_api_count(
    salesforce: FakeSalesforce, salesforce_org: Org, api: ApiClient, member: User
) -> None:
    """An administrator grants with ObjectPermissions and FieldPermissions records, and revokes."""
    set_id = salesforce_org.permission_set("Rights").id
    client = caller(salesforce, member)
    body = {"ParentId": set_id, "SobjectType": "Lead", "PermissionsRead": True}
    made = api.post("sobjects/ObjectPermissions", json=body).json()
    assert ask(client, "SELECT Id FROM Lead")["totalSize"] == 0
    field = {"ParentId": set_id, "SobjectType": "Lead", "Field": "Lead.Email"}
    api.post("sobjects/FieldPermissions", json={**field, "PermissionsRead": True})
    assert ask(client, "SELECT Email FROM Lead")["totalSize"] == 0
    assert api.delete(f"sobjects/ObjectPermissions/{made['id']}").status_code == 204
    assert ask(client, "SELECT Id FROM Lead")[0]["errorCode"] == "INVALID_TYPE"


def test_only_those_may_write_rights_who_may(
    salesforce: FakeSalesforce, salesforce_org: Org, member: User
) -> None:
    """Permission records are hidden without their gate, and unwritable without Manage Profiles."""
    rights = salesforce_org.permission_set("Rights")
    client = caller(salesforce, member)
    gated = ("PermissionSet", "PermissionSetAssignment", "ObjectPermissions", "FieldPermissions")
    for name in gated:
        assert ask(client, f"SELECT Id FROM {name}")[0]["errorCode"] == "INVALID_TYPE"
    rights.allow("ViewSetup")
    for name in gated:
        assert ask(client, f"SELECT Id FROM {name}")["totalSize"] > 0
    body = {"ParentId": rights.id, "SobjectType": "Lead", "PermissionsRead": True}
    refused = client.post("sobjects/ObjectPermissions", json=body)
    assert refused.json()[0]["errorCode"] == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("ObjectPermissions", {"SobjectType": "Lead", "PermissionsEdit": True}),
        (
            "FieldPermissions",
            {"SobjectType": "Lead", "Field": "Lead.Email", "PermissionsEdit": True},
        ),
    ],
)
def test_a_right_needs_others(salesforce_org: Org, name: str, record: dict[str, Any]) -> None:
    """Edit without read is refused, on an object and on a field."""
    parent = {"ParentId": salesforce_org.permission_set("Rights").id}
    with pytest.raises(FieldIntegrityError, match="depends on permission"):
        salesforce_org.create(name, parent | record)


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("ObjectPermissions", {"SobjectType": "CampaignMember", "PermissionsRead": True}),
        ("FieldPermissions", {"SobjectType": "Lead", "Field": "Lead.LastName"}),
        ("FieldPermissions", {"SobjectType": "User", "Field": "User.Email"}),
    ],
)
def test_what_cannot_be_granted_is_refused(
    salesforce_org: Org, name: str, record: dict[str, Any]
) -> None:
    """Objects and fields that permissions do not govern are no values of their picklists."""
    parent = {"ParentId": salesforce_org.permission_set("Rights").id}
    with pytest.raises(SalesforceError, match="bad value for restricted picklist field"):
        salesforce_org.create(name, parent | record)


def test_granting_brings_and_revoking_takes_what_hangs_on_it(salesforce_org: Org) -> None:
    """Modify All comes with the rights it needs, and goes with each of them."""
    rights = salesforce_org.permission_set("Rights")
    rights.grant("Lead", "modify_all")
    assert rights.granted()["Lead"] == ["read", "edit", "delete", "view_all", "modify_all"]
    rights.revoke("Lead", "edit")
    assert rights.granted()["Lead"] == ["read", "view_all"]
    rights.revoke("Lead", "read")
    assert rights.granted()["Lead"] == []


def test_sets_only_add(salesforce: FakeSalesforce, salesforce_org: Org, member: User) -> None:
    """A user has a right as long as one of his sets gives it."""
    other = salesforce_org.permission_set("Other")
    for each in (other, salesforce_org.permission_set("Rights")):
        each.grant("Lead", "read")
    member.assign(other)
    client = caller(salesforce, member)
    salesforce_org.permission_set("Rights").revoke("Lead", "read")
    assert ask(client, "SELECT Id FROM Lead")["totalSize"] == 0
    member.unassign(other)
    assert ask(client, "SELECT Id FROM Lead")[0]["errorCode"] == "INVALID_TYPE"


def test_a_user_follows_his_profile(
    salesforce: FakeSalesforce, salesforce_org: Org, member: User
) -> None:
    """With another profile a user has its rights, and no longer those of the former one."""
    client = caller(salesforce, member)
    standard = first_id(salesforce_org, "SELECT Id FROM Profile WHERE Name = 'Standard User'")
    salesforce_org.update("User", member.id, {"ProfileId": standard})
    assert ask(client, "SELECT Id FROM Lead")["totalSize"] == 0
    sets = salesforce_org.query(
        "SELECT PermissionSet.Profile.Name FROM PermissionSetAssignment"
        f" WHERE AssigneeId = '{member.id}' AND PermissionSet.IsOwnedByProfile = true"
    )
    assert sets == [{"PermissionSet": {"Profile": {"Name": "Standard User"}}}]


def test_profile_and_its_set_are_kept_in_step(salesforce_org: Org) -> None:
    """A system permission written to a profile is its permission set's too, and the reverse."""
    profile = first_id(salesforce_org, "SELECT Id FROM Profile WHERE Name = 'Read Only'")
    salesforce_org.update("Profile", profile, {"PermissionsInstallMultiforce": True})
    rights = salesforce_org.profile("Read Only")
    assert "InstallPackaging" in rights.granted()[f"X{profile}"]
    rights.forbid("InstallPackaging", "ApiEnabled")
    told = salesforce_org.query(
        "SELECT PermissionsApiEnabled, PermissionsInstallMultiforce FROM Profile"
        " WHERE Name = 'Read Only'"
    )
    assert told == [{"PermissionsApiEnabled": False, "PermissionsInstallMultiforce": False}]


def test_password_never_expires(salesforce_org: Org, member: User) -> None:
    """The permission exempts a user from the password policy."""
    assert salesforce_org.credentials.expires_at(member.id) is not None
    salesforce_org.permission_set("Rights").allow("PasswordNeverExpires")
    assert salesforce_org.credentials.expires_at(member.id) is None


def test_record_types_are_offered(
    salesforce: FakeSalesforce, salesforce_org: Org, member: User
) -> None:
    """A record type is usable, and the default, where a permission set says so."""
    partner = salesforce_org.add_record_type("Lead", "Partner", is_default=True)
    rights = salesforce_org.permission_set("Rights")
    rights.grant("Lead", "create")
    rights.show_field("Lead.RecordTypeId", editable=True)
    client = caller(salesforce, member)

    def created(body: dict[str, Any]) -> Any:
        return client.post("sobjects/Lead", json=LEAD | body).json()

    def record_type_of(answer: Any) -> Any:
        found = f"SELECT RecordTypeId FROM Lead WHERE Id = '{answer['id']}'"
        return salesforce_org.query(found)[0]["RecordTypeId"]

    assert created({"RecordTypeId": partner})[0]["errorCode"] == "INVALID_CROSS_REFERENCE_KEY"
    assert record_type_of(created({})) is None
    rights.offer_record_type("Lead", "Partner", is_default=True)
    assert record_type_of(created({})) == partner
    infos = client.get("sobjects/Lead/describe").json()["recordTypeInfos"]
    assert [(each["available"], each["defaultRecordTypeMapping"]) for each in infos] == [
        (True, True),
        (True, False),
    ]
    rights.withdraw_record_type("Lead", "Partner")
    assert created({"RecordTypeId": partner})[0]["errorCode"] == "INVALID_CROSS_REFERENCE_KEY"


def test_additions_are_open_to_standard_profiles(salesforce_org: Org) -> None:
    """A custom object is the administrator's; a custom field is where the other fields are."""
    salesforce_org.add_object("Visit__c")
    salesforce_org.add_field("Lead", "Score__c", type="Number")
    admin, read_only = map(salesforce_org.profile, ("System Administrator", "Read Only"))
    assert "modify_all" in admin.granted()["Visit__c"]
    assert "Visit__c" not in read_only.granted()
    assert admin.granted()["Lead.Score__c"] == ["read", "edit"]
    assert read_only.granted()["Lead.Score__c"] == ["read"]
    assert "Lead.Score__c" not in salesforce_org.profile("Minimum Access - Salesforce").granted()


def test_private_custom_object(
    salesforce: FakeSalesforce, salesforce_org: Org, member: User
) -> None:
    """A custom object's sharing model decides about the records of others."""
    salesforce_org.add_object("Visit__c", sharing_model="Private")
    salesforce_org.permission_set("Rights").grant("Visit__c", "read")
    salesforce_org.create("Visit__c", {"Name": "other"})
    own = salesforce_org.create("Visit__c", {"Name": "own", "OwnerId": member.id})
    found = ask(caller(salesforce, member), "SELECT Id FROM Visit__c")
    assert [each["Id"] for each in found["records"]] == [own]


def test_a_manual_share_ends_with_the_owner(salesforce_org: Org, member: User) -> None:
    """Another owner ends what was shared by hand."""
    lead = salesforce_org.create("Lead", LEAD)
    share = {"LeadId": lead, "UserOrGroupId": member.id, "LeadAccessLevel": "Read"}
    salesforce_org.create("LeadShare", share)
    manual = "SELECT Id FROM LeadShare WHERE RowCause = 'Manual'"
    assert len(salesforce_org.query(manual)) == 1
    salesforce_org.update("Lead", lead, {"OwnerId": member.id})
    assert salesforce_org.query(manual) == []


def test_an_owners_share_cannot_be_deleted(salesforce_org: Org) -> None:
    """The owner's share is told by the record."""
    salesforce_org.create("Lead", LEAD)
    share = first_id(salesforce_org, "SELECT Id FROM LeadShare")
    with pytest.raises(SalesforceError, match="insufficient access rights on object id"):
        salesforce_org.delete("LeadShare", share)


def test_owners_are_changed_by_those_who_may(
    salesforce: FakeSalesforce, salesforce_org: Org, member: User
) -> None:
    """With Public Read/Write a lead of another is edited, not given away; with Transfer it is."""
    rights = salesforce_org.permission_set("Rights")
    rights.grant("Lead", "edit")
    salesforce_org.share_by_default("Lead", "Edit")
    lead = salesforce_org.create("Lead", LEAD)
    client = caller(salesforce, member)

    def given() -> Any:
        return client.patch(f"sobjects/Lead/{lead}", json={"OwnerId": member.id})

    assert client.patch(f"sobjects/Lead/{lead}", json={"LastName": "Roe"}).status_code == 204
    assert given().json()[0]["errorCode"] == "INSUFFICIENT_ACCESS_OR_READONLY"
    rights.allow("TransferAnyLead")
    assert given().status_code == 204


def test_a_user_sees_his_own_logins(
    salesforce: FakeSalesforce, salesforce_org: Org, member: User, user: User
) -> None:
    """LoginHistory shows a user his logins, and everybody's with Manage Users."""
    for each in (member, user):
        salesforce_org.log_in(each.id, each.secret)
    client = caller(salesforce, member)
    assert [
        each["UserId"] for each in ask(client, "SELECT UserId FROM LoginHistory")["records"]
    ] == [member.id]
    salesforce_org.permission_set("Rights").allow("ManageUsers")
    assert ask(client, "SELECT UserId FROM LoginHistory")["totalSize"] == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda org: org.permission_set("R").grant("Lead", "fly"), "no right 'fly'"),
        (lambda org: org.permission_set("R").grant("Foo", "read"), "no object 'Foo'"),
        (lambda org: org.permission_set("R").allow("Fly"), "no system permission 'Fly'"),
        (lambda org: org.permission_set("R").hide_field("Lead.Id"), "Lead.Id cannot be hidden"),
        (lambda org: org.permission_set("R").offer_record_type("Lead", "X"), "no record type 'X'"),
        (lambda org: org.profile("Nobody"), "no profile 'Nobody'"),
        (lambda org: org.share_by_default("Lead", "Full"), "DefaultLeadAccess is one of None"),
        (lambda org: org.share_by_default("Task", "None"), "no organization-wide default"),
    ],
)
def test_wrong_words_are_refused(salesforce_org: Org, change: Any, told: str) -> None:
    """What does not exist is named, with what there is."""
    with pytest.raises(ValueError, match=told):
        change(salesforce_org)


def test_the_connectors_set_is_enough(
    salesforce: FakeSalesforce, salesforce_org: Org, member: User
) -> None:
    """With the help article's rights a user reads leads and writes what the article names."""
    salesforce_org.permission_set("Rights").take(MARKETING_CONNECTOR)
    client = caller(salesforce, member)
    lead = client.post("sobjects/Lead", json={**LEAD, "HasOptedOutOfEmail": True}).json()["id"]
    assert ask(client, "SELECT Email, HasOptedOutOfEmail FROM Lead")["totalSize"] == 1
    task = {"WhoId": lead, "Description": "opened", "ActivityDate": "2020-08-01"}
    assert client.post("sobjects/Task", json=task).status_code == 201


@pytest.mark.parametrize(("level", "seen"), [("ControlledByParent", 0), ("None", 1)])
def test_a_contact_without_an_account_is_its_owners_alone(
    salesforce: FakeSalesforce, salesforce_org: Org, member: User, level: str, seen: int
) -> None:
    """Controlled by parent, a contact without one is not even those' above its owner."""
    boss = salesforce_org.create("UserRole", ROLE)
    below = salesforce_org.create("UserRole", {**ROLE, "Name": "Below", "ParentRoleId": boss})
    salesforce_org.update("User", member.id, {"UserRoleId": boss})
    owner = salesforce_org.create_user("owner@example.com", UserRoleId=below)
    salesforce_org.permission_set("Rights").grant("Contact", "read")
    salesforce_org.share_by_default("Contact", level)
    salesforce_org.create("Contact", {"LastName": "Doe", "OwnerId": owner.id})
    assert ask(caller(salesforce, member), "SELECT Id FROM Contact")["totalSize"] == seen


def test_a_parent_that_is_not_shared_shows_as_none(
    salesforce: FakeSalesforce, salesforce_org: Org, member: User
) -> None:
    """Neither its fields nor a filter tell anything of a record the user may not see."""
    rights = salesforce_org.permission_set("Rights")
    for name in ("Account", "Campaign"):
        rights.grant(name, "read")
    rights.show_field("Campaign.ParentId")
    salesforce_org.share_by_default("Campaign", "None")
    hidden = salesforce_org.create("Campaign", {"Name": "Hidden"})
    mine = {"Name": "Mine", "OwnerId": member.id, "ParentId": hidden}
    salesforce_org.create("Campaign", mine)
    client = caller(salesforce, member)
    found = ask(client, "SELECT Name, Parent.Name FROM Campaign")["records"]
    assert [(each["Name"], each["Parent"]) for each in found] == [("Mine", None)]
    for condition in ("Parent.Name = 'Hidden'", "Parent.Name LIKE 'H%'", "Parent.Name > 'A'"):
        assert ask(client, f"SELECT Id FROM Campaign WHERE {condition}")["totalSize"] == 0
    grouped = ask(client, "SELECT Parent.Name, COUNT(Id) FROM Campaign GROUP BY Parent.Name")
    assert [each["Name"] for each in grouped["records"]] == [None]


def test_a_duplicate_does_not_name_a_hidden_record(
    salesforce: FakeSalesforce, salesforce_org: Org, member: User
) -> None:
    """Whose value is taken is told to those who may see the record."""
    salesforce_org.add_field("Lead", "Key__c", type="Text", unique=True)
    rights = salesforce_org.permission_set("Rights")
    rights.grant("Lead", "create")
    rights.show_field("Lead.Key__c", editable=True)
    taken = salesforce_org.create("Lead", LEAD | {"Key__c": "a"})
    client = caller(salesforce, member)

    def told() -> str:
        answer = client.post("sobjects/Lead", json=LEAD | {"Key__c": "A"}).json()
        return str(answer[0]["message"]).rpartition(" ")[2]

    assert told() == taken[:15]
    salesforce_org.share_by_default("Lead", "None")
    assert told() == "<unknown>"
