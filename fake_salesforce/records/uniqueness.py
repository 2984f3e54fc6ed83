"""Unique fields: a value is one record's only (reference 2, DUPLICATE_VALUE)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from fake_salesforce.access import Access
from fake_salesforce.errors import DuplicateValueError
from fake_salesforce.schema import Field, SObject

from .permitted import is_among
from .values import Stored


def check_unique(
    connection: sqlite3.Connection,
    sobject: SObject,
    values: Mapping[str, Stored],
    access: Access,
    *,
    own_id: str | None = None,
) -> None:
    """Refuse a value of a unique field that another record has, deleted ones apart (believed).

    The other record is named to those who may see it; that others read ``<unknown>`` is believed.

    Raises:
        DuplicateValueError: another record has it.
    """
    for field in sobject.columns:
        value = values.get(field.name)
        if field.unique and value is not None:
            other = _other(connection, sobject, field, value, own_id)
            if other is not None:
                is_seen = is_among(connection, sobject, other, access.records(sobject))
                message = (
                    f"duplicate value found: {field.name} duplicates value on record with id:"
                    f" {other[:15] if is_seen else '<unknown>'}"
                )
                raise DuplicateValueError(message, fields=())


def _other(
    connection: sqlite3.Connection,
    sobject: SObject,
    field: Field,
    value: Stored,
    own_id: str | None,
) -> str | None:
    """Return the id of another record with that value; only case of ASCII letters is ignored."""
    not_deleted = ' AND "IsDeleted" = 0' if sobject.field("IsDeleted") else ""
    collation = " COLLATE NOCASE" if field.ignores_case else ""
    found = connection.execute(
        f'SELECT "Id" FROM "{sobject.name}"'  # noqa: S608 - schema's names
        f' WHERE "{field.name}" = ?{collation}{not_deleted}',
        (value,),
    )
    return next((str(other_id) for (other_id,) in found if other_id != own_id), None)
