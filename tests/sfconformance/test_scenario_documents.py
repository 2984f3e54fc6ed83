"""Schema, reference and documents say what the models say, and the houses keep apart."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import sfconformance
from fake_salesforce.api import ROUTES
from sfconformance import library
from sfconformance.expectations import EXPECTATIONS
from sfconformance.expectations.wire import ExpectedWire
from sfconformance.reference import BEGIN, END, markdown
from sfconformance.scenario_file import load, loads
from sfconformance.schema import scenario_schema
from sfconformance.stage import RESOURCES
from sfconformance.steps import STEPS, OrgStep

CHECKOUT = Path(__file__).parents[2]
DOCUMENT = CHECKOUT / "docs" / "scenarios.md"
FOLDER = CHECKOUT / "scenarios"
PACKAGE = Path(str(sfconformance.__file__)).parent
APART = {"sfconnector": {"bundled.py"}, "fake_salesforce": {"fake_stage.py", "org_verbs.py"}}


def test_the_reference_in_the_document_is_that_of_the_models() -> None:
    """Renew it with `sfconformance schema --markdown` when a step has changed."""
    text = DOCUMENT.read_text(encoding="utf-8")
    written = text[text.index(BEGIN) : text.index(END) + len(END)]
    assert written == markdown()


def test_the_scenario_of_the_document_is_one() -> None:
    """Every YAML block of the document loads."""
    blocks = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        assert loads(block, path=str(DOCUMENT), name="block").scenario.has_cause()


def test_the_folders_of_the_library_are_those_of_its_readme() -> None:
    """Each area stands in scenarios/README.md, and none that is not there."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)/` \|", readme, re.MULTILINE))
    assert named == {path.name for path in FOLDER.iterdir() if path.is_dir()}


def test_the_table_of_troubles_names_the_files_that_show_them() -> None:
    """Each row of the table in scenarios/README.md lists the files that claim it, and no other."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", readme, re.MULTILINE)
    table = {int(row): set(re.findall(r"`([^`]+)`", files)) for row, files in rows}
    claimed: dict[int, set[str]] = {}
    for path in library.files(FOLDER):
        for row in load(path).scenario.rows:
            claimed.setdefault(row, set()).add(library.name_of(path, FOLDER))
    assert table == claimed


def test_no_scenario_file_holds_a_secret_or_a_real_address() -> None:
    """Secrets are made by the fake, and every address is of example.com or .org."""
    for path in library.files(FOLDER):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"@([\w.]+\w)", text)) <= {"example.com", "example.org"}, path
        assert not re.search(r"\b(?:password|security_token)\s*:", text), path


def test_the_schema_knows_every_step_and_expectation() -> None:
    """Items take any step, acts in the middle only those on the org; unknown keys are refused."""
    schema = scenario_schema()
    definitions: dict[str, Any] = schema["$defs"]
    item, act = definitions["Item"], definitions["Act"]
    assert {key for one in item["oneOf"] for key in one["required"]} == {s.key for s in STEPS}
    org = {key for one in act["oneOf"] for key in one["required"]}
    assert org == {each.key for each in STEPS if issubclass(each, OrgStep)}
    assert set(definitions["Expected"]["properties"]) == {part.key for part in EXPECTATIONS}
    objects = [schema, *(part for part in definitions.values() if part["type"] == "object")]
    assert all(part["additionalProperties"] is False for part in objects)


@pytest.mark.parametrize("path", tuple(library.files(library.path())), ids=lambda path: path.stem)
def test_each_bundled_scenario_fits_the_schema(path: Path) -> None:
    """What the loader takes, an editor takes too."""
    schema = scenario_schema()
    value = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    assert not list(_unfit(value, schema, schema["$defs"]))


def _unfit(value: object, schema: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    """Return what of a value the schema does not have or misses; each option may fit."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    if not schema.keys() - {"description"}:
        return []  # whatever a verb of the fake takes
    if "anyOf" in schema:
        found = [_unfit(value, option, definitions) for option in schema["anyOf"]]
        return min(found, key=len)
    if isinstance(value, dict):
        return _unfit_object(value, schema, definitions)
    if isinstance(value, list):
        if schema.get("type") != "array":
            return ["a list"]
        return [key for part in value for key in _unfit(part, schema["items"], definitions)]
    allowed = [str(word) for word in schema.get("enum", [value])]
    return [] if value in allowed else [str(value)]


def _unfit_object(
    value: dict[str, object], schema: dict[str, Any], definitions: dict[str, Any]
) -> list[str]:
    if schema.get("type") != "object":
        return ["an object"]
    inner = schema.get("properties", {})
    more = schema.get("additionalProperties", {})
    wrong = [key for key in value if more is False and key not in inner]
    wrong += [key for key in schema.get("required", ()) if key not in value]
    for key, part in value.items():
        wrong += _unfit(part, inner.get(key) or more or {}, definitions)
    return wrong


def test_a_file_that_does_not_fit_the_schema_is_seen() -> None:
    """The check above can fail: an unknown key, a missing one and a wrong word are found."""
    schema = scenario_schema()
    wrong = {"title": "x", "steps": [{"update_login": {"usr": "x", "secret": "none"}}]}
    found = _unfit(wrong, schema, schema["$defs"])
    assert sorted(found) == ["none", "org", "sources", "user", "usr", "why"]


def test_the_resources_are_those_of_the_fake() -> None:
    """A `when` waits for a resource by a name that the fake's journal really gives."""
    doors = {"soap", "oauth_token", "versions"}
    assert set(RESOURCES) <= doors | {each.resource for each in ROUTES}


def test_every_resource_that_can_be_expected_is_counted() -> None:
    """An expectation of a resource that nobody looks at would never fail."""
    assert set(ExpectedWire.model_fields) - {"total"} == set(RESOURCES)


@pytest.mark.parametrize("foreign", sorted(APART))
def test_few_files_of_the_harness_know_each_house(foreign: str) -> None:
    """Connector and fake can be exchanged: everything else speaks to a protocol."""
    knowing = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            if any(module.partition(".")[0] == foreign for module in modules):
                knowing.add(file.name)
    assert knowing == APART[foreign]
