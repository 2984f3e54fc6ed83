"""The schema: what an administrator adds to it, in the words of the Metadata API, snake cased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from fake_salesforce.control.problems import blaming
from fake_salesforce.control.values import Name, OfOrg, org_of
from fake_salesforce.control.verb import Told, verb
from fake_salesforce.schema.custom import (
    Additions,
    CustomField,
    CustomObject,
    NewPicklistValue,
    NewRecordType,
)

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce


class OfObject(OfOrg):
    """An object, as `Lead`."""

    object: Name


class AddObject(OfOrg):
    """A custom object."""

    definition: CustomObject


class AddField(OfObject):
    """A custom field."""

    definition: CustomField


class RenameField(OfObject):
    """A custom field, as `Score__c`, and the API name it gets."""

    name: Name
    new_name: Name


class AddRecordType(OfObject):
    """A record type."""

    definition: NewRecordType


class AddPicklistValue(OfObject):
    """A value at the end of a picklist."""

    definition: NewPicklistValue


class Deploy(OfOrg):
    """Additions by object: `object`, `fields`, `record_types`, `picklist_values` and rules."""

    additions: Annotated[
        dict[str, Additions], Field(min_length=1, json_schema_extra={"x-file": "yaml"})
    ]


class ObjectTold(Told):
    """An object of the schema."""

    name: str
    is_custom: bool
    fields: int
    record_types: list[str]


class RecordTypeTold(Told):
    """A record type's id."""

    id: str


@verb("schema list", "GET /orgs/{org}/schema", python="Org.schema", examples=("schema list",))
def every(salesforce: FakeSalesforce, asked: OfOrg) -> list[ObjectTold]:
    """List the objects of an org."""
    return [
        ObjectTold(
            name=each.name,
            is_custom=each.is_custom,
            fields=len(each.fields),
            record_types=[record_type.developer_name for record_type in each.record_types],
        )
        for each in org_of(salesforce, asked.org).schema
    ]


@verb(
    "schema add-object",
    "POST /orgs/{org}/schema/objects",
    python="Org.add_object",
    words=("definition.name",),
    examples=("schema add-object Visit__c --name-format 'V-{0000}'",),
)
def add_object(salesforce: FakeSalesforce, asked: AddObject) -> None:
    """Add a custom object."""
    with blaming("definition"):
        org_of(salesforce, asked.org).add_object(**asked.definition.model_dump(mode="json"))


@verb(
    "schema add-field",
    "POST /orgs/{org}/schema/objects/{object}/fields",
    python="Org.add_field",
    words=("object", "definition.name"),
    examples=("schema add-field Lead Score__c --type Number --precision 6",),
)
def add_field(salesforce: FakeSalesforce, asked: AddField) -> None:
    """Add a custom field."""
    with blaming("definition"):
        org_of(salesforce, asked.org).add_field(
            asked.object, **asked.definition.model_dump(mode="json")
        )


@verb(
    "schema rename-field",
    "POST /orgs/{org}/schema/objects/{object}/fields/{name}/rename",
    python="Org.rename_field",
    words=("object", "name", "new_name"),
    examples=("schema rename-field Lead Score__c Points__c",),
)
def rename_field(salesforce: FakeSalesforce, asked: RenameField) -> None:
    """Give a custom field another API name: who asks for the old one gets INVALID_FIELD."""
    with blaming("name"):
        org_of(salesforce, asked.org).rename_field(asked.object, asked.name, asked.new_name)


@verb(
    "schema add-record-type",
    "POST /orgs/{org}/schema/objects/{object}/record-types",
    python="Org.add_record_type",
    words=("object", "definition.developer_name"),
    examples=("schema add-record-type Lead Partner --is-default",),
)
def add_record_type(salesforce: FakeSalesforce, asked: AddRecordType) -> RecordTypeTold:
    """Add a record type; the first one gives the object its field RecordTypeId."""
    with blaming("definition"):
        return RecordTypeTold(
            id=org_of(salesforce, asked.org).add_record_type(
                asked.object, **asked.definition.model_dump()
            )
        )


@verb(
    "schema add-picklist-value",
    "POST /orgs/{org}/schema/objects/{object}/picklist-values",
    python="Org.add_picklist_value",
    words=("object", "definition.field", "definition.value"),
    examples=("schema add-picklist-value Lead Status Parked",),
)
def add_picklist_value(salesforce: FakeSalesforce, asked: AddPicklistValue) -> None:
    """Add a value to the end of a picklist."""
    new = asked.definition
    with blaming("definition"):
        org_of(salesforce, asked.org).add_picklist_value(
            asked.object, new.field, new.value, label=new.label, is_default=new.is_default
        )


@verb(
    "schema deploy",
    "POST /orgs/{org}/schema/deploy",
    python="Org.deploy",
    words=("additions",),
    examples=("schema deploy additions.yaml",),
)
def deploy(salesforce: FakeSalesforce, asked: Deploy) -> None:
    """Add everything that a data file lists by object, or nothing."""
    with blaming("additions"):
        org_of(salesforce, asked.org).deploy_additions(asked.additions)


VERBS = (
    every,
    add_object,
    add_field,
    rename_field,
    add_record_type,
    add_picklist_value,
    deploy,
)
