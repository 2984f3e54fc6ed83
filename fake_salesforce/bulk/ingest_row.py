"""What a row of an ingest job says about a record.

An empty cell says nothing, ``#N/A`` says null ([K:api-asynch/prepare-csv-files]). Values are texts,
so they are read by the type of their field; ``Account.Key__c`` names a parent by an external id.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fake_salesforce.errors import InvalidTypeOnFieldInRecordError, SalesforceError
from fake_salesforce.records.values import Json, WrongTypeError
from fake_salesforce.schema import NUMBER_TYPES, Field, FieldType, SObject

from .csv_rows import InvalidBatchError, Row

NULL = "#N/A"
_TRUE = frozenset({"true", "1"})
_FALSE = frozenset({"false", "0"})

Fields = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a job's file."""

    name: str
    """As the header has it."""
    field: Field | None
    """None for one that names a parent."""
    parent: tuple[str, str] | None = None
    """The relationship and the field of the parent, where it names one."""


def header_of(sobject: SObject, header: Row, *, readable: frozenset[str]) -> list[Column]:
    """Return the columns that a header names.

    Args:
        sobject: the job's object.
        header: the first row.
        readable: names of the fields that the user may read.

    Raises:
        InvalidBatchError: the user has no such field: the first one is told (text recorded, [P]).
    """
    columns = []
    for name in header:
        field = sobject.field(name)
        relationship, dot, parent = name.partition(".")
        if field is not None and field.name in readable:
            columns.append(Column(name, field))
        elif dot and _reference(sobject, relationship) is not None:
            columns.append(Column(name, None, (relationship, parent)))
        else:
            message = f"Field name not found : {name}"
            raise InvalidBatchError(message)
    return columns


def _reference(sobject: SObject, relationship: str) -> Field | None:
    sought = relationship.lower()
    return next(
        (each for each in sobject.fields if (each.relationship_name or "").lower() == sought), None
    )


def fields_of(columns: Sequence[Column], row: Row) -> tuple[str | None, Fields]:
    """Return the Id that a row names, and the fields it says something about.

    Raises:
        InvalidTypeOnFieldInRecordError: a text is none of its field's type.
        InvalidBatchError: the row has another number of cells than the header (believed).
    """
    if len(row) != len(columns):
        message = f"a row has {len(row)} cells, and the header {len(columns)}"
        raise InvalidBatchError(message)
    record_id: str | None = None
    fields: Fields = {}
    for column, text in zip(columns, row, strict=True):
        if text == "":
            continue
        if column.field is None:
            assert column.parent is not None
            relationship, name = column.parent
            fields[relationship] = None if text == NULL else {name: text}
        elif column.field.type is FieldType.ID:
            record_id = text
        else:
            fields[column.field.name] = _value(column.field, text)
    return record_id, fields


def id_in(columns: Sequence[Column], row: Row) -> str:
    """Return the text of a row's Id, as far as it has one; else the empty text."""
    for column, text in zip(columns, row, strict=False):
        if column.field is not None and column.field.type is FieldType.ID:
            return text
    return ""


def _value(field: Field, text: str) -> Json:
    if text == NULL:
        return None
    if field.type is FieldType.BOOLEAN:
        if text.lower() not in _TRUE | _FALSE:
            raise wrong_type(field, text)
        return text.lower() in _TRUE
    if field.type in NUMBER_TYPES:
        return _number(field, text)
    return text


def _number(field: Field, text: str) -> Json:
    try:
        number = float(text)
    except ValueError:
        raise wrong_type(field, text) from None
    if not math.isfinite(number):
        raise wrong_type(field, text)
    if field.type is not FieldType.INT:
        return number
    if number != int(number):
        raise wrong_type(field, text)
    return int(number)


def wrong_type(field: Field, text: object) -> InvalidTypeOnFieldInRecordError:
    """Return the refusal of a text that is none of a field's type (believed, but for the words)."""
    message = f"{field.label}: value not of required type: {text}"
    return InvalidTypeOnFieldInRecordError(message, fields=(field.name,))


def told(error: SalesforceError | WrongTypeError) -> str:
    """Return what ``sf__Error`` says: ``CODE:message:fields --`` (reference 2, 3.10)."""
    if isinstance(error, WrongTypeError):
        return told(wrong_type(error.field, error.value))
    fields = f"{', '.join(error.fields)} " if error.fields else ""
    return f"{error.error_code}:{error.message}:{fields}--"
