"""The OpenAPI 3.1 document of the control panel, made from the verbs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import TypeAdapter

from .problems import MEDIA_TYPE, Problem
from .verb import JSON, Verb

Mode = Literal["validation", "serialization"]

_REF = "#/components/schemas/{model}"
_INFO = {
    "title": "fake_salesforce",
    "version": "1",
    "description": (
        "Control of a running fake: whatever a test can do in Python. Calls are no exchanges with"
        " Salesforce: they spend nothing, meet no fault and are not in the journal. A body is sent"
        " as application/json, an Origin is refused, and where a key is set it goes into"
        " Authorization, as a bearer's."
    ),
}
_REFUSALS = {
    "400": "the body is no JSON",
    "401": "the key is missing or wrong",
    "403": "the call may come from elsewhere, or from a web page",
    "404": "there is no such path, org, user or other thing; `there_are` lists those there are",
    "409": "the state of the fake does not allow it",
    "415": "the body is not said to be JSON",
    "422": "what was asked is wrong; `faults` say where",
    "429": "too many wait already",
}


def document(verbs: Iterable[Verb]) -> dict[str, Any]:
    """Return the document of some verbs."""
    kept = tuple(verbs)
    models: list[tuple[object, Mode, TypeAdapter[Any]]] = [
        ("problem", "serialization", TypeAdapter(Problem)),
        *((id(each), "validation", TypeAdapter[Any](each.takes)) for each in kept),
    ]
    models.extend(
        (id(each), "serialization", each.adapter) for each in kept if each.gives is not None
    )
    schemas, definitions = TypeAdapter.json_schemas(models, ref_template=_REF)
    components = definitions.get("$defs", {})
    paths: dict[str, dict[str, Any]] = {}
    for each in kept:
        operation = _operation(
            each,
            _resolved(schemas[(id(each), "validation")], components),
            schemas.get((id(each), "serialization")),
            schemas[("problem", "serialization")],
        )
        paths.setdefault(f"/_fake{each.path}", {})[each.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"key": []}],
    }


def _resolved(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    found: dict[str, Any] = schema if reference is None else components[reference.split("/")[-1]]
    return found


def _operation(
    verb: Verb, taken: dict[str, Any], given: dict[str, Any] | None, problem: dict[str, Any]
) -> dict[str, Any]:
    properties, required = taken.get("properties", {}), taken.get("required", [])
    rest = {name: each for name, each in properties.items() if name not in verb.in_path}
    operation: dict[str, Any] = {
        "operationId": f"{verb.noun}-{verb.name}",
        "summary": verb.summary,
        "tags": [verb.noun],
        "parameters": [
            {"name": each, "in": "path", "required": True, "schema": properties[each]}
            for each in verb.in_path
        ],
        "responses": {
            str(verb.status): {
                "description": "done",
                **({} if given is None else {"content": {verb.media_type: {"schema": given}}}),
            },
            **{
                status: {"description": why, "content": {MEDIA_TYPE: {"schema": problem}}}
                for status, why in _REFUSALS.items()
            },
        },
    }
    if verb.description:
        operation["description"] = verb.description
    if not verb.has_body:
        operation["parameters"] += [
            {"name": name, "in": "query", "required": name in required, "schema": _plain(each)}
            for name, each in rest.items()
        ]
    elif rest:
        needed = [each for each in required if each in rest]
        schema = {"type": "object", "properties": rest, "additionalProperties": False}
        operation["requestBody"] = {
            "required": bool(needed),
            "content": {JSON: {"schema": schema | ({"required": needed} if needed else {})}},
        }
    return operation


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a query parameter: one that is absent is no null."""
    options = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    if len(options) != 1:
        return schema
    rest = {name: each for name, each in schema.items() if name not in {"anyOf", "default"}}
    return {**rest, **options[0]}
