"""Rights as the values of records: PermissionSet, ObjectPermissions and FieldPermissions."""

from __future__ import annotations

from collections.abc import Iterator

from fake_salesforce.schema import Field, Schema, SObject

from .rights import OBJECT_LETTERS, Rights

Values = dict[str, str | int]
"""Values of a record by column, as the database keeps them."""

PROFILE_NAMES = {"PermissionsInstallPackaging": "PermissionsInstallMultiforce"}
"""Columns that Profile calls otherwise than PermissionSet (reference 6.3)."""


def system_permissions(rights: Rights, sobject: SObject) -> Values:
    """Return the system permissions as columns of PermissionSet or Profile."""
    names = {f"Permissions{each}" for each in rights.permissions}
    if sobject.name == "Profile":
        names = {PROFILE_NAMES.get(each, each) for each in names}
    return {each.name: int(each.name in names) for each in permission_columns(sobject)}


def permission_columns(sobject: SObject) -> Iterator[Field]:
    """Yield the columns of PermissionSet or Profile that are system permissions."""
    return (
        each
        for each in sobject.columns
        if each.name.startswith("Permissions") and each.type == "boolean"
    )


def object_permissions(rights: Rights) -> Iterator[Values]:
    """Yield what ObjectPermissions records say, without their parent."""
    for sobject_name, letters in rights.objects.items():
        yield object_letters(sobject_name, letters)


def object_letters(sobject_name: str, letters: str) -> Values:
    """Return what one ObjectPermissions record says."""
    return {"SobjectType": sobject_name} | {
        column: int(letter in letters) for letter, column in OBJECT_LETTERS.items()
    }


def field_permissions(rights: Rights, schema: Schema) -> Iterator[Values]:
    """Yield what FieldPermissions records say, without their parent."""
    for sobject in schema:
        for field in sobject.permissionable_fields:
            letter = rights.fields.get(f"{sobject.name}.{field.name}", rights.every_field)
            if letter:
                yield field_letter(sobject, field, letter)


def field_letter(sobject: SObject, field: Field, letter: str) -> Values:
    """Return what one FieldPermissions record says; what nobody can write is not for editing."""
    can_edit = letter == "E" and (field.is_compound or field.createable or field.updateable)
    return {
        "SobjectType": sobject.name,
        "Field": f"{sobject.name}.{field.name}",
        "PermissionsRead": 1,
        "PermissionsEdit": int(can_edit),
    }
