"""The JSON Schema of a scenario file, for editors that check and complete YAML."""

from __future__ import annotations

from typing import Any

from sfconformance import org_verbs
from sfconformance.model import Scenario
from sfconformance.steps import STEPS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """Return the schema; the models are its only source."""
    schema = Scenario.model_json_schema()
    _drop_null_defaults(schema)
    for name in ("Item", "Act"):
        item = schema["$defs"][name]
        keys = [step.key for step in STEPS if step.key in item["properties"]]
        item["oneOf"] = [{"required": [key]} for key in keys]
    _name_verbs(schema["$defs"]["Salesforce"])
    return {"$schema": DIALECT, "title": "A scenario of sfconformance", **_untitled(schema)}


def _name_verbs(step: dict[str, Any]) -> None:
    """Name the verbs of the fake and their fields; what a field may hold, the loader knows."""
    verbs = org_verbs.fields()
    step["properties"]["verb"]["enum"] = list(verbs)
    takers: dict[str, list[str]] = {}
    for verb, fields in verbs.items():
        for field in fields:
            takers.setdefault(field, []).append(f"`{verb}`")
    for field, taking in takers.items():
        step["properties"].setdefault(field, {"description": f"Of {', '.join(taking)}."})
    step["additionalProperties"] = False


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "title"}


def _drop_null_defaults(node: object) -> None:
    """Take `"default": null` away: a key that may be left out may not be written as null."""
    if isinstance(node, dict):
        if node.get("default", ...) is None and "$ref" in node:
            del node["default"]
        for inner in node.values():
            _drop_null_defaults(inner)
    elif isinstance(node, list):
        for inner in node:
            _drop_null_defaults(inner)
