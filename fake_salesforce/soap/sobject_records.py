"""Reading a record of an envelope: an sObject of the Partner or of the Enterprise WSDL.

The Partner WSDL names its object in ``type``, the Enterprise WSDL in ``xsi:type``; then come
``fieldsToNull``, ``Id`` and the fields ([K:api/core-data-types], sObject).
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from fake_salesforce.records.values import Json
from fake_salesforce.schema import NUMBER_TYPES, Field, FieldType, Schema

from .envelope import XSI, child, is_nil, local, malformed, texts

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class SentRecord:
    """A record as a client sent it."""

    sobject_name: str
    record_id: str
    """Empty if it has none."""
    fields: dict[str, Json]
    """By API name, as JSON has them."""


def read_record(element: Element, schema: Schema) -> SentRecord:
    """Read a record.

    Raises:
        SoapFault: it does not say of which object it is (text believed).
    """
    named = child(element, "type")
    name = (named.text or "") if named is not None else element.get(f"{{{XSI}}}type", "")
    name = name.strip().rpartition(":")[2]
    if not name or name == "sObject":
        message = "The record does not say of which type it is."
        raise malformed(message)
    sobject = schema.known(name)
    record_id = ""
    values: dict[str, Json] = dict.fromkeys(texts(element, "fieldsToNull"))
    for each in element:
        part = local(each)
        if part.lower() == "id":
            record_id = (each.text or "").strip()
        elif part not in {"type", "fieldsToNull"}:
            field = None if sobject is None else sobject.field(part)
            values[part] = _value(each, field)
    return SentRecord(name, record_id, values)


def _value(element: Element, field: Field | None) -> Json:
    if is_nil(element):
        return None
    if len(element):
        return {local(each): each.text or "" for each in element}
    text = element.text or ""
    if field is None:
        return text
    if field.type is FieldType.BOOLEAN:
        return _BOOLEANS.get(text.strip().lower(), text)
    return _number(text, field) if field.type in NUMBER_TYPES else text


def _number(text: str, field: Field) -> Json:
    """Return a number; a text that is none is left for the writer to refuse."""
    try:
        return int(text) if field.type is FieldType.INT else float(text)
    except ValueError:
        return text
