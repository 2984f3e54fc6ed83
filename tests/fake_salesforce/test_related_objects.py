"""What the marketing objects lead to: cases, individuals, price books, calendars ([K])."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.errors import DeleteFailedError, FieldIntegrityError
from fake_salesforce.objects import ABSENT, STANDARD
from fake_salesforce.schema import ByObjectPermissions

REACHED = {
    "ContactPhone": "Phone",
    "ContactMobile": "MobilePhone",
    "ContactEmail": "Email",
    "ContactFax": "Fax",
}


def _one(org: Org, text: str) -> dict[str, Any]:
    [record] = org.query(text)
    return dict(record)


def test_every_reference_leads_somewhere() -> None:
    """What a field refers to is an object there is, or one that is refused by name."""
    known = {each.name for each in STANDARD} | ABSENT
    for sobject in STANDARD:
        for field in sobject.fields:
            assert known.issuperset(field.reference_to), f"{sobject.name}.{field.name}"


def test_rights_can_name_what_they_govern() -> None:
    """The picklists of the permission objects have each object that they govern."""
    by_name = {each.name: each for each in STANDARD}

    def listed(name: str) -> set[str]:
        field = by_name[name].field("SobjectType")
        assert field is not None
        return {each.value for each in field.picklist_values}

    assert listed("ObjectPermissions") == {
        each.name for each in STANDARD if isinstance(each.governance, ByObjectPermissions)
    }
    assert listed("FieldPermissions") == {
        each.name for each in STANDARD if each.field_level_security
    }


def test_rights_to_cases_are_granted(salesforce: FakeSalesforce, salesforce_org: Org) -> None:
    """Who is granted an object and a field of it sees both, and no more."""
    user = salesforce_org.create_user("plain@example.com", profile="Minimum Access - Salesforce")
    rights = salesforce_org.permission_set("Rights")
    rights.allow("ApiEnabled")
    user.assign(rights)
    client = ApiClient(salesforce.url, salesforce_org.open_session(user.id, client="test"))
    assert client.get("sobjects/Case/describe").status_code == 404
    rights.grant("Case", "read")
    rights.show_field("Case.Subject")
    names = {each["name"] for each in client.get("sobjects/Case/describe").json()["fields"]}
    assert {"CaseNumber", "Subject", "IsClosed"} <= names
    assert not names & {"Priority", "ContactId", "Description"}


def test_cases_are_numbered_and_open(salesforce_org: Org) -> None:
    """A new case has a number of eight digits, is new, of medium priority and not closed."""
    for number in (1000, 1001):
        case = salesforce_org.create("Case", {"Subject": "Broken"})
        fields = "CaseNumber, Status, Priority, IsClosed, ClosedDate, IsClosedOnCreate"
        assert _one(salesforce_org, f"SELECT {fields} FROM Case WHERE Id = '{case}'") == {
            "CaseNumber": f"{number:08}",
            "Status": "New",
            "Priority": "Medium",
            "IsClosed": False,
            "ClosedDate": None,
            "IsClosedOnCreate": False,
        }


def test_a_population_goes_on_with_the_numbers(salesforce_org: Org) -> None:
    """Drawn cases take numbers from the one sequence that created ones take theirs from."""
    salesforce_org.populate(cases=3)
    salesforce_org.create("Case", {})
    found = salesforce_org.query("SELECT CaseNumber FROM Case ORDER BY CaseNumber")
    assert [each["CaseNumber"] for each in found] == [f"{each:08}" for each in range(1000, 1004)]


@given(statuses=st.lists(st.sampled_from(["New", "Working", "Closed"]), min_size=1, max_size=5))
def test_status_closes_a_case(fuzzed_org: Org, statuses: list[str]) -> None:
    """A case is closed if its status says so, and only then has a date since when."""
    first, *later = statuses
    case = fuzzed_org.create("Case", {"Status": first})
    for status in later:
        fuzzed_org.update("Case", case, {"Status": status})
    fields = "IsClosed, ClosedDate, IsClosedOnCreate"
    record = _one(fuzzed_org, f"SELECT {fields} FROM Case WHERE Id = '{case}'")
    assert record["IsClosed"] == (statuses[-1] == "Closed")
    assert (record["ClosedDate"] is not None) == record["IsClosed"]
    assert record["IsClosedOnCreate"] == (first == "Closed")


@given(
    given_account=st.booleans(),
    values=st.fixed_dictionaries({}, optional={each: st.just("1") for each in ("Phone", "Fax")}),
    later=st.fixed_dictionaries({}, optional={each: st.just("2") for each in ("Phone", "Fax")}),
)
def test_a_case_shows_its_contact(
    fuzzed_org: Org, *, given_account: bool, values: dict[str, str], later: dict[str, str]
) -> None:
    """It shows how the contact is reached by now, and has the contact's account by default."""
    mine, other = (fuzzed_org.create("Account", {"Name": each}) for each in ("A", "B"))
    contact = fuzzed_org.create("Contact", {"LastName": "Doe", "AccountId": mine} | values)
    asked = {"ContactId": contact} | ({"AccountId": other} if given_account else {})
    case = fuzzed_org.create("Case", asked)
    fuzzed_org.update("Contact", contact, later)
    names = ", ".join([*REACHED, *(f"Contact.{each}" for each in REACHED.values()), "AccountId"])
    record = _one(fuzzed_org, f"SELECT {names} FROM Case WHERE Id = '{case}'")
    assert record["AccountId"] == (other if given_account else mine)
    assert {of: record[name] for name, of in REACHED.items()} == {
        of: record["Contact"][of] for of in REACHED.values()
    }


def test_a_case_keeps_its_contact_and_account(salesforce_org: Org) -> None:
    """Neither can be deleted as long as the case is there."""
    account = salesforce_org.create("Account", {"Name": "Example"})
    contact = salesforce_org.create("Contact", {"LastName": "Doe", "AccountId": account})
    case = salesforce_org.create("Case", {"ContactId": contact})
    for name, record_id in (("Contact", contact), ("Account", account)):
        with pytest.raises(DeleteFailedError, match=r"associated with the following cases\.: 0000"):
            salesforce_org.delete(name, record_id)
    salesforce_org.delete("Case", case)
    salesforce_org.delete("Account", account)


def test_children_are_seen_from_both_sides(salesforce_org: Org) -> None:
    """An account and a contact see their cases, an individual its leads and contacts."""
    account = salesforce_org.create("Account", {"Name": "Example"})
    contact = salesforce_org.create("Contact", {"LastName": "Doe", "AccountId": account})
    individual = salesforce_org.create("Individual", {"FirstName": "Jane", "LastName": "Doe"})
    salesforce_org.update("Contact", contact, {"IndividualId": individual})
    case = salesforce_org.create("Case", {"ContactId": contact})
    for name in ("Account", "Contact"):
        found = _one(salesforce_org, f"SELECT (SELECT Id FROM Cases) FROM {name}")
        assert [each["Id"] for each in found["Cases"]["records"]] == [case]
    text = "SELECT Name, (SELECT Id FROM Contacts), (SELECT Id FROM Leads) FROM Individual"
    found = _one(salesforce_org, text)
    assert (found["Name"], found["Leads"]) == ("Jane Doe", None)
    assert found["Contacts"]["records"][0]["Id"] == contact
    text = "SELECT Individual.Name, Individual.ShouldForget FROM Contact"
    assert _one(salesforce_org, text) == {"Individual": {"Name": "Jane Doe", "ShouldForget": False}}


def test_the_standard_price_book_stays(salesforce_org: Org) -> None:
    """Every org has one; it can be updated, not renamed and not deleted; others can."""
    text = "SELECT Id, Name, IsActive FROM Pricebook2 WHERE IsStandard = true"
    standard = _one(salesforce_org, text)
    salesforce_org.update("Pricebook2", standard["Id"], {"IsActive": False})
    with pytest.raises(FieldIntegrityError):
        salesforce_org.update("Pricebook2", standard["Id"], {"Name": "Other"})
    with pytest.raises(DeleteFailedError):
        salesforce_org.delete("Pricebook2", standard["Id"])
    custom = salesforce_org.create("Pricebook2", {"Name": "Partners"})
    salesforce_org.update("Pricebook2", custom, {"Name": "Resellers"})
    deal = {"Name": "Deal", "StageName": "Prospecting", "CloseDate": "2020-09-30"}
    salesforce_org.create("Opportunity", deal | {"Pricebook2Id": custom})
    assert _one(salesforce_org, "SELECT Pricebook2.Name FROM Opportunity") == {
        "Pricebook2": {"Name": "Resellers"}
    }
    other = salesforce_org.create("Pricebook2", {"Name": "Old"})
    salesforce_org.delete("Pricebook2", other)


def test_each_user_has_a_calendar(salesforce_org: Org, api: ApiClient) -> None:
    """A new user gets a calendar of his own, which the API reads and does not write."""
    users = [salesforce_org.create_user(f"{each}@example.com").id for each in "ab"]
    found = salesforce_org.query("SELECT UserId, Type, IsActive, User.Name, Name FROM Calendar")
    assert {each["UserId"] for each in found} >= set(users)
    for each in found:
        assert (each["Type"], each["IsActive"]) == ("User", True)
    assert api.post("sobjects/Calendar", json={"Name": "Room"}).status_code == 405


@pytest.mark.parametrize(
    "name", ["AuthProvider", "LoginGeo", "PermissionSetGroup", "PermissionSetLicense"]
)
def test_what_an_org_has_none_of_is_asked_for(salesforce_org: Org, name: str) -> None:
    """An object without records is queried like any other."""
    assert salesforce_org.query(f"SELECT COUNT() FROM {name}")[0]["count"] == 0


def test_a_login_leads_to_what_it_may_have_come_through(salesforce_org: Org) -> None:
    """References of logins and permission sets are followed, and lead nowhere yet."""
    text = "SELECT LoginGeo.City, AuthenticationService.Name FROM LoginHistory"
    assert salesforce_org.query(text) == []
    found = salesforce_org.query("SELECT PermissionSetGroup.DeveloperName FROM PermissionSet")
    assert found
    assert all(each["PermissionSetGroup"] is None for each in found)


@pytest.mark.parametrize(
    ("name", "permission"),
    [
        ("AuthProvider", "CustomizeApplication"),
        ("LoginGeo", "ManageUsers"),
        ("PermissionSetGroup", "AssignPermissionSets"),
        ("SamlSsoConfig", "ViewSetup"),
    ],
)
def test_setup_objects_need_a_permission(
    salesforce: FakeSalesforce, salesforce_org: Org, name: str, permission: str
) -> None:
    """Without the permission that the guide names an object is as if it did not exist."""
    user = salesforce_org.create_user("plain@example.com", profile="Minimum Access - Salesforce")
    rights = salesforce_org.permission_set("Rights")
    rights.allow("ApiEnabled")
    user.assign(rights)
    client = ApiClient(salesforce.url, salesforce_org.open_session(user.id, client="test"))
    path = f"sobjects/{name}/describe"
    assert client.get(path).status_code == 404
    rights.allow(permission)
    assert client.get(path).status_code == 200
