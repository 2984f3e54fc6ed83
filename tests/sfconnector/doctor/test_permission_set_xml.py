from __future__ import annotations

from pathlib import Path

from defusedxml.ElementTree import fromstring

from doctor_stage import MINIMUM, Patient, by_name, missing
from fake_salesforce import FakeSalesforce
from fake_salesforce.profiles import Rights
from sfconnector import Verdict
from sfconnector.doctor import permission_set
from sfconnector.doctor.requirements import FIELD_RIGHTS, OBJECT_RIGHTS, SYSTEM_RIGHTS

TAG = "{http://soap.sforce.com/2006/04/metadata}"
ORDER = (
    *("applicationVisibilities", "classAccesses", "customMetadataTypeAccesses"),
    *("customPermissions", "customSettingAccesses", "description", "externalDataSourceAccesses"),
    *("fieldPermissions", "flowAccesses", "hasActivationRequired", "label", "license"),
    *("objectPermissions", "pageAccesses", "recordTypeVisibilities", "tabSettings"),
    "userPermissions",
)
"""The elements of PermissionSet as the WSDL of the Metadata API orders them."""
CHILDREN = {
    "fieldPermissions": ["editable", "field", "readable"],
    "objectPermissions": [
        *("allowCreate", "allowDelete", "allowEdit", "allowRead"),
        *("modifyAllRecords", "object", "viewAllRecords"),
    ],
    "userPermissions": ["enabled", "name"],
}
"""The elements of each permission, in the WSDL's order; all of them are given."""
LETTERS = {
    "allowRead": "R",
    "allowCreate": "C",
    "allowEdit": "E",
    "allowDelete": "D",
    "viewAllRecords": "V",
    "modifyAllRecords": "M",
}


def read(content: bytes) -> Rights:
    """Read the metadata as whoever deploys it does, and give it in the fake's words."""
    root = fromstring(content)
    assert root.tag == f"{TAG}PermissionSet"
    objects: dict[str, str] = {}
    fields: dict[str, str] = {}
    permissions: set[str] = set()
    for each in root:
        values = {child.tag.removeprefix(TAG): child.text for child in each}
        match each.tag.removeprefix(TAG):
            case "objectPermissions":
                granted = (letter for flag, letter in LETTERS.items() if values[flag] == "true")
                objects[str(values["object"])] = "".join(granted)
            case "fieldPermissions":
                assert values["readable"] == "true"
                fields[str(values["field"])] = "E" if values["editable"] == "true" else "R"
            case "userPermissions":
                assert values["enabled"] == "true"
                permissions.add(str(values["name"]))
    return Rights(
        name="Deployed", permissions=frozenset(permissions), objects=objects, fields=fields
    )


def test_the_elements_stand_in_the_order_that_the_schema_demands() -> None:
    """Top-level elements and those of each permission are ordered as in the WSDL."""
    root = fromstring(permission_set.minimum())
    places = [ORDER.index(each.tag.removeprefix(TAG)) for each in root]
    assert places == sorted(places)
    for each in root:
        name = each.tag.removeprefix(TAG)
        if name in CHILDREN:
            assert [child.tag.removeprefix(TAG) for child in each] == CHILDREN[name]


def test_it_grants_the_minimum_and_no_more() -> None:
    """Objects, fields and system permissions are those that the doctor looks for."""
    rights = read(permission_set.minimum())
    words = {"R": "read", "C": "create", "E": "edit", "D": "delete", "V": "view_all"}
    words["M"] = "modify_all"
    granted = {f"{name} {words[each]}" for name, all_ in rights.objects.items() for each in all_}
    assert granted == {each.name for each in OBJECT_RIGHTS}
    assert rights.fields == {
        f"{each.sobject}.{each.field}": "E" if each.access == "edit" else "R"
        for each in FIELD_RIGHTS
        if each.field and each.permissionable
    }
    assert rights.permissions == {each.permission for each in SYSTEM_RIGHTS if each.wanted}


def test_deployed_it_heals_a_user_that_had_nothing(
    salesforce: FakeSalesforce, tmp_path: Path
) -> None:
    """A user with API Enabled alone lacks nearly everything; with the written set, nothing."""
    patient = Patient(salesforce, tmp_path, profile=MINIMUM)
    patient.user.unassign(patient.rights)
    bare = patient.org.permission_set("Bare")
    bare.allow("ApiEnabled", "ViewSetup")
    patient.user.assign(bare)
    patient.org.install_package("act-on", "1.90")
    # Who may use an app is granted to users and profiles, apart from the set.
    patient.org.connected_app("Act-On Lightning Support App").approve(patient.user)
    before = patient.examined()
    assert len(before.missing) >= 20
    deployed = patient.org.permission_set("Deployed")
    deployed.take(read(before.permission_set))
    patient.user.assign(deployed)
    after = patient.examined()
    assert missing(after) == set()
    rights = {each.name for each in OBJECT_RIGHTS} | {each.permission for each in SYSTEM_RIGHTS}
    assert {by_name(after)[name].verdict for name in rights} == {Verdict.GRANTED}


def test_fields_of_the_administrators_own_are_in_it_where_they_are_seen(
    salesforce: FakeSalesforce, tmp_path: Path
) -> None:
    """Lead Score and the like are found by their label, named by their API name, or left out."""
    patient = Patient(salesforce, tmp_path)
    patient.org.add_field("Lead", "Punkte__c", type="Number", label="Lead Score", precision=6)
    patient.org.add_field("Account", "Active__c", type="Checkbox", label="Aktiv")
    unseen = patient.examined()
    assert "Lead: Lead Score" in unseen.left_out
    patient.rights.show_field("Lead.Punkte__c")
    patient.rights.show_field("Account.Active__c")
    seen = patient.examined()
    rights = read(seen.permission_set)
    assert rights.fields["Lead.Punkte__c"] == "E"
    assert rights.fields["Account.Active__c"] == "R"
    assert seen.left_out == ("Contact: Hard Bounce", "Contact: Lead Score", "Lead: Hard Bounce")
    score = by_name(seen)["Lead.Lead Score edit"]
    assert score.verdict is Verdict.MISSING
    assert "tick Edit Access for Lead Score" in score.remedy
    patient.rights.show_field("Lead.Punkte__c", editable=True)
    assert by_name(patient.examined())["Lead.Lead Score edit"].verdict is Verdict.GRANTED
