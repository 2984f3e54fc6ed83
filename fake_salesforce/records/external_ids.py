"""Records named by the value of a field instead of their id: external ids and idLookup fields.

Which fields can name records is documented ([K:api/upsert]): external ids, fields with the idLookup
property, and Id. Letters of another case are the same value only in a unique external id that is
not case sensitive (same page); that they are the same in a standard field, as in SOQL, is believed.
Outside ASCII case always counts here, as it does for unique fields (ours: the index folds no more).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from fake_salesforce.access import Access, condition
from fake_salesforce.errors import (
    DuplicateExternalIdError,
    InvalidFieldError,
    MissingArgumentError,
    NotImplementedInFakeError,
)
from fake_salesforce.schema import Field, Schema, SObject

from .values import Json, Stored, stored


def key_field(sobject: SObject, name: str, access: Access) -> Field | None:
    """Return the field of that name if it can name records for this user, or None."""
    field = sobject.field(name)
    if field is None or not access.can_read_field(sobject, field):
        return None
    return field if field.name == "Id" or field.external_id or field.id_lookup else None


def matching(
    connection: sqlite3.Connection, sobject: SObject, key: Field, value: Stored, access: Access
) -> tuple[str, ...]:
    """Return the ids of the records with that value that the user may see, deleted ones apart."""
    not_deleted = ' AND r."IsDeleted" = 0' if sobject.field("IsDeleted") else ""
    seen = condition(access.records(sobject), "r")
    also, values = ("", ()) if seen is None else (f" AND {seen[0]}", seen[1])
    collation = " COLLATE NOCASE" if key.ignores_case else ""
    found = connection.execute(
        f'SELECT r."Id", r."{key.name}" FROM "{sobject.name}" AS r'  # noqa: S608 - schema's names
        f' WHERE r."{key.name}" = ?{collation}{not_deleted}{also} ORDER BY r._row',
        (value, *values),
    )
    is_exact = not key.ignores_case or (key.external_id and not key.unique)
    return tuple(record_id for record_id, held in found if held == value or not is_exact)


def several(key: Field, record_ids: tuple[str, ...]) -> DuplicateExternalIdError:
    """Return the refusal of a value that several records have (text recorded, [P])."""
    message = (
        f"{key.label}: more than one record found for external id field: [{', '.join(record_ids)}]"
    )
    return DuplicateExternalIdError(message, fields=())


def resolved(
    connection: sqlite3.Connection,
    schema: Schema,
    sobject: SObject,
    incoming: Mapping[str, Json],
    *,
    access: Access,
) -> Mapping[str, Json]:
    """Return a body whose nested references by external id are ids.

    ``"Account": {"Ext__c": "1"}`` becomes ``"AccountId": "001..."`` (reference 3.5,
    [K:rest-api/insert-or-update-upsert-a-record-using-an-external-id]). What stands under another
    name is left as it is. Which refusal goes before which is believed.

    Raises:
        InvalidFieldError: the nested object does not name one record (texts recorded, [P]).
        DuplicateExternalIdError: it names several.
        MissingArgumentError: it names none, its value being empty (text believed).
        WrongTypeError: the value is of another type than its field.
        NotImplementedInFakeError: it is of an object that the fake lacks.
    """
    if not any(isinstance(value, dict) for value in incoming.values()):
        return incoming
    values: dict[str, Json] = {}
    for name, value in incoming.items():
        field = _reference_called(sobject, name) if isinstance(value, dict) else None
        if field is None or not access.can_read_field(sobject, field):
            values[name] = value
            continue
        if any(each.lower() == field.name.lower() for each in incoming):
            message = (
                f"Cannot specify both an external ID reference {name}"
                f" and a salesforce id, {field.name}"
            )
            raise InvalidFieldError(message, fields=())
        assert isinstance(value, dict)
        values[field.name] = _referred(connection, schema, field, value, access=access)
    return values


def _reference_called(sobject: SObject, name: str) -> Field | None:
    """Return the reference that has this relationship name."""
    return next(
        (
            each
            for each in sobject.fields
            if each.relationship_name is not None and each.relationship_name.lower() == name.lower()
        ),
        None,
    )


def _referred(
    connection: sqlite3.Connection,
    schema: Schema,
    field: Field,
    nested: Mapping[str, object],
    *,
    access: Access,
) -> str:
    """Return the id of the record that a nested object names."""
    target = _target(schema, field, nested)
    keys = [each for each in nested if each not in {"attributes", "type"}]
    if len(keys) != 1:
        count = "More than 1 field" if keys else "No field"
        message = f"{count} provided in an external foreign key reference in entity: {target.name}"
        raise InvalidFieldError(message, fields=())
    key = key_field(target, keys[0], access)
    if key is None or not access.can_read_object(target):
        message = (
            f"Field name provided, {keys[0]} does not match an External ID, Salesforce Id,"
            f" or indexed field for {target.name}"
        )
        raise InvalidFieldError(message, fields=())
    given = nested[keys[0]]
    assert given is None or isinstance(given, str | bool | int | float | list | dict)
    value = stored(key, given)
    if value is None:
        message = f"{target.name}.{key.name} not specified"
        raise MissingArgumentError(message, fields=())
    found = matching(connection, target, key, value, access)
    if len(found) > 1:
        raise several(key, found)
    if not found:
        message = (
            f"Foreign key external ID: {given} not found for field {key.name}"
            f" in entity {target.name}"
        )
        raise InvalidFieldError(message, fields=())
    return found[0]


def _target(schema: Schema, field: Field, nested: Mapping[str, object]) -> SObject:
    """Return the object that a nested object is of: its type tells, where there is a choice."""
    attributes = nested.get("attributes")
    of_type = attributes.get("type") if isinstance(attributes, dict) else nested.get("type")
    named = [
        each
        for each in field.reference_to
        if of_type is None or each.lower() == str(of_type).lower()
    ]
    if len(named) != 1:
        message = (
            "The external foreign key reference does not reference a valid entity:"
            f" {field.relationship_name}"
        )
        raise InvalidFieldError(message, fields=())
    target = schema.known(named[0])
    if target is None:
        raise NotImplementedInFakeError(
            f"references to {named[0]}", instead=f"Leave {field.name} empty."
        )
    return target
