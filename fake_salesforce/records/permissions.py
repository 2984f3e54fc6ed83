"""What writing permission records entails: dependencies, and a profile that is kept in step.

A profile has a permission set of its own, and each user an assignment to that of his profile
(reference 5.3). The texts of the refusals are believed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType

from fake_salesforce.errors import (
    DuplicateValueError,
    FieldIntegrityError,
    InsufficientAccessOrReadonlyError,
    InvalidOrNullForRestrictedPicklistError,
)
from fake_salesforce.profiles.rows import PROFILE_NAMES
from fake_salesforce.schema import ByObjectPermissions, Schema

from .values import Stored

DEPENDENCIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "PermissionsCreate": ("PermissionsRead",),
        "PermissionsEdit": ("PermissionsRead",),
        "PermissionsDelete": ("PermissionsRead", "PermissionsEdit"),
        "PermissionsViewAllRecords": ("PermissionsRead",),
        "PermissionsModifyAllRecords": (
            "PermissionsRead",
            "PermissionsEdit",
            "PermissionsDelete",
            "PermissionsViewAllRecords",
        ),
    }
)
"""What each right on an object needs ([D:234 object reference, ObjectPermissions])."""


def check_object_permissions(record: Mapping[str, Stored], schema: Schema) -> None:
    """Refuse rights on an object without those they need, or on one that has no such rights.

    Raises:
        FieldIntegrityError: a right that another one needs is missing.
        InvalidOrNullForRestrictedPicklistError: ObjectPermissions do not govern the object.
    """
    name = str(record["SobjectType"])
    sobject = schema.known(name)
    if sobject is None or not isinstance(sobject.governance, ByObjectPermissions):
        raise _bad_value("SObject Type Name", "SobjectType", name)
    for right, needed in DEPENDENCIES.items():
        missing = [each for each in needed if not record[each]]
        if record[right] and missing:
            words = ", ".join(f"{each.removeprefix('Permissions')} {name}" for each in missing)
            message = (
                f"Permission {right.removeprefix('Permissions')} {name} depends on"
                f" permission(s): {words}"
            )
            raise FieldIntegrityError(message, fields=(right,))


def check_field_permissions(record: Mapping[str, Stored], schema: Schema) -> None:
    """Refuse rights on a field that cannot be hidden, and edit without read.

    Raises:
        FieldIntegrityError: editing is given without reading.
        InvalidOrNullForRestrictedPicklistError: field-level security has no such field.
    """
    sobject = schema.known(str(record["SobjectType"]))
    if sobject is None or not sobject.field_level_security:
        raise _bad_value("SObject Type Name", "SobjectType", str(record["SobjectType"]))
    name = str(record["Field"])
    if name not in (f"{sobject.name}.{each.name}" for each in sobject.permissionable_fields):
        raise _bad_value("Field Name", "Field", name)
    if record["PermissionsEdit"] and not record["PermissionsRead"]:
        message = f"Permission Edit {name} depends on permission(s): Read {name}"
        raise FieldIntegrityError(message, fields=("PermissionsEdit",))


def check_single(
    connection: sqlite3.Connection, sobject_name: str, record: Mapping[str, Stored], *names: str
) -> None:
    """Refuse a second record that says something about the same things.

    Raises:
        DuplicateValueError: there is one.
    """
    same = " AND ".join(f'"{each}" = ?' for each in names)
    row = connection.execute(
        f'SELECT "Id" FROM "{sobject_name}" WHERE {same}',  # noqa: S608 - the schema's names
        [record[each] for each in names],
    ).fetchone()
    if row is not None and row[0] != record.get("Id"):
        message = (
            f"duplicate value found: {names[-1]} duplicates value on record with id: {row[0][:15]}"
        )
        raise DuplicateValueError(message, fields=())


def set_of_profile(connection: sqlite3.Connection, profile_id: Stored) -> str:
    """Return the id of a profile's own permission set."""
    row = connection.execute(
        'SELECT "Id" FROM "PermissionSet" WHERE "ProfileId" = ? AND "IsOwnedByProfile" = 1',
        (profile_id,),
    ).fetchone()
    return str(row[0])


def follow_profile_of_user(
    connection: sqlite3.Connection, user: Mapping[str, Stored], former_profile_id: Stored
) -> None:
    """Move a user's assignment from the permission set of one profile to that of another."""
    connection.execute(
        'UPDATE "PermissionSetAssignment" SET "PermissionSetId" = ?, "SystemModstamp" = ?'
        ' WHERE "AssigneeId" = ? AND "PermissionSetId" = ?',
        (
            set_of_profile(connection, user["ProfileId"]),
            user["SystemModstamp"],
            user["Id"],
            set_of_profile(connection, former_profile_id),
        ),
    )


def follow_profile(connection: sqlite3.Connection, profile: Mapping[str, Stored]) -> None:
    """Give a profile's own permission set the system permissions of the profile."""
    names = {of_profile: own for own, of_profile in PROFILE_NAMES.items()}
    permissions = _system_permissions(profile, names)
    _write(connection, "PermissionSet", set_of_profile(connection, profile["Id"]), permissions)


def follow_set(connection: sqlite3.Connection, permission_set: Mapping[str, Stored]) -> None:
    """Give a profile the system permissions of its own permission set."""
    permissions = _system_permissions(permission_set, PROFILE_NAMES)
    _write(connection, "Profile", permission_set["ProfileId"], permissions)


def _system_permissions(
    record: Mapping[str, Stored], other_names: Mapping[str, str]
) -> dict[str, Stored]:
    return {
        other_names.get(name, name): value
        for name, value in record.items()
        if name.startswith("Permissions")
    }


def _write(
    connection: sqlite3.Connection, sobject_name: str, record_id: Stored, values: dict[str, Stored]
) -> None:
    assignments = ", ".join(f'"{each}" = ?' for each in values)
    connection.execute(
        f'UPDATE "{sobject_name}" SET {assignments} WHERE "Id" = ?',  # noqa: S608 - the schema's names
        [*values.values(), record_id],
    )


def check_not_of_profile(permission_set: Mapping[str, Stored]) -> None:
    """Refuse to delete the permission set of a profile.

    Raises:
        InsufficientAccessOrReadonlyError: it is one.
    """
    if permission_set["IsOwnedByProfile"]:
        message = "insufficient access rights on object id"
        raise InsufficientAccessOrReadonlyError(message, fields=())


def _bad_value(label: str, field: str, value: str) -> InvalidOrNullForRestrictedPicklistError:
    message = f"{label}: bad value for restricted picklist field: {value}"
    return InvalidOrNullForRestrictedPicklistError(message, fields=(field,))
