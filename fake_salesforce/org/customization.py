"""What an administrator adds to an org's schema: objects, fields, record types, picklist values.

SOQL and REST see an addition as soon as it is made. Each is kept (``definitions.py``), so that it
is there when the file is opened again. Rules are added in ``rule_book.py``.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable
from datetime import datetime

from fake_salesforce import ids
from fake_salesforce.schema import RecordType, Schema, SObject
from fake_salesforce.schema.custom import (
    CustomField,
    CustomObject,
    NewPicklistValue,
    NewRecordType,
)
from fake_salesforce.schema.extending import (
    RECORD_TYPE_ID,
    with_field,
    with_picklist_value,
    with_record_type,
    with_told_record_type,
)

from . import definitions, sequences, tables
from .database import Database
from .metadata_changes import note_schema_change
from .standard_grants import grant_fields, grant_object, grant_record_type
from .system_records import SystemRecords

_NAMING_OBJECTS = ("FieldPermissions", "ObjectPermissions", "QueueSobject")
"""Objects whose picklist SobjectType has the name of each custom object."""


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
            kept = list(definitions.kept(connection))
        for kind, body in kept:
            rebuilt = definitions.rebuilt(self._schema, kind, body)
            if kind == definitions.OBJECT:
                self._put_object(rebuilt)
            else:
                self._schema.put(rebuilt)
        self.read_record_types()

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
            grant_object(self.system(connection), sobject)
            grant_fields(self.system(connection), sobject, sobject.fields)
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
        sobject = self.customizable(sobject_name)
        changed = with_field(self._schema, sobject, custom)
        with self._database.write() as connection:
            added = changed.fields[len(changed.fields) - len(custom.fields()) :]
            for field in added:
                tables.add_column(connection, sobject, field)
            grant_fields(self.system(connection), changed, added)
            body = {"sobject": sobject.name, "field": custom.model_dump(mode="json")}
            self._keep(connection, "field", body)
        self._schema.put(changed)

    def add_record_type(self, sobject_name: str, new: NewRecordType) -> str:
        """Add a record type to an object and return its id.

        Raises:
            ValueError: the object has one of that name, or cannot have record types.
        """
        sobject = self.customizable(sobject_name)
        if any(each.developer_name == new.developer_name for each in sobject.record_types):
            message = f"{sobject.name} has a record type {new.developer_name} already"
            raise ValueError(message)
        name = new.name or new.developer_name.replace("_", " ")
        with self._database.write() as connection:
            record_id = self.system(connection).insert(
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
            changed = with_record_type(sobject, made)
            if sobject.field("RecordTypeId") is None:
                tables.add_column(connection, sobject, RECORD_TYPE_ID)
                grant_fields(self.system(connection), changed, (RECORD_TYPE_ID,))
            body = {"sobject": sobject.name, "record_type": dataclasses.asdict(made)}
            self._keep(connection, "record_type", body)
        self._schema.put(changed)
        return record_id

    def add_picklist_value(self, sobject_name: str, new: NewPicklistValue) -> None:
        """Add a value to the end of a picklist; a value of Lead.Status is a LeadStatus too.

        Raises:
            ValueError: the field is no picklist, or has the value already.
        """
        sobject = self.customizable(sobject_name)
        changed = with_picklist_value(sobject, new)
        with self._database.write() as connection:
            body = {"sobject": sobject.name, "picklist_value": new.model_dump(mode="json")}
            self._keep(connection, "picklist_value", body)
            if (sobject.name, new.field) == ("Lead", "Status"):
                self._add_lead_status(connection, new)
        self._schema.put(changed)

    def rename_field(self, sobject_name: str, name: str, new_name: str) -> None:
        """Give a custom field another API name; its values, rights and picklist values stay.

        What in Salesforce would follow the new name, a formula, a rule or a report, does not here:
        a field that one of them names is not renamed.

        Raises:
            ValueError: there is no such custom field, a package brought it, something names it, or
                the object has a field of the new name.
        """
        sobject = self.customizable(sobject_name)
        with self._database.write() as connection:
            number, old = definitions.field_named(connection, sobject.name, name)
            naming = definitions.naming(connection, old.name)
            if naming is not None:
                message = f"{sobject.name}.{old.name} is named by {naming}: it stays as it is"
                raise ValueError(message)
            new = definitions.renamed(old, new_name)
            pairs = list(zip(old.fields(), new.fields(), strict=True))
            for before, after in pairs:
                if sobject.field(after.name) is not None:
                    message = f"{sobject.name} has a field {after.name} already"
                    raise ValueError(message)
                tables.rename_column(connection, sobject, before, after)
                connection.execute(
                    'UPDATE "FieldPermissions" SET "Field" = ? WHERE "Field" = ?',
                    (f"{sobject.name}.{after.name}", f"{sobject.name}.{before.name}"),
                )
            definitions.rename(connection, sobject.name, number, old, new)
            note_schema_change(connection, self._now())
        self.take_up()

    def read_record_types(self) -> None:
        """Let the schema tell of record types what their records tell, which users can write."""
        with self._database.read() as connection:
            found = connection.execute(
                'SELECT "Id", "DeveloperName", "Name", "IsActive", "SobjectType" FROM "RecordType"'
            ).fetchall()
        for record_id, developer_name, name, is_active, sobject_name in found:
            sobject = self._schema.known(sobject_name)
            assert sobject is not None
            told = RecordType(record_id, developer_name, name, is_active=bool(is_active))
            self._schema.put(with_told_record_type(sobject, told))

    # -- how ---------------------------------------------------------------------------------

    def customizable(self, name: str) -> SObject:
        """Return the object of that name, to which something can be added.

        Raises:
            ValueError: there is none, or nothing can be added to it.
        """
        sobject = self._schema.sobject(name)
        if sobject is None:
            message = f"there is no object {name!r} to add to"
            raise ValueError(message)
        if not sobject.createable or sobject.name == "RecordType":
            message = f"{sobject.name} takes no custom fields, record types, values or rules"
            raise ValueError(message)
        return sobject

    def _put_object(self, sobject: SObject) -> None:
        """Put a new object into the schema, and its name into the picklists of object names."""
        self._schema.put(sobject)
        for name in _NAMING_OBJECTS:
            naming = self._schema.known(name)
            assert naming is not None
            value = NewPicklistValue(field="SobjectType", value=sobject.name, label=sobject.label)
            self._schema.put(with_picklist_value(naming, value))

    def system(self, connection: sqlite3.Connection) -> SystemRecords:
        """Return what inserts the records of additions."""
        return SystemRecords(connection, self._schema, self._instance, self._author, self._now())

    def _keep(self, connection: sqlite3.Connection, kind: str, body: definitions.Body) -> None:
        definitions.keep(connection, kind, body)
        note_schema_change(connection, self._now())

    def _add_lead_status(self, connection: sqlite3.Connection, new: NewPicklistValue) -> None:
        if new.is_default:
            connection.execute('UPDATE "LeadStatus" SET "IsDefault" = 0')
        count = connection.execute('SELECT count(*) FROM "LeadStatus"').fetchone()[0]
        self.system(connection).insert(
            "LeadStatus",
            {
                "MasterLabel": new.label or new.value,
                "ApiName": new.value,
                "SortOrder": count + 1,
                "IsDefault": int(new.is_default),
            },
        )
