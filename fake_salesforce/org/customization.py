"""What an administrator adds to an org's schema: objects, fields, record types, picklist values.

Each addition is a row of ``_definition``; the schema in memory is rebuilt from these rows when a
file is opened again. SOQL and REST see an addition as soon as it is made.
"""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from fake_salesforce import ids
from fake_salesforce.records.unwritten import UNWRITTEN
from fake_salesforce.schema import (
    ControlledByParent,
    Field,
    FieldType,
    PicklistValue,
    RecordType,
    Schema,
    SObject,
)
from fake_salesforce.schema.custom import (
    Additions,
    CustomField,
    CustomObject,
    NewPicklistValue,
    NewRecordType,
)

from . import sequences, tables
from .database import Database
from .metadata_changes import note_schema_change
from .standard_grants import grant_fields, grant_object, grant_record_type
from .system_records import SystemRecords

_NAMING_OBJECTS = ("FieldPermissions", "ObjectPermissions", "QueueSobject")
"""Objects whose picklist SobjectType has the name of each custom object."""

_RECORD_TYPE_ID = Field(
    name="RecordTypeId",
    type=FieldType.REFERENCE,
    label="Record Type ID",
    length=18,
    createable=True,
    updateable=True,
    nillable=True,
    filterable=True,
    sortable=True,
    groupable=True,
    reference_to=("RecordType",),
    relationship_name="RecordType",
)
"""The field every object has once it has record types (reference 5.3)."""


class Customization:
    """The additions to the schema of one org."""

    def __init__(
        self,
        database: Database,
        *,
        schema: Schema,
        instance: str,
        author: str,
        now: Callable[[], datetime],
    ) -> None:
        """Take up the additions that the database holds.

        Args:
            database: of the org.
            schema: of the org; what was added is put into it.
            instance: the three characters of the org's instance.
            author: the user who makes additions.
            now: gives the stamps of record types.
        """
        self._database = database
        self._schema = schema
        self._instance = instance
        self._author = author
        self._now = now
        self._standard = tuple(schema)
        self.take_up()

    def take_up(self) -> None:
        """Make the schema what the database says: the standard objects and the additions."""
        self._schema.restore(self._standard)
        with self._database.read() as connection:
            kept = connection.execute(
                "SELECT kind, body FROM _definition ORDER BY number"
            ).fetchall()
        for kind, body in kept:
            rebuilt = self._rebuilt(kind, json.loads(body))
            if kind == "object":
                self._put_object(rebuilt)
            else:
                self._schema.put(rebuilt)

    # -- what can be added ---------------------------------------------------------------------

    def add_object(self, custom: CustomObject) -> SObject:
        """Add a custom object.

        Raises:
            ValueError: there is one of that name.
        """
        if self._schema.known(custom.name) is not None:
            message = f"there is an object {custom.name} already"
            raise ValueError(message)
        with self._database.write() as connection:
            number = sequences.take(connection, "custom object") - 1
            digits = len(ids.DIGITS)
            key_prefix = f"a{ids.DIGITS[number // digits]}{ids.DIGITS[number % digits]}"
            sobject = custom.sobject(key_prefix)
            tables.create_sobject(connection, sobject)
            grant_object(self._system(connection), sobject)
            grant_fields(self._system(connection), sobject, sobject.fields)
            body = {"key_prefix": key_prefix, "object": custom.model_dump(mode="json")}
            self._keep(connection, "object", body)
        self._put_object(sobject)
        return sobject

    def add_field(self, sobject_name: str, custom: CustomField) -> None:
        """Add a custom field to an object.

        Raises:
            ValueError: the object has the field or the child relationship already, cannot have
                custom fields, or leads to an object that does not exist.
        """
        sobject = self._customizable(sobject_name)
        changed = self._with_field(sobject, custom)
        with self._database.write() as connection:
            added = changed.fields[len(changed.fields) - len(custom.fields()) :]
            for field in added:
                tables.add_column(connection, sobject, field)
            grant_fields(self._system(connection), changed, added)
            body = {"sobject": sobject.name, "field": custom.model_dump(mode="json")}
            self._keep(connection, "field", body)
        self._schema.put(changed)

    def add_record_type(self, sobject_name: str, new: NewRecordType) -> str:
        """Add a record type to an object and return its id.

        Raises:
            ValueError: the object has one of that name, or cannot have record types.
        """
        sobject = self._customizable(sobject_name)
        if any(each.developer_name == new.developer_name for each in sobject.record_types):
            message = f"{sobject.name} has a record type {new.developer_name} already"
            raise ValueError(message)
        name = new.name or new.developer_name.replace("_", " ")
        with self._database.write() as connection:
            record_id = self._system(connection).insert(
                "RecordType",
                {
                    "Name": name,
                    "DeveloperName": new.developer_name,
                    "SobjectType": sobject.name,
                    "IsActive": 1,
                },
            )
            made = RecordType(
                record_id,
                new.developer_name,
                name,
                is_active=True,
                is_default=new.is_default,
            )
            grant_record_type(connection, sobject, made)
            if sobject.field("RecordTypeId") is None:
                tables.add_column(connection, sobject, _RECORD_TYPE_ID)
            body = {"sobject": sobject.name, "record_type": dataclasses.asdict(made)}
            self._keep(connection, "record_type", body)
        self._schema.put(_with_record_type(sobject, made))
        return record_id

    def add_picklist_value(self, sobject_name: str, new: NewPicklistValue) -> None:
        """Add a value to the end of a picklist; a value of Lead.Status is a LeadStatus too.

        Raises:
            ValueError: the field is no picklist, or has the value already.
        """
        sobject = self._customizable(sobject_name)
        changed = _with_picklist_value(sobject, new)
        with self._database.write() as connection:
            body = {"sobject": sobject.name, "picklist_value": new.model_dump(mode="json")}
            self._keep(connection, "picklist_value", body)
            if (sobject.name, new.field) == ("Lead", "Status"):
                self._add_lead_status(connection, new)
        self._schema.put(changed)

    def deploy(self, path: Path) -> None:
        """Add what a YAML (or JSON) file lists, by object name; nothing if a part is at fault.

        Raises:
            ValueError: the file is not of that form, or an addition is refused.
        """
        text = path.read_text(encoding="utf-8")
        try:
            loaded = yaml.safe_load(text) or {}
            by_object = _FILE.validate_json(json.dumps(_named(loaded)))
        except (yaml.YAMLError, ValidationError, TypeError) as error:
            message = f"{path} holds no additions to a schema: {error}"
            raise ValueError(message) from error
        self.deploy_all(by_object)

    def deploy_all(self, by_object: Mapping[str, Additions]) -> None:
        """Add what is listed by object name; nothing if a part is at fault.

        Raises:
            ValueError: an addition is refused.
        """
        kept = list(self._schema)
        try:
            with self._database.write():
                for additions in by_object.values():
                    if additions.object is not None:
                        self.add_object(additions.object)
                for name, additions in by_object.items():
                    self._add_all(name, additions)
        except BaseException:
            self._schema.restore(kept)
            raise

    def _add_all(self, name: str, additions: Additions) -> None:
        for field in additions.fields_:
            self.add_field(name, field)
        for record_type in additions.record_types:
            self.add_record_type(name, record_type)
        for value in additions.picklist_values:
            self.add_picklist_value(name, value)

    # -- how ---------------------------------------------------------------------------------

    def _customizable(self, name: str) -> SObject:
        sobject = self._schema.sobject(name)
        if sobject is None:
            message = f"there is no object {name!r} to add to"
            raise ValueError(message)
        if not sobject.createable or (sobject.name in UNWRITTEN and sobject.name != "Event"):
            message = f"{sobject.name} takes no custom fields, record types or picklist values"
            raise ValueError(message)
        return sobject

    def _put_object(self, sobject: SObject) -> None:
        """Put a new object into the schema, and its name into the picklists of object names."""
        self._schema.put(sobject)
        for name in _NAMING_OBJECTS:
            naming = self._schema.known(name)
            assert naming is not None
            value = NewPicklistValue(field="SobjectType", value=sobject.name, label=sobject.label)
            self._schema.put(_with_picklist_value(naming, value))

    def _system(self, connection: sqlite3.Connection) -> SystemRecords:
        return SystemRecords(connection, self._schema, self._instance, self._author, self._now())

    def _keep(self, connection: sqlite3.Connection, kind: str, body: dict[str, Any]) -> None:
        connection.execute(
            "INSERT INTO _definition (kind, body) VALUES (?, ?)", (kind, json.dumps(body))
        )
        note_schema_change(connection, self._now())

    def _rebuilt(self, kind: str, body: dict[str, Any]) -> SObject:
        """Return an object as an addition made it."""
        if kind == "object":
            custom = CustomObject.model_validate_json(json.dumps(body["object"]))
            return custom.sobject(body["key_prefix"])
        sobject = self._schema.known(body["sobject"])
        assert sobject is not None
        if kind == "field":
            field = CustomField.model_validate_json(json.dumps(body["field"]))
            return self._with_field(sobject, field)
        if kind == "record_type":
            return _with_record_type(sobject, RecordType(**body["record_type"]))
        value = NewPicklistValue.model_validate_json(json.dumps(body["picklist_value"]))
        return _with_picklist_value(sobject, value)

    def _with_field(self, sobject: SObject, custom: CustomField) -> SObject:
        masters = sum(each.relationship_order is not None for each in sobject.fields)
        added = custom.fields(relationship_order=masters)
        for field in added:
            if sobject.field(field.name) is not None:
                message = f"{sobject.name} has a field {field.name} already"
                raise ValueError(message)
            for target in field.reference_to:
                self._check_relationship(sobject, field, target)
        if custom.type == "MasterDetail" and not sobject.is_custom:
            message = f"a standard object cannot be a detail: {sobject.name}.{custom.name}"
            raise ValueError(message)
        kept = tuple(
            each for each in sobject.fields if not (custom.type == "MasterDetail" and _owns(each))
        )
        sharing = sobject.sharing
        if custom.type == "MasterDetail" and masters == 0:
            sharing = ControlledByParent(custom.name)
        return dataclasses.replace(sobject, fields=kept + added, sharing=sharing)

    def _check_relationship(self, sobject: SObject, field: Field, target: str) -> None:
        if target != sobject.name and self._schema.sobject(target) is None:
            message = f"{sobject.name}.{field.name} refers to {target!r}, which does not exist"
            raise ValueError(message)
        taken = {
            each.child_relationship_name
            for child in self._schema
            for each in child.fields
            if target in each.reference_to
        }
        if field.child_relationship_name is not None and field.child_relationship_name in taken:
            message = f"{target} has a child relationship {field.child_relationship_name} already"
            raise ValueError(message)

    def _add_lead_status(self, connection: sqlite3.Connection, new: NewPicklistValue) -> None:
        if new.is_default:
            connection.execute('UPDATE "LeadStatus" SET "IsDefault" = 0')
        count = connection.execute('SELECT count(*) FROM "LeadStatus"').fetchone()[0]
        self._system(connection).insert(
            "LeadStatus",
            {
                "MasterLabel": new.label or new.value,
                "ApiName": new.value,
                "SortOrder": count + 1,
                "IsDefault": int(new.is_default),
            },
        )


_FILE: TypeAdapter[dict[str, Additions]] = TypeAdapter(dict[str, Additions])


def _named(loaded: object) -> object:
    """Return what a file holds with the name of each custom object in its definition."""
    if isinstance(loaded, dict):
        for name, additions in loaded.items():
            if isinstance(additions, dict) and isinstance(additions.get("object"), dict):
                additions["object"].setdefault("name", name)
    return loaded


def _owns(field: Field) -> bool:
    """Tell whether this is OwnerId, which a detail record does not have: its master's owner is."""
    return field.name == "OwnerId"


def _with_record_type(sobject: SObject, record_type: RecordType) -> SObject:
    others = tuple(
        dataclasses.replace(each, is_default=each.is_default and not record_type.is_default)
        for each in sobject.record_types
    )
    added = () if sobject.field("RecordTypeId") else (_RECORD_TYPE_ID,)
    return dataclasses.replace(
        sobject, fields=sobject.fields + added, record_types=(*others, record_type)
    )


def _with_picklist_value(sobject: SObject, new: NewPicklistValue) -> SObject:
    field = sobject.field(new.field)
    if field is None or field.type not in {FieldType.PICKLIST, FieldType.MULTIPICKLIST}:
        message = f"{sobject.name}.{new.field} is no picklist"
        raise ValueError(message)
    if any(each.value == new.value for each in field.picklist_values):
        message = f"{sobject.name}.{field.name} has the value {new.value!r} already"
        raise ValueError(message)
    others = tuple(
        dataclasses.replace(each, default=each.default and not new.is_default)
        for each in field.picklist_values
    )
    added = PicklistValue(new.value, new.label or new.value, default=new.is_default)
    changed = dataclasses.replace(
        field,
        picklist_values=(*others, added),
        default=new.value if new.is_default else field.default,
        defaulted_on_create=field.defaulted_on_create or new.is_default,
    )
    return dataclasses.replace(
        sobject,
        fields=tuple(changed if each is field else each for each in sobject.fields),
    )
