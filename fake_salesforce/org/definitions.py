"""The rows of ``_definition``: what an administrator added, in that order, and what it makes.

The schema in memory is rebuilt from these rows when a file is opened again.
"""

from __future__ import annotations

import json
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
