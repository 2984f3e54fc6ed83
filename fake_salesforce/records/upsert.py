"""Upsert: create a record, or update the one that has the value already ([K:api/upsert])."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from fake_salesforce.access import Access
from fake_salesforce.errors import InsufficientAccessOrReadonlyError, MissingArgumentError
from fake_salesforce.schema import NUMBER_TYPES, Field, SObject

from .external_ids import matching, several
from .values import Json, stored


@dataclass(frozen=True, slots=True)
class Upserted:
    """What became of an upsert."""

    record_id: str
    was_created: bool


def existing(
    connection: sqlite3.Connection, sobject: SObject, key: Field, value: Json, access: Access
) -> str | None:
    """Return the id of the record that a value of an external id names; None makes a new one.

    An external id that is not unique needs View All Data ([K:api/upsert]; the code of the refusal
    is believed).

    Raises:
        InsufficientAccessOrReadonlyError: the user lacks that.
        DuplicateExternalIdError: several records have the value.
        MissingArgumentError: the value is blank (text believed).
        WrongTypeError: the value is of another type than the field.
    """
    if key.external_id and not key.unique and not access.has("ViewAllData"):
        message = "insufficient access rights on object id"
        raise InsufficientAccessOrReadonlyError(message, fields=())
    wanted = stored(key, value)
    if wanted is None:
        message = f"{sobject.name}.{key.name} not specified"
        raise MissingArgumentError(message, fields=())
    found = matching(connection, sobject, key, wanted, access)
    if len(found) > 1:
        raise several(key, found)
    return found[0] if found else None


def key_value(key: Field, text: str) -> Json:
    """Return the value that a text of a path or of an envelope is for a field.

    Raises:
        ValueError: the field holds numbers, and the text is none.
    """
    return float(text) if key.type in NUMBER_TYPES else text
