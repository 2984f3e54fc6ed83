"""Creates, updates and deletes records: asks for rights, validates, stamps, writes one row.

What is refused is refused before anything is written, and the caller's transaction covers the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from fake_salesforce import ids
from fake_salesforce.access import Access
from fake_salesforce.clock import to_wire
from fake_salesforce.errors import (
    DuplicateUsernameError,
    EntityIsDeletedError,
    InvalidCrossReferenceKeyError,
    MalformedIdError,
    NotImplementedInFakeError,
)
from fake_salesforce.schema import Field, FieldType, Schema, SObject

from . import locks, permitted, rows, validation
from .auto_numbers import displayed
from .consequences import Change, after_write, before_delete, before_write
from .derived import derive
from .external_ids import resolved
from .leads import check_not_converted
from .owners import check_owner
from .recycle_bin import RecycleBin
from .savepoint import savepoint
from .uniqueness import check_unique
from .values import Json, Stored
from .writing import Writing, columns

_DUPLICATE_USERNAME = (
    "Duplicate Username.<br>The username already exists in this or another Salesforce organization."
    " Usernames must be unique across all Salesforce organizations. To resolve, use a different"
    " username (it doesn't need to match the user's email address)."
)
"""Believed: the text is not in the sources."""


class RecordWriter:
    """Writes the records of one org."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self.recycle_bin = RecycleBin(schema, self._change)

    def create(
        self,
        connection: sqlite3.Connection,
        sobject: SObject,
        incoming: Mapping[str, Json],
        *,
        writing: Writing,
    ) -> str:
        """Create a record and return its id.

        Raises:
            SalesforceError: Salesforce would refuse it (reference 2).
            WrongTypeError: a value is of another type than its field.
        """
        permitted.check_create(sobject, writing.access)
        incoming = resolved(connection, self._schema, sobject, incoming, access=writing.access)
        values = validation.for_create(sobject, incoming, access=writing.access)
        self._check_references(connection, sobject, values, writing.access)
        _check_username(values, writing=writing)
        check_unique(connection, sobject, values, writing.access)
        _check_owner(connection, sobject, values)
        if sobject.field("OwnerId") is not None and values.get("OwnerId") is None:
            values["OwnerId"] = writing.user_id
        if sobject.record_types and values.get("RecordTypeId") is None:
            values["RecordTypeId"] = writing.access.default_record_type(sobject)
        values |= self._new(connection, sobject, writing)
        if sobject.is_custom and values.get("Name") is None:
            values["Name"] = values["Id"]
        change = self._change(connection, None, values, writing)
        values |= before_write(sobject.name, change)
        values |= derive(sobject.name, values)
        locks.check_rows(connection, sobject, None, values)
        with savepoint(connection):
            rows.insert(connection, sobject, values)
            values |= self._ruled(connection, sobject, values, writing, is_new=True)
            after_write(sobject.name, self._change(connection, None, values, writing))
        return str(values["Id"])

    @staticmethod
    def _ruled(
        connection: sqlite3.Connection,
        sobject: SObject,
        record: Mapping[str, Stored],
        writing: Writing,
        *,
        is_new: bool,
    ) -> dict[str, Stored]:
        """Hold a written record against the org's rules; return and write what they give it."""
        if writing.rules is None:
            return {}
        record_id = str(record["Id"])
        writing.rules.check(connection, sobject, record_id, is_new=is_new)
        assigned = writing.rules.assigned(connection, sobject, record_id)
        if assigned:
            rows.update(connection, sobject, record_id, assigned)
        return assigned

    @staticmethod
    def _new(
        connection: sqlite3.Connection, sobject: SObject, writing: Writing
    ) -> dict[str, Stored]:
        """Return the id and the stamps of a new record, and its automatic numbers."""
        stamp = to_wire(writing.now)
        return {
            "Id": writing.take_id(connection, sobject.key_prefix),
            "CreatedDate": stamp,
            "CreatedById": writing.user_id,
            **writing.stamps,
            **{
                each.name: displayed(
                    each.auto_number, writing.take_number(connection, f"{sobject.name}.{each.name}")
                )
                for each in sobject.columns
                if each.auto_number is not None
            },
        }

    def _change(
        self,
        connection: sqlite3.Connection,
        before: Mapping[str, Stored] | None,
        given: Mapping[str, Stored],
        writing: Writing,
    ) -> Change:
        def create(name: str, values: Mapping[str, Stored]) -> None:
            sobject = self._schema.known(name)
            assert sobject is not None
            new = self._new(connection, sobject, writing)
            rows.insert(connection, sobject, validation.defaults(sobject) | dict(values) | new)

        stamp = to_wire(writing.now)
        return Change(connection, before, given, create, self._schema, stamp)

    def update(
        self,
        connection: sqlite3.Connection,
        sobject: SObject,
        record_id: str,
        incoming: Mapping[str, Json],
        *,
        writing: Writing,
    ) -> None:
        """Write some fields of a record. Its stamps move even if no value changes.

        Raises:
            SalesforceError: Salesforce would refuse it (reference 2).
            WrongTypeError: a value is of another type than its field.
        """
        record = self.existing(connection, sobject, record_id, writing.access)
        permitted.check_edit(connection, sobject, str(record["Id"]), writing.access)
        locks.check_approval(connection, sobject, str(record["Id"]), writing.access)
        check_not_converted(sobject, record)
        incoming = resolved(connection, self._schema, sobject, incoming, access=writing.access)
        values = validation.for_update(sobject, incoming, access=writing.access)
        if values.get("OwnerId", record.get("OwnerId")) != record.get("OwnerId"):
            permitted.check_transfer(connection, sobject, str(record["Id"]), writing.access)
            _check_owner(connection, sobject, values)
        self._check_references(connection, sobject, values, writing.access)
        if str(values.get("Username", "")).lower() != str(record.get("Username", "")).lower():
            _check_username(values, writing=writing)
        check_unique(connection, sobject, values, writing.access, own_id=str(record["Id"]))
        self.rewrite(connection, sobject, record, values, writing=writing)

    def rewrite(
        self,
        connection: sqlite3.Connection,
        sobject: SObject,
        record: Mapping[str, Stored],
        values: Mapping[str, Stored],
        *,
        writing: Writing,
    ) -> None:
        """Write a row as part of what is done to another record: no right is asked for.

        Raises:
            UnableToLockRowError: somebody else holds the row, or one it belongs to.
            SalesforceError: a rule of the org's own making refuses the record.
        """
        values = {**values, **writing.stamps}
        values |= before_write(sobject.name, self._change(connection, record, values, writing))
        values |= derive(sobject.name, {**record, **values})
        locks.check_rows(connection, sobject, record, {**record, **values})
        with savepoint(connection):
            rows.update(connection, sobject, str(record["Id"]), columns(sobject, values))
            values |= self._ruled(connection, sobject, record, writing, is_new=False)
            after_write(sobject.name, self._change(connection, record, values, writing))

    def delete(
        self,
        connection: sqlite3.Connection,
        sobject: SObject,
        record_id: str,
        *,
        writing: Writing,
    ) -> None:
        """Put a record into the recycle bin, with those that are deleted with it.

        A record of an object without one (no IsDeleted) is gone.

        Raises:
            EntityIsDeletedError: it lies there already.
            InvalidCrossReferenceKeyError: there is no such record.
        """
        record = self.existing(connection, sobject, record_id, writing.access)
        permitted.check_delete(connection, sobject, str(record["Id"]), writing.access)
        locks.check_approval(connection, sobject, str(record["Id"]), writing.access)
        before_delete(connection, sobject.name, record)
        self.recycle_bin.put(connection, sobject, record, writing=writing)

    @staticmethod
    def existing(
        connection: sqlite3.Connection, sobject: SObject, record_id: str, access: Access
    ) -> dict[str, Stored]:
        """Return a record that the user may see and that is not deleted.

        Raises:
            EntityIsDeletedError: it lies in the recycle bin.
            InvalidCrossReferenceKeyError: there is no such record, for this user.
        """
        record = None
        if ids.is_id(record_id):
            record = rows.find(connection, sobject, ids.normalize(record_id))
        if record is None or not permitted.is_among(
            connection, sobject, str(record["Id"]), access.records(sobject)
        ):
            message = "invalid cross reference id"
            raise InvalidCrossReferenceKeyError(message, status=404)
        if record.get("IsDeleted"):
            message = "entity is deleted"
            raise EntityIsDeletedError(message, fields=())
        return record

    def _check_references(
        self,
        connection: sqlite3.Connection,
        sobject: SObject,
        values: Mapping[str, Stored],
        access: Access,
    ) -> None:
        _check_record_type(sobject, values, access)
        for name, value in values.items():
            field = sobject.field(name)
            if field is not None and field.type is FieldType.REFERENCE and value is not None:
                target = self._target(connection, field, str(value))
                permitted.check_reference(
                    connection, sobject, field, target=target, record_id=str(value), access=access
                )

    def _target(self, connection: sqlite3.Connection, field: Field, record_id: str) -> SObject:
        """Return the object of the record that a reference names.

        That a deleted record cannot be referred to is documented ([K:api/core-data-types],
        ENTITY_IS_DELETED), the status 400 and the empty fields are believed.
        """
        known = [self._schema.known(name) for name in field.reference_to]
        target = self._schema.sobject_of_id(record_id)
        if target is None or target not in known:
            if not field.reference_to or any(each is None for each in known):
                part = f"references to {' and '.join(field.reference_to) or field.label}"
                instead = f"Leave {field.name} empty, or give the id of an object the fake has."
                raise NotImplementedInFakeError(part, instead=instead)
            message = f"{field.label}: id value of incorrect type: {record_id}"
            raise MalformedIdError(message, fields=(field.name,))
        record = rows.find(connection, target, record_id)
        if record is None:
            message = "invalid cross reference id"
            raise InvalidCrossReferenceKeyError(message, fields=(field.name,))
        if record.get("IsDeleted"):
            message = "entity is deleted"
            raise EntityIsDeletedError(message, fields=(), status=400)
        check_not_converted(target, record)
        return target


def _check_owner(
    connection: sqlite3.Connection, sobject: SObject, values: Mapping[str, Stored]
) -> None:
    """Refuse an owner that was asked for and cannot be one."""
    if values.get("OwnerId") is not None:
        check_owner(connection, sobject, str(values["OwnerId"]))


def _check_record_type(sobject: SObject, values: Mapping[str, Stored], access: Access) -> None:
    """Refuse a record type of another object, or one that is not available ([P])."""
    record_type_id = values.get("RecordTypeId")
    if record_type_id is not None and not any(
        each.id == record_type_id and access.can_use_record_type(sobject, each)
        for each in sobject.record_types
    ):
        message = f"Record Type ID: this ID value isn't valid for the user: {record_type_id}"
        raise InvalidCrossReferenceKeyError(message, fields=("RecordTypeId",))


def _check_username(values: Mapping[str, Stored], *, writing: Writing) -> None:
    username = values.get("Username")
    if isinstance(username, str) and writing.is_username_taken(username):
        raise DuplicateUsernameError(_DUPLICATE_USERNAME, fields=("Username",))
