"""Lookups to deleted records: blanked with the deletion, given back with the restoration.

An undelete restores lookups that nothing has replaced ([K:apexcode, "Referential Integrity When
Deleting and Restoring Records"]). That both move the SystemModstamp alone is believed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from fake_salesforce.clock import to_wire
from fake_salesforce.errors import DeleteFailedError
from fake_salesforce.schema import Field, FieldType, Schema, SObject

from . import campaigns, rows
from .shares import SHARED
from .values import Stored
from .writing import Writing, columns

_HOLDING = frozenset({("Case", "AccountId"), ("Case", "ContactId")})
"""Lookups that keep what they refer to from being deleted (believed)."""

_SHARES = frozenset(f"{each}Share" for each in SHARED)


def is_cleared_by_deletion(field: Field) -> bool:
    """Tell whether records are looked up by this field when what it refers to is deleted."""
    return (
        field.type is FieldType.REFERENCE
        and not field.cascade_delete
        and (field.is_custom or field.name == "ReportsToId")
    )


def sever(
    connection: sqlite3.Connection,
    schema: Schema,
    sobject: SObject,
    record: Mapping[str, Stored],
    *,
    writing: Writing,
) -> None:
    """Blank the lookups to a record, those of deleted records too: one may come back first.

    Raises:
        DeleteFailedError: a record cannot do without this one (text [P], reference 2).
    """
    for child, field in _lookups(schema, sobject):
        found = rows.referring(connection, child, field, str(record["Id"]), with_deleted=True)
        is_needed = not (field.nillable or field.cascade_delete)
        if is_needed or (child.name, field.name) in _HOLDING:
            in_use = [each for each in found if not each.get("IsDeleted")]
            if in_use:
                raise _in_use(record, child, in_use)
            continue
        for each in found:
            if field.cascade_delete and not campaigns.outlives(child.name, field.name, each):
                continue  # It has gone with the record, and still tells whose it was.
            _point(connection, child, each, {field.name: None}, writing)
            connection.execute(
                "INSERT INTO _severed VALUES (?, ?, ?, ?)",
                (record["Id"], child.name, each["Id"], field.name),
            )


def mend(
    connection: sqlite3.Connection, schema: Schema, record_id: str, *, writing: Writing
) -> None:
    """Give lookups to a restored record their value back, where they are still blank."""
    for name, child_id, field_name in connection.execute(
        "SELECT sobject, record_id, field FROM _severed WHERE deleted_id = ?", (record_id,)
    ).fetchall():
        child = schema.known(name)
        row = None if child is None else rows.find(connection, child, child_id)
        if child is not None and row is not None and row[field_name] is None:
            _point(connection, child, row, {field_name: record_id}, writing)
    connection.execute("DELETE FROM _severed WHERE deleted_id = ?", (record_id,))


def _point(
    connection: sqlite3.Connection,
    child: SObject,
    record: Mapping[str, Stored],
    lookup: Mapping[str, Stored],
    writing: Writing,
) -> None:
    """Write a lookup; a record that is deleted itself keeps its stamps."""
    stamp = {} if record.get("IsDeleted") else {"SystemModstamp": to_wire(writing.now)}
    rows.update(connection, child, str(record["Id"]), columns(child, {**lookup, **stamp}))


def _lookups(schema: Schema, sobject: SObject) -> Iterator[tuple[SObject, Field]]:
    """Yield the references that somebody writes and that outlive what they refer to."""
    for child in schema:
        if child.name in _SHARES:
            continue
        for field in child.columns:
            is_written = field.createable or field.updateable
            is_lookup = is_written and not field.cascade_delete
            if sobject.name in field.reference_to and (
                is_lookup or campaigns.can_outlive(child.name, field.name)
            ):
                yield child, field


def _in_use(
    record: Mapping[str, Stored], child: SObject, found: list[dict[str, Stored]]
) -> DeleteFailedError:
    called = next((each.name for each in child.fields if each.name_field), "Id")
    names = ", ".join(str(each.get(called) or each["Id"]) for each in found)
    message = (
        f"Your attempt to delete {record.get('Name') or record['Id']} could not be completed"
        f" because it is associated with the following {child.label_plural.lower()}.: {names}\n"
    )
    return DeleteFailedError(message, fields=())
