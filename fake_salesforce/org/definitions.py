"""The rows of ``_definition``: what an administrator added, in that order, and what it makes.

The schema in memory is rebuilt from these rows when a file is opened again.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from fake_salesforce.schema import RecordType, Schema, SObject, extending
from fake_salesforce.schema.custom import CustomField, CustomObject, NewPicklistValue
from fake_salesforce.schema.rules import (
    AssignmentEntry,
    AssignmentRule,
    DuplicateRule,
    ValidationRule,
)

Body = Mapping[str, Any]
OBJECT = "object"


def keep(connection: sqlite3.Connection, kind: str, body: Body) -> None:
    """Keep one addition."""
    connection.execute(
        "INSERT INTO _definition (kind, body) VALUES (?, ?)", (kind, json.dumps(body))
    )


def kept(connection: sqlite3.Connection) -> Iterator[tuple[str, Body]]:
    """Return the additions that are kept, each with its kind."""
    found = connection.execute("SELECT kind, body FROM _definition ORDER BY number").fetchall()
    return ((kind, json.loads(body)) for kind, body in found)


def field_named(
    connection: sqlite3.Connection, sobject_name: str, name: str
) -> tuple[int, CustomField]:
    """Return a custom field as it was defined, and the number of its addition.

    Raises:
        ValueError: nobody added a field of that name, or a package did.
    """
    for number, text in connection.execute(
        "SELECT number, body FROM _definition WHERE kind = 'field'"
    ).fetchall():
        body = json.loads(text)
        if (body["sobject"], body["field"]["name"].lower()) == (sobject_name, name.lower()):
            field = CustomField.model_validate_json(json.dumps(body["field"]))
            if field.name.count("__") > 1:
                message = f"{sobject_name}.{field.name} is a package's: only its publisher names it"
                raise ValueError(message)
            return number, field
    message = f"{sobject_name} has no custom field {name!r}"
    raise ValueError(message)


def renamed(field: CustomField, name: str) -> CustomField:
    """Return a field under another name, with the label it had.

    Raises:
        ValueError: no custom field can have the name.
    """
    label = field.label or field.fields()[0].label
    data = field.model_dump(mode="json") | {"name": name, "label": label}
    return CustomField.model_validate_json(json.dumps(data))


def naming(connection: sqlite3.Connection, name: str) -> str | None:
    """Return what names a field, of whatever object, beside its own definition; None if nothing."""
    names = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    for kind, text in connection.execute("SELECT kind, body FROM _definition").fetchall():
        body = json.loads(text)
        if kind == "field":
            if names.search(str(body["field"].get("formula"))):
                return f"the formula of {body['sobject']}.{body['field']['name']}"
        elif kind.endswith("_rule") and names.search(text):
            return f"a rule of {body['sobject']}"
    for (text,) in connection.execute("SELECT body FROM _report").fetchall():
        if names.search(text):
            return f"the report {json.loads(text)['name']!r}"
    return None


def rename(
    connection: sqlite3.Connection,
    sobject_name: str,
    number: int,
    old: CustomField,
    new: CustomField,
) -> None:
    """Put a field under another name in the place of its addition, and of its picklist values."""
    body = {"sobject": sobject_name, "field": new.model_dump(mode="json")}
    statement = "UPDATE _definition SET body = ? WHERE number = ?"
    connection.execute(statement, (json.dumps(body), number))
    for value_number, text in connection.execute(
        "SELECT number, body FROM _definition WHERE kind = 'picklist_value'"
    ).fetchall():
        body = json.loads(text)
        value = body["picklist_value"]
        if (body["sobject"], value["field"]) == (sobject_name, old.name):
            value["field"] = new.name
            connection.execute(statement, (json.dumps(body), value_number))


def rebuilt(schema: Schema, kind: str, body: Body) -> SObject:
    """Return an object as an addition made it."""
    if kind == OBJECT:
        custom = CustomObject.model_validate_json(json.dumps(body[OBJECT]))
        return custom.sobject(body["key_prefix"])
    sobject = schema.known(body["sobject"])
    assert sobject is not None
    return _REBUILD[kind](schema, sobject, body[kind])


def _field(schema: Schema, sobject: SObject, body: Any) -> SObject:  # noqa: ANN401 - JSON
    custom = CustomField.model_validate_json(json.dumps(body))
    return extending.with_field(schema, sobject, custom)


def _record_type(_: Schema, sobject: SObject, body: Any) -> SObject:  # noqa: ANN401 - JSON
    return extending.with_record_type(sobject, RecordType(**body))


def _picklist_value(_: Schema, sobject: SObject, body: Any) -> SObject:  # noqa: ANN401 - JSON
    new = NewPicklistValue.model_validate_json(json.dumps(body))
    return extending.with_picklist_value(sobject, new)


def _validation_rule(_: Schema, sobject: SObject, body: Any) -> SObject:  # noqa: ANN401 - JSON
    rule = ValidationRule.model_validate_json(json.dumps(body))
    return extending.with_validation_rule(sobject, rule)


def _duplicate_rule(_: Schema, sobject: SObject, body: Any) -> SObject:  # noqa: ANN401 - JSON
    rule = DuplicateRule.model_validate_json(json.dumps(body))
    return extending.with_duplicate_rule(sobject, rule)


def _active_duplicate_rule(_: Schema, sobject: SObject, body: Any) -> SObject:  # noqa: ANN401 - JSON
    return extending.with_active_duplicate_rule(sobject, body)


def _assignment_rule(_: Schema, sobject: SObject, body: Any) -> SObject:  # noqa: ANN401 - JSON
    entries = tuple(AssignmentEntry(**each) for each in body["entries"])
    return extending.with_assignment_rule(sobject, AssignmentRule(**{**body, "entries": entries}))


_REBUILD: Mapping[str, Callable[[Schema, SObject, Any], SObject]] = MappingProxyType(
    {
        "field": _field,
        "record_type": _record_type,
        "picklist_value": _picklist_value,
        "validation_rule": _validation_rule,
        "duplicate_rule": _duplicate_rule,
        "active_duplicate_rule": _active_duplicate_rule,
        "assignment_rule": _assignment_rule,
    }
)
"""What a kind of addition makes of its object."""
