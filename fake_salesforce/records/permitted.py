"""What a writer may do to a record: the rights that the record writer asks for.

That somebody who may not create gets CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY is believed, after the
text of reference 2; INSUFFICIENT_ACCESS_OR_READONLY for a record that is readable only is recorded
([P]). A record that the user cannot see does not exist for him.
"""

from __future__ import annotations

import sqlite3

from fake_salesforce.access import Access, Visibility, condition
from fake_salesforce.errors import (
    CannotInsertUpdateActivateEntityError,
    InsufficientAccessOnCrossReferenceEntityError,
    InsufficientAccessOrReadonlyError,
)
from fake_salesforce.schema import AccessLevel, ControlledByParent, Field, SObject


def check_create(sobject: SObject, access: Access) -> None:
    """Refuse to create a record of an object that the user may not create.

    Raises:
        CannotInsertUpdateActivateEntityError: he may not.
    """
    if not access.can_create(sobject):
        message = f"entity type cannot be inserted: {sobject.label}"
        raise CannotInsertUpdateActivateEntityError(message, fields=())


def check_edit(
    connection: sqlite3.Connection, sobject: SObject, record_id: str, access: Access
) -> None:
    """Refuse to edit a record that the user may only read.

    Raises:
        InsufficientAccessOrReadonlyError: he may not edit the object, or not this record.
    """
    visibility = access.records(sobject, AccessLevel.EDIT)
    if not (access.can_edit(sobject) and is_among(connection, sobject, record_id, visibility)):
        raise _insufficient()


def check_delete(
    connection: sqlite3.Connection, sobject: SObject, record_id: str, access: Access
) -> None:
    """Refuse to delete a record unless the user has every access to it, as its owner has.

    Raises:
        InsufficientAccessOrReadonlyError: he may not delete the object's records, or not this one.
    """
    visibility = access.records(sobject, AccessLevel.ALL)
    if not (access.can_delete(sobject) and is_among(connection, sobject, record_id, visibility)):
        raise _insufficient()


def check_transfer(
    connection: sqlite3.Connection, sobject: SObject, record_id: str, access: Access
) -> None:
    """Refuse to give a record to another owner.

    Raises:
        InsufficientAccessOrReadonlyError: the user may not (the code is believed).
    """
    if not is_among(connection, sobject, record_id, access.transferable(sobject)):
        raise _insufficient()


def check_reference(
    connection: sqlite3.Connection,
    sobject: SObject,
    field: Field,
    *,
    target: SObject,
    record_id: str,
    access: Access,
) -> None:
    """Refuse a reference to a record the user may not see; a detail needs a master he may edit.

    Raises:
        InsufficientAccessOnCrossReferenceEntityError: he may not (text recorded, [P]).
    """
    level = AccessLevel.READ
    if isinstance(sobject.sharing, ControlledByParent) and sobject.sharing.reference == field.name:
        level = sobject.sharing.written_with
    visibility = access.records(target, level)
    if not (access.can_read_object(target) and is_among(connection, target, record_id, visibility)):
        message = f"insufficient access rights on cross-reference id: {record_id[:15]}"
        raise InsufficientAccessOnCrossReferenceEntityError(message, fields=())


def is_among(
    connection: sqlite3.Connection, sobject: SObject, record_id: str, visibility: Visibility
) -> bool:
    """Tell whether the record of an 18-character id is among those of a visibility."""
    found = condition(visibility, "r")
    if found is None:
        return True
    sql, values = found
    row = connection.execute(
        f'SELECT 1 FROM "{sobject.name}" AS r WHERE r."Id" = ? AND {sql}',  # noqa: S608 - the schema's names
        (record_id, *values),
    ).fetchone()
    return row is not None


def _insufficient() -> InsufficientAccessOrReadonlyError:
    return InsufficientAccessOrReadonlyError("insufficient access rights on object id", fields=())
