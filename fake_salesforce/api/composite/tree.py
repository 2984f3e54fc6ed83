"""``composite/tree``: records with their children, created all or none, parents first.

[K:rest-api/sobject-tree], [K:rest-api/sobject-tree-request-body]: up to 200 records of up to five
types, five levels deep. Roots come first, then the second level, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from fake_salesforce.api.call import Answer, Call, Route
from fake_salesforce.api.describes import sobject_of
from fake_salesforce.api.json_body import JsonObject, read_object
from fake_salesforce.api.save_headers import save_options
from fake_salesforce.errors import InvalidInputError
from fake_salesforce.records.entity_types import check_createable
from fake_salesforce.records.values import Json, WrongTypeError
from fake_salesforce.schema import Schema, SObject

from .saving import Saved, error_element, save

MOST_RECORDS = 200
MOST_TYPES = 5
MOST_LEVELS = 5
_REFERENCE_ID = re.compile(r"[A-Za-z0-9]\w*", re.ASCII)
_FIRST_LEVEL = 1


@dataclass(frozen=True, slots=True)
class _Node:
    """A record of a tree."""

    reference_id: str
    sobject: SObject
    fields: Mapping[str, Json]
    level: int
    parent: int | None
    """Which node, in the order of the list, is its parent; None for a root."""
    parent_field: str | None
    """The field that refers to the parent."""


_Waiting = tuple[dict[str, Json], SObject, int | None, str | None]
"""A record of the next level: its text, its object, its parent's number, the field to it."""


def tree(call: Call, name: str) -> Answer:
    """Create trees of records: 201 with the ids, or 400 with the records at fault."""
    sobject = sobject_of(call, name)
    body = read_object(call.body, content_type=call.headers.get("Content-Type", ""))
    nodes = _nodes(call.org.schema, sobject, body)
    made: dict[int, str] = {}
    options = save_options(call)

    def create(number: int, node: _Node) -> Saved:
        check_createable(node.sobject)
        fields = dict(node.fields)
        if node.parent is not None and node.parent_field is not None:
            if node.parent not in made:
                return Saved(None)  # its parent was refused, and so is the whole
            fields[node.parent_field] = made[node.parent]
        made[number] = call.org.records.create(
            node.sobject.name, fields, user_id=call.user_id, options=options
        )
        return Saved(made[number])

    writes = [partial(create, number, node) for number, node in enumerate(nodes)]
    try:
        outcomes = save(call.org, writes, all_or_none=True)
    except WrongTypeError as error:
        raise body.wrong_type(error, place="records") from error
    refused = [
        {"referenceId": node.reference_id, "errors": [error_element(each) for each in saved.errors]}
        for node, saved in zip(nodes, outcomes, strict=True)
        if saved.is_refused
    ]
    if refused:
        return Answer({"hasErrors": True, "results": refused}, status=400)
    results = [
        {"referenceId": node.reference_id, "id": saved.id}
        for node, saved in zip(nodes, outcomes, strict=True)
    ]
    return Answer({"hasErrors": False, "results": results}, status=201)


def _nodes(schema: Schema, root: SObject, body: JsonObject) -> list[_Node]:
    """Return the records of a body level by level; what is refused about the form is believed.

    Raises:
        InvalidInputError: a record lacks its type or its referenceId, is of another type than the
            path or the relationship says, or there are too many, too deep.
    """
    level: list[_Waiting] = [(each, root, None, None) for each in _listed(body.values)]
    nodes: list[_Node] = []
    seen: set[str] = set()
    number = _FIRST_LEVEL
    while level:
        if number > MOST_LEVELS:
            message = f"trees may be {MOST_LEVELS} levels deep"
            raise InvalidInputError(message)
        below: list[_Waiting] = []
        for value, sobject, parent, parent_field in level:
            reference_id = _reference_id(value, sobject, seen)
            fields, children = _split(schema, sobject, value)
            nodes.append(_Node(reference_id, sobject, fields, number, parent, parent_field))
            below += [(each, child, len(nodes) - 1, field) for each, child, field in children]
        level = below
        number += 1
    if len(nodes) > MOST_RECORDS or len({each.sobject.name for each in nodes}) > MOST_TYPES:
        message = f"trees may have {MOST_RECORDS} records of {MOST_TYPES} types"
        raise InvalidInputError(message)
    return nodes


def _listed(value: Mapping[str, object]) -> list[dict[str, Json]]:
    records = value.get("records")
    if not isinstance(records, list) or not records:
        message = "records must be a list of records"
        raise InvalidInputError(message)
    if not all(isinstance(each, dict) for each in records):
        message = "each record must be an object"
        raise InvalidInputError(message)
    return records


def _reference_id(value: Mapping[str, object], sobject: SObject, seen: set[str]) -> str:
    attributes = value.get("attributes")
    attributes = attributes if isinstance(attributes, dict) else {}
    name, reference_id = attributes.get("type"), attributes.get("referenceId")
    if not isinstance(name, str) or name.lower() != sobject.name.lower():
        message = f"the type of a record must be {sobject.name}, not {name!r}"
        raise InvalidInputError(message)
    if not isinstance(reference_id, str) or _REFERENCE_ID.fullmatch(reference_id) is None:
        message = (
            "each record must have a referenceId of letters, digits and underscores, not"
            f" {reference_id!r}"
        )
        raise InvalidInputError(message)
    if reference_id in seen:
        message = f"Duplicate ReferenceId provided in the request: {reference_id}"
        raise InvalidInputError(message)
    seen.add(reference_id)
    return reference_id


def _split(
    schema: Schema, sobject: SObject, value: Mapping[str, Json]
) -> tuple[dict[str, Json], list[tuple[dict[str, Json], SObject, str]]]:
    """Return the fields of a record, and its children with the field that refers to it."""
    fields: dict[str, Json] = {}
    children: list[tuple[dict[str, Json], SObject, str]] = []
    for name, each in value.items():
        relationship = schema.child_relationship(sobject, name)
        if name == "attributes":
            continue
        if relationship is not None and isinstance(each, dict):
            child, field = relationship
            children += [(record, child, field.name) for record in _listed(each)]
        else:
            fields[name] = each
    return fields, children


ROUTES = (Route("/composite/tree/<name>", "composite_tree", tree, ("POST",)),)
