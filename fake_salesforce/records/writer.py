"""Creates, updates and deletes records: asks for rights, validates, stamps, writes one row.

What is refused is refused before anything is written, and the caller's transaction covers the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

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

from . import rows, validation
from .derived import derive
from .values import Json, Stored

_DUPLICATE_USERNAME = (
    "Duplicate Username.<br>The username already exists in this or another Salesforce organization."
    " Usernames must be unique across all Salesforce organizations. To resolve, use a different"
    " username (it doesn't need to match the user's email address)."
)
"""Believed: the text is not in the sources."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes, when, and what the writer may ask about the world outside the row."""

    user_id: str
    now: datetime
    access: Access
    take_id: Callable[[sqlite3.Connection, str], str]
    """Gives the next id of a key prefix."""
    is_username_taken: Callable[[str], bool]
    """Tells whether any org that shares the login host has a user of this name."""
    profile_ids: frozenset[str]
    """Ids of the org's profiles: Profile is no sObject of the fake yet."""


class RecordWriter:
    """Writes the records of one org."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

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
        values = validation.for_create(sobject, incoming, access=writing.access)
        self._check_references(connection, sobject, values, writing=writing)
        _check_username(values, writing=writing)
        record_id = writing.take_id(connection, sobject.key_prefix)
        stamp = to_wire(writing.now)
        system: dict[str, Stored] = {
            "Id": record_id,
            "CreatedDate": stamp,
            "CreatedById": writing.user_id,
            "LastModifiedDate": stamp,
            "LastModifiedById": writing.user_id,
            "SystemModstamp": stamp,
        }
        if sobject.field("OwnerId") is not None and values.get("OwnerId") is None:
            system["OwnerId"] = writing.user_id
        record = values | system
        record |= derive(sobject.name, record)
        rows.insert(connection, sobject, record)
        return record_id

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
        record = self._existing(connection, sobject, record_id)
        values = validation.for_update(sobject, incoming, access=writing.access)
        self._check_references(connection, sobject, values, writing=writing)
        if str(values.get("Username", "")).lower() != str(record.get("Username", "")).lower():
            _check_username(values, writing=writing)
        values |= self._touched(writing)
        values |= derive(sobject.name, record | values)
        rows.update(connection, sobject, str(record["Id"]), values)

    def delete(
        self,
        connection: sqlite3.Connection,
        sobject: SObject,
        record_id: str,
        *,
        writing: Writing,
    ) -> None:
        """Put a record into the recycle bin.

        Raises:
            EntityIsDeletedError: it lies there already.
            InvalidCrossReferenceKeyError: there is no such record.
        """
        record = self._existing(connection, sobject, record_id)
        values = self._touched(writing) | {"IsDeleted": 1}
        rows.update(connection, sobject, str(record["Id"]), values)

    @staticmethod
    def _touched(writing: Writing) -> dict[str, Stored]:
        stamp = to_wire(writing.now)
        return {
            "LastModifiedDate": stamp,
            "LastModifiedById": writing.user_id,
            "SystemModstamp": stamp,
        }

    @staticmethod
    def _existing(
        connection: sqlite3.Connection, sobject: SObject, record_id: str
    ) -> dict[str, Stored]:
        record = None
        if ids.is_id(record_id):
            record = rows.find(connection, sobject, ids.normalize(record_id))
        if record is None:
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
        *,
        writing: Writing,
    ) -> None:
        for name, value in values.items():
            field = sobject.field(name)
            if field is not None and field.type is FieldType.REFERENCE and value is not None:
                self._check_reference(connection, field, str(value), writing=writing)

    def _check_reference(
        self, connection: sqlite3.Connection, field: Field, record_id: str, *, writing: Writing
    ) -> None:
        if field.reference_to == ("Profile",):
            if record_id not in writing.profile_ids:
                message = "invalid cross reference id"
                raise InvalidCrossReferenceKeyError(message, fields=(field.name,))
            return
        known = [self._schema.known(name) for name in field.reference_to]
        target = self._schema.sobject_of_id(record_id)
        if target is None or target not in known:
            if not field.reference_to or any(each is None for each in known):
                part = f"references to {' and '.join(field.reference_to) or field.label}"
                instead = f"Leave {field.name} empty, or give the id of an object the fake has."
                raise NotImplementedInFakeError(part, instead=instead)
            message = f"{field.label}: id value of incorrect type: {record_id}"
            raise MalformedIdError(message, fields=(field.name,))
        if rows.find(connection, target, record_id) is None:
            message = "invalid cross reference id"
            raise InvalidCrossReferenceKeyError(message, fields=(field.name,))


def _check_username(values: Mapping[str, Stored], *, writing: Writing) -> None:
    username = values.get("Username")
    if isinstance(username, str) and writing.is_username_taken(username):
        raise DuplicateUsernameError(_DUPLICATE_USERNAME, fields=("Username",))
