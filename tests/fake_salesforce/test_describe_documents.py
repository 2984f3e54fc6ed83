from __future__ import annotations

from typing import Any

import pytest

from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.access import FullAccess
from fake_salesforce.describe import describe
from fake_salesforce.objects import ABSENT, STANDARD
from fake_salesforce.schema import Field, Schema, SObject

LEAD_SOURCE: dict[str, Any] = {
    "aggregatable": True,
    "aiPredictionField": False,
    "autoNumber": False,
    "byteLength": 765,
    "calculated": False,
    "calculatedFormula": None,
    "cascadeDelete": False,
    "caseSensitive": False,
    "compoundFieldName": None,
    "controllerName": None,
    "createable": True,
    "custom": False,
    "defaultValue": None,
    "defaultValueFormula": None,
    "defaultedOnCreate": False,
    "dependentPicklist": False,
    "deprecatedAndHidden": False,
    "digits": 0,
    "displayLocationInDecimal": False,
    "encrypted": False,
    "externalId": False,
    "extraTypeInfo": None,
    "filterable": True,
    "filteredLookupInfo": None,
    "formulaTreatNullNumberAsZero": False,
    "groupable": True,
    "highScaleNumber": False,
    "htmlFormatted": False,
    "idLookup": False,
    "inlineHelpText": None,
    "label": "Lead Source",
    "length": 255,
    "mask": None,
    "maskType": None,
    "name": "LeadSource",
    "nameField": False,
    "namePointing": False,
    "nillable": True,
    "permissionable": True,
    "picklistValues": [
        {"active": True, "defaultValue": False, "label": each, "validFor": None, "value": each}
        for each in ("Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other")
    ],
    "polymorphicForeignKey": False,
    "precision": 0,
    "queryByDistance": False,
    "referenceTargetField": None,
    "referenceTo": [],
    "relationshipName": None,
    "relationshipOrder": None,
    "restrictedDelete": False,
    "restrictedPicklist": False,
    "scale": 0,
    "searchPrefilterable": False,
    "soapType": "xsd:string",
    "sortable": True,
    "type": "picklist",
    "unique": False,
    "updateable": True,
    "writeRequiresMasterRead": False,
}
"""The field the reference quotes from a recording (3.4, [CCI])."""
GLOBAL = [
    *("activateable", "createable", "custom", "customSetting", "deepCloneable", "deletable"),
    *("deprecatedAndHidden", "feedEnabled", "hasSubtypes", "isInterface", "isSubtype", "keyPrefix"),
    *("label", "labelPlural", "layoutable", "mergeable", "mruEnabled", "name", "queryable"),
    *("replicateable", "retrieveable", "searchable", "triggerable", "undeletable", "updateable"),
    "urls",
]
TOP = sorted(
    [
        *GLOBAL,
        *("actionOverrides", "childRelationships", "compactLayoutable", "defaultImplementation"),
        *("extendedBy", "extendsInterfaces", "fields", "implementedBy", "implementsInterfaces"),
        *("listviewable", "lookupLayoutable", "namedLayoutInfos", "networkScopeFieldName"),
        *("recordTypeInfos", "searchLayoutable", "supportedScopes"),
    ]
)


def test_global_lists_objects_by_name(api: ApiClient) -> None:
    """Describe global has the recorded keys, in order, for each object there is."""
    answer = api.get("sobjects/").json()
    assert (answer["encoding"], answer["maxBatchSize"]) == ("UTF-8", 200)
    assert [each["name"] for each in answer["sobjects"]] == sorted(each.name for each in STANDARD)
    for each in answer["sobjects"]:
        assert list(each) == GLOBAL
        described = api.get(f"sobjects/{each['name']}/describe").json()
        pages = ("uiDetailTemplate", "uiEditTemplate", "uiNewRecord")
        assert list(each["urls"].items()) == [
            (name, url) for name, url in described["urls"].items() if name not in pages
        ]


_ALWAYS = ("rowTemplate", "describe", "sobject")
_OF_LAYOUTS = ("compactLayouts", "defaultValues", "quickActions", "layouts", *_ALWAYS)
URLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("Account", "Campaign", "Case", "Contact", "Lead", "Opportunity", "Pricebook2"),
        (*_OF_LAYOUTS, "approvalLayouts", "listviews"),
    ),
    "CampaignMember": ("compactLayouts", "defaultValues", "layouts", *_ALWAYS),
    "Individual": (*_OF_LAYOUTS, "approvalLayouts"),
    **dict.fromkeys(("Event", "OpportunityContactRole", "Task"), _OF_LAYOUTS),
    "User": (*_OF_LAYOUTS, "namedLayouts", "passwordUtilities"),
}
"""The URLs of each object that has further ones than every object has."""


@pytest.mark.parametrize("sobject", STANDARD, ids=lambda each: each.name)
def test_describe_names_the_recorded_urls(
    salesforce: FakeSalesforce, api: ApiClient, sobject: SObject
) -> None:
    """Each object names the resources that its recording names, in that order, and its pages."""
    urls = api.get(f"sobjects/{sobject.name}/describe").json()["urls"]
    pages = {"uiDetailTemplate", "uiEditTemplate", "uiNewRecord"}
    assert set(urls) - pages == set(URLS.get(sobject.name, _ALWAYS))
    base = f"/services/data/v49.0/sobjects/{sobject.name}"
    expected = {
        "compactLayouts": f"{base}/describe/compactLayouts",
        "rowTemplate": f"{base}/{{ID}}",
        "approvalLayouts": f"{base}/describe/approvalLayouts",
        "uiDetailTemplate": f"{salesforce.url}/{{ID}}",
        "uiEditTemplate": f"{salesforce.url}/{{ID}}/e",
        "defaultValues": f"{base}/defaultValues?recordTypeId&fields",
        "listviews": f"{base}/listviews",
        "namedLayouts": f"{base}/describe/namedLayouts/{{LayoutName}}",
        "passwordUtilities": f"{base}/{{ID}}/password",
        "describe": f"{base}/describe",
        "uiNewRecord": f"{salesforce.url}/{sobject.key_prefix}/e",
        "quickActions": f"{base}/quickActions",
        "layouts": f"{base}/describe/layouts",
        "sobject": base,
    }
    assert list(urls.items()) == [each for each in expected.items() if each[0] in urls]


def test_kinds_of_text_and_lookups_are_told(api: ApiClient) -> None:
    """Areas and names say which kind they are; lookups can narrow a search, as recorded."""
    shown = {}
    for name in ("Account", "Lead", "Contact"):
        for field in api.get(f"sobjects/{name}/describe").json()["fields"]:
            told = (field["extraTypeInfo"], field["searchPrefilterable"])
            shown[f"{name}.{field['name']}"] = told
    assert {
        each: shown[each]
        for each in (
            *("Account.Name", "Account.BillingStreet", "Account.MasterRecordId"),
            *("Account.ParentId", "Lead.Name", "Lead.LastName", "Lead.Salutation", "Lead.Company"),
            *("Lead.IndividualId", "Lead.Description", "Contact.AccountId"),
        )
    } == {
        "Account.Name": ("switchablepersonname", False),
        "Account.BillingStreet": ("plaintextarea", False),
        "Account.MasterRecordId": (None, False),
        "Account.ParentId": (None, True),
        "Lead.Name": ("personname", False),
        "Lead.LastName": ("personname", False),
        "Lead.Salutation": ("personname", False),
        "Lead.Company": (None, False),
        "Lead.IndividualId": (None, True),
        "Lead.Description": ("plaintextarea", False),
        "Contact.AccountId": (None, True),
    }


@pytest.mark.parametrize("sobject", STANDARD, ids=lambda each: each.name)
def test_describe_has_the_recorded_keys(api: ApiClient, sobject: SObject) -> None:
    """The describe of each object has every recorded key, in order, at the top and in fields."""
    document = api.get(f"sobjects/{sobject.name.upper()}/describe").json()
    assert list(document) == TOP
    assert [each["name"] for each in document["fields"]] == [each.name for each in sobject.fields]
    for each in document["fields"]:
        assert list(each) == list(LEAD_SOURCE)
    if not sobject.layoutable or sobject.name == "OpportunityContactRole":
        assert document["recordTypeInfos"] == []
        return
    assert document["recordTypeInfos"] == [
        {
            "active": True,
            "available": True,
            "defaultRecordTypeMapping": True,
            "developerName": "Master",
            "master": True,
            "name": "Master",
            "recordTypeId": "012000000000000AAA",
            "urls": {
                "layout": f"/services/data/v49.0/sobjects/{sobject.name}/describe/layouts/"
                "012000000000000AAA"
            },
        }
    ]


def test_recorded_field_is_described_as_recorded(api: ApiClient) -> None:
    """Lead.LeadSource comes out as the recording has it, and so do Lead's scopes."""
    document = api.get("sobjects/Lead/describe").json()
    assert next(each for each in document["fields"] if each["name"] == "LeadSource") == LEAD_SOURCE
    assert document["supportedScopes"] == [
        {"label": "All leads", "name": "everything"},
        {"label": "My leads", "name": "mine"},
        {"label": "Queue owned leads", "name": "queue_owned"},
        {"label": "My team's leads", "name": "team"},
        {"label": "User owned leads", "name": "user_owned"},
    ]


def test_types_have_their_soap_types_and_lengths(api: ApiClient) -> None:
    """Ids are tns:ID of 18 bytes, addresses urn:address, texts have three bytes a character."""
    fields = {each["name"]: each for each in api.get("sobjects/Lead/describe").json()["fields"]}
    shown = {
        name: (fields[name]["soapType"], fields[name]["byteLength"])
        for name in ("Id", "OwnerId", "Address", "Email", "DoNotCall", "AnnualRevenue")
    }
    assert shown == {
        "Id": ("tns:ID", 18),
        "OwnerId": ("tns:ID", 18),
        "Address": ("urn:address", 0),
        "Email": ("xsd:string", 240),
        "DoNotCall": ("xsd:boolean", 0),
        "AnnualRevenue": ("xsd:double", 0),
    }
    assert (fields["NumberOfEmployees"]["digits"], fields["DoNotCall"]["defaultValue"]) == (
        8,
        False,
    )
    assert (fields["FirstName"]["compoundFieldName"], fields["Name"]["compoundFieldName"]) == (
        "Name",
        "Name",
    )


def test_children_are_named(api: ApiClient) -> None:
    """A parent lists its children by relationship name, and which are deleted with it."""
    document = api.get("sobjects/Account/describe").json()
    named = {
        each["relationshipName"]: (each["childSObject"], each["field"], each["cascadeDelete"])
        for each in document["childRelationships"]
        if each["relationshipName"] is not None
    }
    assert named == {
        "Cases": ("Case", "AccountId", False),
        "ChildAccounts": ("Account", "ParentId", False),
        "Contacts": ("Contact", "AccountId", True),
        "Events": ("Event", "WhatId", True),
        "Opportunities": ("Opportunity", "AccountId", True),
        "Shares": ("AccountShare", "AccountId", False),
        "Tasks": ("Task", "WhatId", True),
    }


@pytest.mark.parametrize("sobject", STANDARD, ids=lambda each: each.name)
def test_child_relationship_names_are_unique(sobject: SObject) -> None:
    """No two children of an object go by one name."""
    names = [
        each.child_relationship_name
        for child in STANDARD
        for each in child.fields
        if sobject.name in each.reference_to and each.child_relationship_name
    ]
    assert len(names) == len(set(names))


class _NoEmail(FullAccess):
    def can_read_object(self, sobject: SObject) -> bool:
        return sobject.name != "Contact"

    def can_read_field(self, sobject: SObject, field: Field) -> bool:  # noqa: ARG002 - the protocol's
        return field.name != "Email"


def test_hidden_fields_and_children_are_not_described() -> None:
    """What the user may not read is missing, as if it did not exist."""
    schema = Schema(STANDARD, absent=ABSENT)
    user = schema.known("User")
    assert user is not None
    document: Any = describe(
        user, schema, access=_NoEmail(), version="49.0", origin="https://x.example"
    )
    assert "Email" not in [each["name"] for each in document["fields"]]
    children = {(each["childSObject"], each["field"]) for each in document["childRelationships"]}
    assert ("Lead", "OwnerId") in children
    assert not any(child == "Contact" for child, _ in children)


def test_picklists_of_names_follow_the_schema(salesforce_org: Org) -> None:
    """FieldPermissions.Field and RecordType.SobjectType are restricted to what the org has."""
    salesforce_org.add_object("Visit__c")
    salesforce_org.add_field("Visit__c", "Note__c", type="Text")

    def values(name: str, field: str) -> set[str]:
        sobject = salesforce_org.schema.known(name)
        assert sobject is not None
        document = describe(
            sobject,
            salesforce_org.schema,
            access=FullAccess(),
            version="49.0",
            origin="https://na1.example",
        )
        described: Any = document["fields"]
        [found] = [each for each in described if each["name"] == field]
        assert found["restrictedPicklist"] is True
        return {each["value"] for each in found["picklistValues"]}

    fields = values("FieldPermissions", "Field")
    assert {"Lead.Email", "Visit__c.Note__c"} <= fields
    assert not {"Lead.LastName", "User.Email", "Lead.Id"} & fields
    objects = values("RecordType", "SobjectType")
    assert {"Lead", "Visit__c", "CampaignMember"} <= objects
    assert "GroupMember" not in objects
