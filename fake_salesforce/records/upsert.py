"""Upsert: create a record, or update the one that has the value already ([K:api/upsert])."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from fake_salesforce import ids
from fake_salesforce.errors import InsufficientAccessOrReadonlyError, MissingArgumentError
from fake_salesforce.schema import NUMBER_TYPES, Field, SObject

from .external_ids import matching, several
from .values import Json, stored
from .writer import RecordWriter
from .writing import Writing


@dataclass(frozen=True, slots=True)
class Upserted:
    """What became of an upsert."""

    record_id: str
    was_created: bool


def upsert(
    connection: sqlite3.Connection,
    writer: RecordWriter,
    sobject: SObject,
    incoming: Mapping[str, Json],
    *,
    key: Field,
    value: str,
    writing: Writing,
) -> Upserted:
    """Create a record, or update the one whose field ``key`` has the value.

    An external id that is not unique needs View All Data ([K:api/upsert]; the code of the refusal
    is believed). By Id a record is only updated.

    Raises:
        SalesforceError: Salesforce would refuse it (reference 2).
        DuplicateExternalIdError: several records have the value; none is written.
        MissingArgumentError: the value is blank (text believed).
        WrongTypeError: a value is of another type than its field.
    """
    if key.name == "Id":
        writer.update(connection, sobject, value, incoming, writing=writing)
        return Upserted(ids.normalize(value), was_created=False)
    if key.external_id and not key.unique and not writing.access.has("ViewAllData"):
        message = "insufficient access rights on object id"
        raise InsufficientAccessOrReadonlyError(message, fields=())
    given = key_value(key, value)
    wanted = stored(key, given)
    if wanted is None:
        message = f"{sobject.name}.{key.name} not specified"
        raise MissingArgumentError(message, fields=())
    found = matching(connection, sobject, key, wanted, writing.access)
    if len(found) > 1:
        raise several(key, found)
    if found:
        writer.update(connection, sobject, found[0], incoming, writing=writing)
        return Upserted(found[0], was_created=False)
    record_id = writer.create(connection, sobject, {**incoming, key.name: given}, writing=writing)
    return Upserted(record_id, was_created=True)


def key_value(key: Field, text: str) -> Json:
    """Return the value that a text of a path or of an envelope is for a field.

    Raises:
        ValueError: the field holds numbers, and the text is none.
    """
    return float(text) if key.type in NUMBER_TYPES else text
