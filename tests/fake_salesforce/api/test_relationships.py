from __future__ import annotations

from typing import Any

import pytest

from fake_clients import NOT_FOUND, ApiClient
from fake_salesforce import Org, User


@pytest.fixture
def account(salesforce_org: Org, user: User) -> str:
    """The id of an account that the caller owns, with three contacts."""
    account = salesforce_org.create("Account", {"Name": "Example", "OwnerId": user.id})
    for name in ("Lovelace", "Hopper", "Noether"):
        salesforce_org.create("Contact", {"LastName": name, "AccountId": account})
    return account


@pytest.fixture
def contact(account: str, salesforce_org: Org) -> str:
    """The id of one of its contacts."""
    [first, *_] = salesforce_org.query(
        f"SELECT Id FROM Contact WHERE AccountId = '{account}' ORDER BY Id"
    )
    return str(first["Id"])


def test_a_parent_is_a_record(api: ApiClient, account: str, contact: str) -> None:
    """A relationship to one record answers with all of it, by either length of id, in any case."""
    expected = api.get(f"sobjects/Account/{account}")
    for path in (contact + "/Account", contact[:15] + "/account", contact + "/ACCOUNT/"):
        answer = api.get(f"sobjects/Contact/{path}")
        assert (answer.status_code, answer.json()) == (200, expected.json())
    assert answer.headers["ETag"] == expected.headers["ETag"]


def test_named_fields_of_a_parent(api: ApiClient, account: str, contact: str) -> None:
    """``fields`` names what is read of a related record; an unknown or hidden one is 400."""
    path = f"sobjects/Contact/{contact}/Account"
    record = api.get(path, params={"fields": "Name,Phone"}).json()
    assert [each for each in record if each != "Id"] == ["attributes", "Name", "Phone"]
    assert record["attributes"]["url"] == f"/services/data/v49.0/sobjects/Account/{account}"
    answer = api.get(path, params={"fields": "Name,Nothing__c"})
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_FIELD")


def test_hidden_fields_cannot_be_named(
    api: ApiClient, account: str, contact: str, salesforce_org: Org
) -> None:
    """A field that field-level security hides is 400 when named, to one and to many."""
    salesforce_org.profile("System Administrator").hide_field("Account.Industry")
    salesforce_org.profile("System Administrator").hide_field("Contact.Title")
    for path, field in (
        (f"sobjects/Contact/{contact}/Account", "Industry"),
        (f"sobjects/Account/{account}/Contacts", "Title"),
    ):
        answer = api.get(path, params={"fields": f"Name,{field}"})
        assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_FIELD")


def test_several_steps(api: ApiClient, contact: str, user: User) -> None:
    """Relationships are followed one after another: up to five to parents, one to children last."""
    base = f"sobjects/Contact/{contact}"
    assert api.get(f"{base}/Account/Owner").json()["Id"] == user.id
    assert api.get(f"{base}/Account/Contacts").json()["totalSize"] == 3
    by_five = f"{base}/Account/Owner/CreatedBy/CreatedBy/CreatedBy"
    assert api.get(by_five).status_code == 200
    for path in (f"{by_five}/CreatedBy", f"{base}/Account/Contacts/Account"):
        answer = api.get(path)
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_an_empty_lookup_leads_nowhere(api: ApiClient, account: str, salesforce_org: Org) -> None:
    """Without a related record the path is 404, for each method; without children it is 200."""
    alone = salesforce_org.create("Contact", {"LastName": "Alone"})
    for method in ("GET", "PATCH", "DELETE"):
        answer = api.request(method, f"sobjects/Contact/{alone}/Account", json={"Name": "x"})
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    answer = api.get(f"sobjects/Account/{account}/Opportunities")
    assert (answer.status_code, answer.json()) == (
        200,
        {"totalSize": 0, "done": True, "records": []},
    )


def test_children_are_a_query_result(api: ApiClient, account: str) -> None:
    """A relationship to many records answers as the query for them does, with the fields named."""
    answer = api.get(f"sobjects/Account/{account}/Contacts", params={"fields": "Name,AccountId"})
    expected = api.query(f"SELECT Name, AccountId FROM Contact WHERE AccountId = '{account}'")
    assert answer.json() == expected.json()
    whole = api.get(f"sobjects/Account/{account}/Contacts").json()["records"]
    assert {each["Id"]: each for each in whole} == {
        each["Id"]: api.get(f"sobjects/Contact/{each['Id']}").json() for each in whole
    }


def test_children_come_in_pages(api: ApiClient, account: str, salesforce_org: Org) -> None:
    """Many children are read on with nextRecordsUrl; the last page has none."""
    salesforce_org.limits.query_page_rows = 2
    page = api.get(f"sobjects/Account/{account}/Contacts", params={"fields": "Name"}).json()
    assert (page["totalSize"], page["done"], len(page["records"])) == (3, False, 2)
    rest = api.get(page["nextRecordsUrl"]).json()
    assert (rest["done"], len(rest["records"]), "nextRecordsUrl" in rest) == (True, 1, False)
    names = {each["Name"] for each in page["records"] + rest["records"]}
    assert names == {"Lovelace", "Hopper", "Noether"}


def test_a_parent_is_written_and_deleted(api: ApiClient, account: str, contact: str) -> None:
    """PATCH and DELETE on a relationship to one act on the related record: 204."""
    path = f"sobjects/Contact/{contact}/Account"
    answer = api.patch(path, json={"Phone": "1"})
    assert (answer.status_code, answer.text) == (204, "")
    assert api.get(f"sobjects/Account/{account}").json()["Phone"] == "1"
    refused: Any = api.patch(path, json={"Phone": "2"}, headers={"If-Match": '"other"'})
    assert refused.status_code == 412
    assert api.delete(path).status_code == 204
    assert api.get(f"sobjects/Account/{account}").status_code == 404


def test_children_are_only_read(api: ApiClient, account: str) -> None:
    """A relationship to many takes GET alone."""
    for method in ("PATCH", "DELETE"):
        answer = api.request(method, f"sobjects/Account/{account}/Contacts", json={})
        assert (answer.status_code, answer.json()[0]["errorCode"]) == (405, "METHOD_NOT_ALLOWED")
        assert answer.headers["Allow"] == "HEAD, GET"


def test_polymorphic_and_custom_relationships(api: ApiClient, salesforce_org: Org) -> None:
    """Who leads to the object that the id is of; custom lookups are followed by their __r names."""
    salesforce_org.add_object("Visit__c", label="Visit", plural_label="Visits")
    salesforce_org.add_field(
        "Visit__c",
        "Lead__c",
        type="Lookup",
        reference_to="Lead",
        relationship_name="Visits",
    )
    lead = salesforce_org.create("Lead", {"LastName": "Doe", "Company": "Example"})
    task = salesforce_org.create("Task", {"Subject": "Call", "WhoId": lead})
    visit = salesforce_org.create("Visit__c", {"Lead__c": lead})
    assert api.get(f"sobjects/Task/{task}/Who").json()["attributes"]["type"] == "Lead"
    assert api.get(f"sobjects/Visit__c/{visit}/Lead__r").json()["Id"] == lead
    visits = api.get(f"sobjects/Lead/{lead}/Visits__r").json()["records"]
    assert [each["Id"] for each in visits] == [visit]


def test_what_is_hidden_leads_nowhere(
    api: ApiClient, account: str, contact: str, salesforce_org: Org
) -> None:
    """A relationship field, an object or a record that the user may not see is 404."""
    rights = salesforce_org.profile("System Administrator")
    rights.forbid("ViewAllData", "ModifyAllData")
    path = f"sobjects/Contact/{contact}/Account"
    assert api.get(path).status_code == 200
    rights.hide_field("Contact.AccountId")
    assert api.get(path).status_code == 404
    assert api.get(f"sobjects/Account/{account}/Contacts").status_code == 404
    rights.show_field("Contact.AccountId")
    assert api.get(path).status_code == 200
    rights.revoke("Account", "view_all")
    salesforce_org.share_by_default("Account", "None")
    salesforce_org.update("Account", account, {"OwnerId": salesforce_org.create_user("o@e.co").id})
    assert api.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "Contact/{contact}/Nothing",
        "Contact/003000000000001AAA/Account",
        "Contact/003000000000001ZZZ/Account",
        "Contact/{account}/Account",
        "Contact/{contact}/Account/Nothing",
        "Contact/{contact}/AccountId",
        "Nothing/{contact}/Account",
    ],
)
def test_paths_that_lead_nowhere(api: ApiClient, account: str, contact: str, path: str) -> None:
    """An unknown relationship, record or object is 404 NOT_FOUND."""
    answer = api.get("sobjects/" + path.format(account=account, contact=contact))
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
