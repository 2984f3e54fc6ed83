"""Custom fields that get another API name, as an administrator gives them one."""

from __future__ import annotations

import pytest

from fake_clients import ApiClient
from fake_salesforce import Org


@pytest.fixture
def lead(salesforce_org: Org) -> str:
    """A lead with a custom field of each of some types, each with a value."""
    org = salesforce_org
    org.add_field("Lead", "Score__c", type="Number", precision=6, default=3)
    org.add_field("Lead", "Kind__c", type="Picklist", values=["one"], restricted=True)
    org.add_picklist_value("Lead", "Kind__c", "two")
    org.add_field("Lead", "Key__c", type="Text", length=9, external_id=True, unique=True)
    org.add_field(
        "Lead",
        "Friend__c",
        type="Lookup",
        reference_to="Contact",
        relationship_name="Friends",
    )
    friend = org.create("Contact", {"LastName": "Friend"})
    return org.create(
        "Lead",
        {
            "LastName": "Doe",
            "Company": "Example",
            "Score__c": 7,
            "Kind__c": "two",
            "Key__c": "k1",
            "Friend__c": friend,
        },
    )


def test_old_name_is_gone_and_the_value_stays(
    salesforce_org: Org, api: ApiClient, lead: str
) -> None:
    """The old name answers INVALID_FIELD; the new one has value, label, rights and default."""
    salesforce_org.rename_field("Lead", "Score__c", "Points__c")
    refused = api.query("SELECT Score__c FROM Lead")
    assert (refused.status_code, refused.json()[0]["errorCode"]) == (400, "INVALID_FIELD")
    [found] = api.query("SELECT Points__c FROM Lead").json()["records"]
    assert found["Points__c"] == 7
    described = api.get("sobjects/Lead/describe").json()["fields"]
    [field] = [each for each in described if each["name"] == "Points__c"]
    assert field["label"] == "Score"
    assert "Score__c" not in {each["name"] for each in described}
    api.patch(f"sobjects/Lead/{lead}", json={"Points__c": 9}).raise_for_status()
    made = api.post("sobjects/Lead", json={"LastName": "Roe", "Company": "Example"}).json()["id"]
    assert salesforce_org.query("SELECT Points__c FROM Lead ORDER BY Points__c") == [
        {"Points__c": 3},
        {"Points__c": 9},
    ]
    assert made != lead


def test_picklists_keys_and_lookups_follow(salesforce_org: Org, api: ApiClient, lead: str) -> None:
    """Values, uniqueness, the external id and the parent's name go with the field."""
    for name in ("Kind", "Key", "Friend"):
        salesforce_org.rename_field("Lead", f"{name}__c", f"New{name}__c")
    bad = api.patch(f"sobjects/Lead/{lead}", json={"NewKind__c": "three"}).json()
    assert bad[0]["errorCode"] == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
    api.patch(f"sobjects/Lead/{lead}", json={"NewKind__c": "one"}).raise_for_status()
    assert api.get("sobjects/Lead/NewKey__c/k1").json()["Id"] == lead
    again = api.post(
        "sobjects/Lead", json={"LastName": "R", "Company": "E", "NewKey__c": "k1"}
    ).json()
    assert again[0]["errorCode"] == "DUPLICATE_VALUE"
    [found] = api.query("SELECT NewFriend__r.LastName FROM Lead").json()["records"]
    assert found["NewFriend__r"]["LastName"] == "Friend"
    children = api.query("SELECT (SELECT Id FROM Friends__r) FROM Contact").json()["records"]
    assert children[0]["Friends__r"]["totalSize"] == 1


@pytest.mark.usefixtures("lead")
def test_it_is_kept(salesforce_org: Org) -> None:
    """A snapshot from before has the old name again, and the new one after it is gone."""
    before = salesforce_org.snapshot()
    salesforce_org.rename_field("Lead", "Score__c", "Points__c")
    after = salesforce_org.snapshot()
    salesforce_org.restore(before)
    assert salesforce_org.query("SELECT Score__c FROM Lead") == [{"Score__c": 7}]
    salesforce_org.restore(after)
    assert salesforce_org.query("SELECT Points__c FROM Lead") == [{"Points__c": 7}]


@pytest.mark.parametrize(
    ("name", "new_name", "message"),
    [
        ("Scor__c", "Points__c", "Lead has no custom field 'Scor__c'"),
        ("Company", "Firm__c", "Lead has no custom field 'Company'"),
        ("Score__c", "Kind__c", "Lead has a field Kind__c already"),
        ("Score__c", "Points", "name"),
        ("Key__c", "Code__c", "Lead.Key__c is named by a rule of Lead"),
        ("Kind__c", "Sort__c", "Lead.Kind__c is named by the report 'Kinds'"),
        ("Friend__c", "Pal__c", "Lead.Friend__c is named by the formula of Lead.Twice__c"),
    ],
)
@pytest.mark.usefixtures("lead")
def test_it_is_refused_by_name(salesforce_org: Org, name: str, new_name: str, message: str) -> None:
    """What is no custom field, is taken, or is named elsewhere stays as it is."""
    org = salesforce_org
    org.add_validation_rule("Lead", "Keyed", condition="Key__c = NULL", message="No key")
    org.add_report("Kinds", sobject="Lead", columns=["Kind__c"])
    org.add_field("Lead", "Twice__c", type="Text", length=9, formula="Friend__c")
    before = {each.name for each in org.schema.known("Lead").fields}  # type: ignore[union-attr] # it is there
    with pytest.raises(ValueError, match=message):
        org.rename_field("Lead", name, new_name)
    assert {each.name for each in org.schema.known("Lead").fields} == before  # type: ignore[union-attr] # the same


def test_fields_of_a_package_keep_their_names(salesforce_org: Org) -> None:
    """What a managed package brought is its publisher's to name."""
    salesforce_org.install_package("act-on", "1.84")
    lead = salesforce_org.schema.known("Lead")
    assert lead is not None
    brought = next(each.name for each in lead.fields if each.name.count("__") > 1)
    with pytest.raises(ValueError, match="only its publisher names it"):
        salesforce_org.rename_field("Lead", brought, "Mine__c")
