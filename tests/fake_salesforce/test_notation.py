from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from fake_salesforce.objects import ABSENT, STANDARD
from fake_salesforce.objects.picklists import PICKLISTS
from fake_salesforce.schema import Field, FieldType, PicklistValue, Schema, SObject, fields

ALL_FIELDS = [(sobject, field) for sobject in STANDARD for field in sobject.fields]


def _one(line: str) -> Field:
    [field] = fields(line, {"Shared": ("A", "B")})
    return field


def test_line_is_read_whole() -> None:
    """Name, type, length, flags, label and extras of a line make one field."""
    assert _one("OwnerId|reference|18|CUFSGDp|Owner ID|->Group,User as Owner") == Field(
        name="OwnerId",
        type=FieldType.REFERENCE,
        label="Owner ID",
        length=18,
        createable=True,
        updateable=True,
        filterable=True,
        sortable=True,
        groupable=True,
        defaulted_on_create=True,
        name_pointing=True,
        reference_to=("Group", "User"),
        relationship_name="Owner",
    )


def test_sizes_follow_the_type() -> None:
    """A size is a length, the digits of an int, or precision and scale."""
    assert (_one("a|string|80|N|a|").length, _one("a|int|8|N|a|").precision) == (80, 8)
    number = _one("a|double|18,15|N|a|")
    assert (number.precision, number.scale, number.length) == (18, 15, 0)


def test_extras_are_read() -> None:
    """Compound parts, name fields, defaults and picklists stand in the last column."""
    assert _one("City|string|40|N|City|in Address").compound_field_name == "Address"
    assert _one("Name|string|40|N|Name|nameField").name_field
    child = _one("AId|reference|18|N|A|->Account as Account children=Contacts cascade")
    assert (child.child_relationship_name, child.cascade_delete) == ("Contacts", True)
    assert _one("a|boolean||N|a|default=true").default is True
    status = _one('a|picklist|40|Nr|a|default="Open - New" {*Open - New; Done}')
    assert status.default == "Open - New"
    assert status.picklist_values == (
        PicklistValue("Open - New", "Open - New", default=True),
        PicklistValue("Done", "Done"),
    )
    shared = _one("a|picklist|40|N|a|{@Shared}")
    assert [each.value for each in shared.picklist_values] == ["A", "B"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Name|string|80|N|Name", "a field is noted as"),
        ("Name|string|80|NX|Name|", "unknown flags X in 'Name|string|80|NX|Name|'"),
        ("Name|text|80|N|Name|", "'text' is not a valid FieldType"),
        ("a|picklist|40|N|a|{@None}", "no shared picklist is called 'None'; there are ['Shared']"),
        ("a|boolean||N|a|default=yes", "a default is default="),
    ],
)
def test_fault_quotes_what_is_wrong(line: str, fault: str) -> None:
    """A line that is not in the notation is refused with what would be right."""
    with pytest.raises(ValueError, match=re.escape(fault)):
        _one(line)


@pytest.mark.parametrize(("sobject", "field"), ALL_FIELDS, ids=lambda each: each.name)
def test_field_tables_are_consistent(sobject: SObject, field: Field) -> None:
    """Defaults are values of the picklist, references have names, and texts have a length."""
    values = [each.value for each in field.picklist_values]
    assert len(values) == len(set(values))
    if field.default is not None and values:
        assert field.default in values
    if field.type is FieldType.REFERENCE and field.relationship_name:
        assert field.reference_to
    if field.type in {FieldType.STRING, FieldType.TEXTAREA, FieldType.EMAIL, FieldType.URL}:
        assert field.length
    if field.compound_field_name:
        assert sobject.field(field.compound_field_name) is not None
    if field.type is FieldType.ID:
        assert (field.defaulted_on_create, field.id_lookup) == (True, True)
    if field.restricted_picklist:
        assert values


def test_required_fields_are_those_of_the_reference() -> None:
    """A create needs what is createable, not nillable and not defaulted (reference 5.2)."""
    required = {
        sobject.name: [each.name for each in sobject.fields if each.is_required_on_create]
        for sobject in STANDARD
    }
    assert required["Lead"] == ["LastName", "Company"]
    assert required["Contact"] == ["LastName"]
    assert required["Organization"] == []
    assert required["Account"] == required["Campaign"] == ["Name"]
    assert required["Opportunity"] == ["Name", "StageName", "CloseDate"]
    assert required["Task"] == required["Event"] == []


def test_traps_of_the_version_are_kept() -> None:
    """Lead has no IsEmailBounced, and User no PasswordExpirationDate, in v49."""
    by_name = {each.name: each for each in STANDARD}
    assert by_name["Lead"].field("IsEmailBounced") is None
    assert by_name["Contact"].field("IsEmailBounced") is not None
    assert by_name["User"].field("PasswordExpirationDate") is None


def test_every_time_zone_exists() -> None:
    """Each TimeZoneSidKey is a zone in which a user's days can be reckoned."""
    assert [ZoneInfo(each).key for each in PICKLISTS["TimeZoneSidKey"]] == list(
        PICKLISTS["TimeZoneSidKey"]
    )


def test_absent_objects_are_really_absent() -> None:
    """No object is both there and declared absent, and prefixes are unique."""
    assert {each.name for each in STANDARD} & ABSENT == set()
    assert len({each.key_prefix for each in STANDARD}) == len(STANDARD)


def test_names_are_looked_up_in_any_case() -> None:
    """Objects and fields are found whatever the case of their name."""
    schema = Schema(STANDARD, absent=ABSENT)
    lead = schema.sobject("lEaD")
    assert lead is not None
    assert lead.field("eMAIL") is lead.field("Email") is not None
    assert schema.sobject("Nope") is None
    assert schema.sobject_of_id("00Q000000000001") is lead


def test_two_fields_of_one_name_are_refused() -> None:
    """An object whose fields differ by case only cannot be made."""
    twice = fields("Name|string|80|N|a|\nname|string|80|N|a|", {})
    with pytest.raises(ValueError, match="two fields of X have one name"):
        SObject(name="X", label="X", label_plural="Xs", key_prefix="X00", fields=twice)
