from __future__ import annotations

import pytest

from fake_salesforce.access import FullAccess
from fake_salesforce.errors import (
    InvalidFieldError,
    InvalidFieldForInsertUpdateError,
    InvalidOrNullForRestrictedPicklistError,
    RequiredFieldMissingError,
)
from fake_salesforce.objects import STANDARD
from fake_salesforce.records.validation import defaults, for_create, for_update
from fake_salesforce.schema import Field, FieldType, SObject

BY_NAME = {each.name: each for each in STANDARD}
LEAD = BY_NAME["Lead"]
ALL = FullAccess()


class _NoPhone(FullAccess):
    def can_read_field(self, sobject: SObject, field: Field) -> bool:  # noqa: ARG002 - the protocol's
        return field.name != "Phone"


@pytest.mark.parametrize("sobject", STANDARD, ids=lambda each: each.name)
def test_defaults_cover_every_column(sobject: SObject) -> None:
    """A new record has a value or null in each column, and no boolean is null."""
    values = defaults(sobject)
    assert set(values) == {each.name for each in sobject.columns}
    for each in sobject.columns:
        if each.type is FieldType.BOOLEAN:
            assert values[each.name] in {0, 1}


def test_names_are_read_in_any_case_and_the_schemas_come_out() -> None:
    """Field names of any case are taken; values come under the schema's spelling."""
    values = for_create(LEAD, {"LASTNAME": "Doe", "company": "Example"}, access=ALL)
    assert (values["LastName"], values["Company"]) == ("Doe", "Example")
    assert for_update(LEAD, {"pHoNe": "1"}, access=ALL) == {"Phone": "1"}


def test_null_leaves_a_default_that_is_never_null() -> None:
    """A create with null for a field that always has a value leaves its default."""
    incoming = {"LastName": "Doe", "Company": "Example", "Status": None, "DoNotCall": None}
    values = for_create(LEAD, incoming, access=ALL)
    assert (values["Status"], values["DoNotCall"]) == ("Open - Not Contacted", 0)


def test_hidden_field_does_not_exist() -> None:
    """A field the user may not read is refused as an unknown one is."""
    for write in (for_create, for_update):
        with pytest.raises(InvalidFieldError) as refusal:
            write(LEAD, {"Phone": "1"}, access=_NoPhone())
        assert refusal.value.message == "No such column 'Phone' on sobject of type Lead"


@pytest.mark.parametrize("sobject", STANDARD, ids=lambda each: each.name)
def test_only_what_describe_says_is_writable(sobject: SObject) -> None:
    """Each field that is not createable or updateable is refused by name in that call."""
    for field in sobject.fields:
        if field.name == "Id":
            continue
        if not field.createable:
            with pytest.raises(InvalidFieldForInsertUpdateError) as refusal:
                for_create(sobject, {field.name: None}, access=ALL)
            assert refusal.value.fields == (field.name,)
        if not field.updateable:
            with pytest.raises(InvalidFieldForInsertUpdateError) as refusal:
                for_update(sobject, {field.name: None}, access=ALL)
            assert refusal.value.fields == (field.name,)


def test_required_fields_cannot_be_blanked() -> None:
    """An update to null or blanks of a field that always has a value is refused."""
    with pytest.raises(RequiredFieldMissingError) as refusal:
        for_update(LEAD, {"Company": "", "LastName": None, "OwnerId": None}, access=ALL)
    assert refusal.value.message == "Required fields are missing: [Company, LastName, OwnerId]"


def test_unrestricted_picklist_takes_any_text() -> None:
    """Only a restricted picklist refuses a value it does not list."""
    assert for_update(LEAD, {"Rating": "Lukewarm"}, access=ALL) == {"Rating": "Lukewarm"}
    with pytest.raises(InvalidOrNullForRestrictedPicklistError):
        for_update(BY_NAME["User"], {"LocaleSidKey": "xx_YY"}, access=ALL)


def test_object_under_no_relationship_is_no_column() -> None:
    """A nested object under a name that is no relationship's is no column."""
    with pytest.raises(InvalidFieldError, match="No such column 'Nope'"):
        for_update(LEAD, {"Nope": {"a": 1}}, access=ALL)
