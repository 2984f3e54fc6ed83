"""What the standard profiles grant: of a new org, and of each object, field and record type added.

That an addition is open to the profiles whose other fields are, and a new object to administrators,
is believed; it is what the Setup pages propose.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from fake_salesforce.profiles import PROFILES, Rights
from fake_salesforce.profiles.rows import (
    field_letter,
    field_permissions,
    object_letters,
    object_permissions,
    system_permissions,
)
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import Field, RecordType, SObject

from .system_records import SystemRecords

_BY_NAME = {each.name: each for each in PROFILES}


def found_profiles(system: SystemRecords, licence_id: str) -> None:
    """Write the standard profiles, each with the permission set that holds its rights."""
    for rights in PROFILES:
        profile_id = system.insert(
            "Profile",
            {
                **system_permissions(rights, system.sobject("Profile")),
                "Name": rights.name,
                "UserLicenseId": licence_id,
            },
        )
        set_id = system.insert(
            "PermissionSet",
            {
                **system_permissions(rights, system.sobject("PermissionSet")),
                "Name": f"X{profile_id}",
                "Label": profile_id,
                "IsOwnedByProfile": 1,
                "ProfileId": profile_id,
                "LicenseId": licence_id,
                "Type": "Profile",
            },
        )
        _insert(system, "ObjectPermissions", set_id, object_permissions(rights))
        _insert(system, "FieldPermissions", set_id, field_permissions(rights, system.schema))


def grant_object(system: SystemRecords, sobject: SObject) -> None:
    """Grant a new custom object to the standard profiles."""
    for set_id, rights in _profiles(system.connection):
        if rights.custom_objects:
            letters = object_letters(sobject.name, rights.custom_objects)
            _insert(system, "ObjectPermissions", set_id, [letters])


def grant_fields(system: SystemRecords, sobject: SObject, fields: Iterable[Field]) -> None:
    """Grant new fields of an object to the standard profiles."""
    added = [each for each in fields if sobject.governing_field(each) is each]
    for set_id, rights in _profiles(system.connection):
        if rights.every_field:
            letters = [field_letter(sobject, each, rights.every_field) for each in added]
            _insert(system, "FieldPermissions", set_id, letters)


def grant_record_type(
    connection: sqlite3.Connection, sobject: SObject, record_type: RecordType
) -> None:
    """Make a new record type available to the standard profiles that may use the object."""
    for set_id, rights in _profiles(connection):
        if rights.objects.get(sobject.name, rights.custom_objects * sobject.is_custom):
            assign_record_type(
                connection, set_id, sobject, record_type.id, is_default=record_type.is_default
            )


def assign_record_type(
    connection: sqlite3.Connection,
    set_id: str,
    sobject: SObject,
    record_type_id: str,
    *,
    is_default: bool,
) -> None:
    """Make a record type available to a permission set; the default is one of an object's."""
    if is_default:
        connection.execute(
            "UPDATE _record_type_assignment SET is_default = 0"
            " WHERE permission_set_id = ? AND sobject = ?",
            (set_id, sobject.name),
        )
    connection.execute(
        "INSERT OR REPLACE INTO _record_type_assignment VALUES (?, ?, ?, ?)",
        (set_id, sobject.name, record_type_id, is_default),
    )


def _profiles(connection: sqlite3.Connection) -> Iterator[tuple[str, Rights]]:
    """Yield the permission sets of the standard profiles, with the rights of each."""
    rows = connection.execute(
        'SELECT s."Id", p."Name" FROM "PermissionSet" AS s'
        ' JOIN "Profile" AS p ON p."Id" = s."ProfileId" WHERE s."IsOwnedByProfile" = 1'
    ).fetchall()
    return ((set_id, _BY_NAME[name]) for set_id, name in rows if name in _BY_NAME)


def _insert(
    system: SystemRecords, name: str, set_id: str, records: Iterable[Mapping[str, Stored]]
) -> None:
    system.insert_many(name, [{**each, "ParentId": set_id} for each in records])
