"""Custom objects and fields, record types, picklist values: added, used, found again."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import record_values
from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.errors import (
    DuplicateValueError,
    InvalidCrossReferenceKeyError,
    InvalidFieldForInsertUpdateError,
    NotImplementedInFakeError,
)
from fake_salesforce.schema.custom import CustomType

LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}
DEFINITIONS: dict[str, dict[str, Any]] = {
    **{each: {} for each in get_args(CustomType) if each != "Hierarchy"},  # only User has them
    "Lookup": {"reference_to": "Lead", "relationship_name": "Visits"},
    "MasterDetail": {"reference_to": "Account", "relationship_name": "Visits"},
    "MultiselectPicklist": {"values": ["a", "b", "c"], "restricted": True},
    "Number": {"precision": 6, "scale": 2},
    "Picklist": {"values": ["a", "b"], "default": "b"},
    "AutoNumber": {"display_format": "V-{0000}"},
}
FILE = """
Visit__c:
  object: {label: Visit, name_format: "V-{0000}"}
  fields:
    - {name: Lead__c, type: Lookup, reference_to: Lead, relationship_name: Visits}
Lead:
  fields:
    - {name: Score__c, type: Number, precision: 6, scale: 0, default: 0}
    - {name: ns__Key__c, type: Text, length: 40, external_id: true, unique: true}
  record_types:
    - {developer_name: Partner, is_default: true}
  picklist_values:
    - {field: Status, value: Parked}
"""


@pytest.fixture(scope="module")
def visits(salesforce: FakeSalesforce) -> Any:
    """An org whose object Visit__c has a field of every type, relationships apart."""
    org = salesforce.create_org("Visits")
    org.add_object("Visit__c")
    for name, definition in DEFINITIONS.items():
        org.add_field("Visit__c", f"{name}__c", type=name, **definition)
    yield org
    salesforce.drop_org(org)


@given(data=st.data())
def test_every_type_reads_back_as_written(visits: Org, data: st.DataObject) -> None:
    """A custom field of each type holds what its type takes."""
    sobject = visits.schema.known("Visit__c")
    assert sobject is not None
    written = data.draw(record_values.records(sobject, is_update=False))
    account = visits.create("Account", {"Name": "Example"})
    record_id = visits.create("Visit__c", written | {"MasterDetail__c": account})
    names = ", ".join(each.name for each in sobject.columns)
    [record] = visits.query(f"SELECT {names} FROM Visit__c WHERE Id = '{record_id}'")
    for name, value in written.items():
        field = sobject.field(name)
        assert field is not None
        expected = record_values.read_back(field, value)
        assert record[name] == (expected if name != "Name" else expected or record_id), name


def test_master_takes_its_details_and_owns_them(visits: Org) -> None:
    """A detail has no owner of its own, needs its master, and is deleted with it."""
    sobject = visits.schema.known("Visit__c")
    assert sobject is not None
    assert sobject.field("OwnerId") is None
    account = visits.create("Account", {"Name": "Example"})
    record_id = visits.create("Visit__c", {"MasterDetail__c": account})
    visits.delete("Account", account)
    assert visits.query(f"SELECT Id FROM Visit__c WHERE Id = '{record_id}'") == []


def test_automatic_numbers_ascend(salesforce_org: Org) -> None:
    """Names and fields that are automatic numbers are given out in order, in their format."""
    salesforce_org.add_object("Visit__c", name_format="V-{0000}")
    salesforce_org.add_field("Visit__c", "Nr__c", type="AutoNumber")
    for _ in range(2):
        salesforce_org.create("Visit__c", {})
    assert salesforce_org.query("SELECT Name, Nr__c FROM Visit__c ORDER BY Id") == [
        {"Name": "V-0001", "Nr__c": "1"},
        {"Name": "V-0002", "Nr__c": "2"},
    ]


def test_file_adds_all_and_reopening_finds_it(tmp_path: Path) -> None:
    """What a data file adds works at once, and again when the org's file is opened later."""
    (tmp_path / "schema.yaml").write_text(FILE, encoding="utf-8")
    with FakeSalesforce() as fake:
        org = fake.create_org(data=tmp_path / "org.sqlite")
        org.deploy(tmp_path / "schema.yaml")
        lead = org.create("Lead", LEAD | {"ns__Key__c": "K1", "Status": "Parked"})
        org.create("Visit__c", {"Lead__c": lead})
    with FakeSalesforce() as fake:
        org = fake.create_org(data=tmp_path / "org.sqlite")
        [record] = org.query("SELECT Score__c, ns__Key__c, Status, RecordTypeId FROM Lead")
        [record_type] = org.query("SELECT Id FROM RecordType WHERE DeveloperName = 'Partner'")
        assert record == {
            "Score__c": 0.0,
            "ns__Key__c": "K1",
            "Status": "Parked",
            "RecordTypeId": record_type["Id"],
        }
        assert org.query("SELECT Name, Lead__c FROM Visit__c") == [
            {"Name": "V-0001", "Lead__c": lead}
        ]
        assert org.query("SELECT SortOrder FROM LeadStatus WHERE ApiName = 'Parked'") == [
            {"SortOrder": 5}
        ]
        with pytest.raises(DuplicateValueError):
            org.create("Lead", LEAD | {"ns__Key__c": "k1"})
        org.add_object("Other__c")
        assert org.create("Other__c", {})[:3] == "a01"


@pytest.mark.parametrize(
    "fault",
    [
        "  - nonsense",
        "Lead: {fields: [{name: Score__c, type: Number, colour: red}]}",
        "Lead: {fields: [{name: Score, type: Number}]}",
        FILE + "Nope: {fields: [{name: A__c, type: Date}]}\n",
        FILE + "Contact: {fields: [{name: A__c, type: Date}, {name: A__c, type: Date}]}\n",
        FILE + "LoginHistory: {fields: [{name: A__c, type: Date}]}\n",
    ],
)
def test_file_at_fault_adds_nothing(salesforce_org: Org, tmp_path: Path, fault: str) -> None:
    """A file that is not of the form, or names what cannot be, leaves the org as it was."""
    path = tmp_path / "schema.yaml"
    path.write_text(fault, encoding="utf-8")
    before = list(salesforce_org.schema)
    with pytest.raises(ValueError, match=r"."):
        salesforce_org.deploy(path)
    assert list(salesforce_org.schema) == before
    path.write_text(FILE, encoding="utf-8")
    salesforce_org.deploy(path)
    assert salesforce_org.query("SELECT Score__c FROM Lead") == []


@pytest.mark.parametrize(
    ("name", "definition", "fault"),
    [
        ("Score", {"type": "Number"}, "name"),
        ("Score__c", {"type": "Nimber"}, "type"),
        ("Score__c", {"type": "Lookup"}, "a relationship needs reference_to"),
        ("Score__c", {"type": "Lookup", "reference_to": "Nope"}, "which does not exist"),
        ("Score__c", {"type": "Date", "reference_to": "Lead"}, "only a relationship has"),
        ("Score__c", {"type": "Picklist"}, "a picklist needs values"),
        ("Score__c", {"type": "Date", "values": ["a"]}, "only a picklist has values"),
        ("Score__c", {"type": "Picklist", "values": ["a", "a"]}, "two values are the same"),
        ("Score__c", {"type": "Date", "unique": True}, "Date cannot be unique"),
        ("Score__c", {"type": "Date", "external_id": True}, "Date cannot be an external id"),
        ("Score__c", {"type": "Html", "formula": "1"}, "no formula is a Html"),
        ("Score__c", {"type": "Text", "length": 256}, "Text has at most 255 characters"),
        ("Score__c", {"type": "Number", "precision": 1, "scale": 2}, "greater than the precision"),
        ("Score__c", {"type": "AutoNumber", "display_format": "V"}, "needs one"),
        ("Score__c", {"type": "Checkbox", "required": True}, "a checkbox cannot be required"),
        ("Score__c", {"type": "MasterDetail", "reference_to": "Account"}, "cannot be a detail"),
        (
            "Score__c",
            {"type": "Lookup", "reference_to": "User", "relationship_name": "Taken"},
            "User has a child relationship Taken__r already",
        ),
        ("Taken__c", {"type": "Date"}, "has a field Taken__c already"),
    ],
)
def test_definition_at_fault_is_refused(
    salesforce_org: Org, name: str, definition: dict[str, Any], fault: str
) -> None:
    """A definition that Salesforce could not have made is refused, saying what is wrong."""
    salesforce_org.add_field(
        "Lead", "Taken__c", type="Lookup", reference_to="User", relationship_name="Taken"
    )
    before = list(salesforce_org.schema)
    with pytest.raises(ValueError, match=fault):
        salesforce_org.add_field("Lead", name, **definition)
    assert list(salesforce_org.schema) == before


def test_unique_text_may_tell_cases_apart(salesforce_org: Org) -> None:
    """A case-sensitive unique field takes both cases; its own value is no duplicate."""
    org = salesforce_org
    org.add_field("Lead", "Key__c", type="Text", unique=True, case_sensitive=True)
    first = org.create("Lead", LEAD | {"Key__c": "a"})
    org.create("Lead", LEAD | {"Key__c": "A"})
    org.update("Lead", first, {"Key__c": "a"})
    with pytest.raises(DuplicateValueError, match=f"Key__c duplicates .* id: {first[:15]}$"):
        org.create("Lead", LEAD | {"Key__c": "a"})


def test_formula_is_staged_not_written(salesforce_org: Org) -> None:
    """A formula field is read-only for users; whoever stages the test sets what it says."""
    org = salesforce_org
    org.add_field("Lead", "Twice__c", type="Number", formula="Score__c * 2")
    lead = org.create("Lead", LEAD)
    with pytest.raises(InvalidFieldForInsertUpdateError):
        org.update("Lead", lead, {"Twice__c": 4})
    org.set_formula_value("Lead", lead, "Twice__c", 4)
    assert org.query("SELECT Twice__c FROM Lead WHERE Twice__c > 3") == [{"Twice__c": 4.0}]
    with pytest.raises(ValueError, match=r"Lead\.Company is no formula"):
        org.set_formula_value("Lead", lead, "Company", "x")


def test_additions_are_described(api: ApiClient, salesforce_org: Org) -> None:
    """Describe shows a custom field, its relationship from the other side, and record types."""
    org = salesforce_org
    org.add_object("Visit__c", label="Visit")
    org.add_field(
        "Visit__c", "Lead__c", type="Lookup", reference_to="Lead", relationship_name="Visits"
    )
    org.add_field("Visit__c", "Key__c", type="Text", length=40, external_id=True, unique=True)
    record_type = org.add_record_type("Lead", "Partner", name="Partners", is_default=True)
    visit = api.get("sobjects/Visit__c/describe").json()
    assert (visit["custom"], visit["label"], visit["keyPrefix"]) == (True, "Visit", "a00")
    by_name = {each["name"]: each for each in visit["fields"]}
    assert by_name["Lead__c"]["relationshipName"] == "Lead__r"
    key = by_name["Key__c"]
    assert (key["custom"], key["externalId"], key["unique"], key["idLookup"]) == (True,) * 4
    lead = api.get("sobjects/Lead/describe").json()
    children = {each["relationshipName"]: each for each in lead["childRelationships"]}
    assert children["Visits__r"]["childSObject"] == "Visit__c"
    assert [
        (each["name"], each["recordTypeId"], each["master"], each["defaultRecordTypeMapping"])
        for each in lead["recordTypeInfos"]
    ] == [("Partners", record_type, False, True), ("Master", "012000000000000AAA", True, False)]
    assert "Visit__c" in [each["name"] for each in api.get("sobjects").json()["sobjects"]]


def test_record_type_of_another_object_is_refused(salesforce_org: Org) -> None:
    """A record's type is one of its object's; a name is given once."""
    org = salesforce_org
    org.add_record_type("Lead", "Partner")
    other = org.add_record_type("Account", "Partner")
    with pytest.raises(InvalidCrossReferenceKeyError, match="isn't valid for the user"):
        org.create("Lead", LEAD | {"RecordTypeId": other})
    with pytest.raises(ValueError, match="has a record type Partner already"):
        org.add_record_type("Lead", "Partner")


def test_picklist_values_are_added_once(salesforce_org: Org) -> None:
    """A new default is what new records get; a value twice, or of no picklist, is refused."""
    org = salesforce_org
    org.add_picklist_value("Lead", "Status", "Fresh", is_default=True)
    org.create("Lead", LEAD)
    assert org.query("SELECT Status FROM Lead") == [{"Status": "Fresh"}]
    assert org.query("SELECT ApiName FROM LeadStatus WHERE IsDefault = true") == [
        {"ApiName": "Fresh"}
    ]
    with pytest.raises(ValueError, match="has the value 'Fresh' already"):
        org.add_picklist_value("Lead", "Status", "Fresh")
    with pytest.raises(ValueError, match=r"Lead\.Company is no picklist"):
        org.add_picklist_value("Lead", "Company", "x")


def test_file_of_the_readme_can_be_deployed(salesforce_org: Org, tmp_path: Path) -> None:
    """The example file of the README works as written, and the README names every type."""
    readme = (resources.files("fake_salesforce") / "README.md").read_text(encoding="utf-8")
    [text] = re.findall(r"^```yaml\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    path = tmp_path / "schema.yaml"
    path.write_text(text, encoding="utf-8")
    salesforce_org.deploy(path)
    assert salesforce_org.query("SELECT Tags__c FROM Visit__c") == []
    told = re.findall(r"The types are (.*?);", readme, re.DOTALL)[0]
    assert tuple(re.split(r"\W+(?:and\W+)?", told)) == get_args(CustomType)


def test_a_hierarchy_leads_from_user_to_user(salesforce_org: Org) -> None:
    """A hierarchy is a lookup that only User has; a query follows it up and down."""
    salesforce_org.add_field(
        "User", "Boss__c", type="Hierarchy", reference_to="User", relationship_name="Staff"
    )
    boss = salesforce_org.create_user("boss@example.com")
    salesforce_org.create_user("jo@example.com", Boss__c=boss.id)
    up = "SELECT Boss__r.Username FROM User WHERE Boss__c != null"
    assert salesforce_org.query(up) == [{"Boss__r": {"Username": "boss@example.com"}}]
    down = f"SELECT (SELECT Username FROM Staff__r) FROM User WHERE Id = '{boss.id}'"
    [row] = salesforce_org.query(down)
    staff: Any = row["Staff__r"]
    assert staff["records"] == [{"Username": "jo@example.com"}]
    with pytest.raises(ValueError, match="only User has hierarchies"):
        salesforce_org.add_field("Lead", "Boss__c", type="Hierarchy", reference_to="User")
    with pytest.raises(ValueError, match="a hierarchy leads to User"):
        salesforce_org.add_field("User", "Other__c", type="Hierarchy", reference_to="Lead")


@pytest.mark.parametrize(
    ("definition", "told"),
    [
        ({"type": "Summary"}, "custom fields of the type Summary"),
        ({"type": "ExternalLookup"}, "custom fields of the type ExternalLookup"),
        ({"type": "IndirectLookup"}, "custom fields of the type IndirectLookup"),
        ({"type": "Picklist", "values": ["a"], "controlling_field": "B__c"}, "dependent picklists"),
    ],
)
def test_what_the_fake_lacks_is_told_by_name(
    salesforce_org: Org, definition: dict[str, Any], told: str
) -> None:
    """Types of real orgs that the fake has not are no mistakes, so they are refused as such."""
    with pytest.raises(NotImplementedInFakeError, match=told):
        salesforce_org.add_field("Account", "A__c", **definition)
    with pytest.raises(NotImplementedInFakeError, match=told):
        salesforce_org.add_all({"Account": {"fields": [{"name": "A__c", **definition}]}})
