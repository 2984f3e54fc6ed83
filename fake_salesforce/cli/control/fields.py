"""The fields of a verb as the arguments and options of a command, and back.

A field that is an object becomes the options of its own fields; a fault becomes the argument of its
kind and the options that any kind has.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from fake_salesforce.control import Verb
from fake_salesforce.control.values import value_of


@dataclass(frozen=True)
class Place:
    """A value of what a verb takes, as a command sees it."""

    path: tuple[str, ...]
    """Where it stands, as ``("match", "nth")``."""
    schema: Mapping[str, Any]
    is_required: bool
    is_kind: bool = False
    """Whether it is the kind of a fault."""

    @property
    def name(self) -> str:
        """The name of the parameter, as ``nth``."""
        return "fault" if self.is_kind else self.path[-1]

    @property
    def dotted(self) -> str:
        """How a verb names it among its words."""
        return "fault" if self.is_kind else ".".join(self.path)


class Fields:
    """The places of one verb."""

    def __init__(self, verb: Verb) -> None:
        self._verb = verb
        self._definitions: Mapping[str, Any] = verb.schema.get("$defs", {})
        found: dict[tuple[str, ...], Place] = {}
        for each in self._places(verb.schema, ()):
            found.setdefault(each.path, each)
        self.places = tuple(found.values())

    def _places(self, schema: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[Place]:
        required = schema.get("required", [])
        for name, each in schema.get("properties", {}).items():
            path = (*above, name)
            plain = self._plain(each)
            if "discriminator" in plain:
                kinds = plain["discriminator"]["mapping"]
                yield Place((*path, "kind"), {"x-kinds": kinds}, is_required=True, is_kind=True)
                for kind in kinds.values():
                    rest = dict(self._plain({"$ref": kind}))
                    rest["properties"] = {
                        key: value for key, value in rest["properties"].items() if key != "kind"
                    }
                    yield from self._places(rest | {"required": []}, path)
            elif "properties" in plain:
                yield from self._places(plain, path)
            else:
                text = {key: each[key] for key in ("description", "x-file") if key in each}
                yield Place(path, {**plain, **text}, is_required=name in required)

    def _plain(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a schema without its reference, and without the null it may be."""
        if "$ref" in schema:
            found: Mapping[str, Any] = self._definitions[schema["$ref"].rpartition("/")[2]]
            return found
        options = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
        return self._plain(options[0]) if len(options) == 1 else schema

    # -- as parameters ---------------------------------------------------------------------------

    def parameters(self) -> list[click.Parameter]:
        """Return the arguments in the order of the verb's words, and then the options."""
        by_name = {each.dotted: each for each in self.places}
        arguments = [by_name[word] for word in self._verb.words]
        rest = [each for each in self.places if each.dotted not in self._verb.words]
        return [
            *(self._argument(each) for each in arguments),
            *(self._option(each) for each in rest),
        ]

    def _argument(self, place: Place) -> click.Argument:
        is_many = _is_list(place.schema) or _is_pairs(place.schema)
        return click.Argument(
            [place.name],
            nargs=-1 if is_many else 1,
            required=place.is_required and not _is_pairs(place.schema),
            metavar=_metavar(place),
            type=str,
        )

    def _option(self, place: Place) -> click.Option:
        flag = place.name.replace("_", "-")
        schema = place.schema
        text = str(schema.get("description", "")).partition("\n")[0].replace("`", "")
        shared: dict[str, Any] = {"help": text, "default": None, "required": place.is_required}
        if schema.get("type") == "boolean":
            return click.Option([f"--{flag}/--no-{flag}", place.name], **shared)
        choices = schema.get("enum")
        is_choice = choices is not None and all(isinstance(each, str) for each in choices)
        return click.Option(
            [f"--{flag}", place.name],
            type=click.Choice(choices) if is_choice and choices else str,
            multiple=_is_list(schema) or _is_pairs(schema),
            metavar=None if is_choice else _metavar(place),
            **shared,
        )

    # -- and back ----------------------------------------------------------------------------------

    def read(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a verb takes, from what a command was given.

        Raises:
            UsageError: a word is of no use.
        """
        asked: dict[str, Any] = {}
        for place in self.places:
            value = given.get(place.name)
            if value is None or value == ():
                continue
            self._put(asked, place, value)
        return asked

    def _put(self, asked: dict[str, Any], place: Place, value: Any) -> None:  # noqa: ANN401 - click's
        *above, last = place.path
        where = asked
        for each in above:
            where = where.setdefault(each, {})
        if place.is_kind:
            where |= self._fault(place, str(value))
        else:
            where[last] = self._value(place, value)

    def _value(self, place: Place, value: Any) -> Any:  # noqa: ANN401 - JSON
        schema = place.schema
        if "x-file" in schema:
            return _read_file(Path(value), schema["x-file"])
        if _is_pairs(schema):
            return dict(_pair(each) for each in value)
        if _is_list(schema):
            of_each = schema.get("items", {})
            return [value_of(each, of_each, self._definitions) for each in value]
        return value if isinstance(value, bool) else value_of(value, schema, self._definitions)

    def _fault(self, place: Place, word: str) -> dict[str, Any]:
        """Return the fault that a word names: ``reset-inside`` is a reset at the inside."""
        kinds: Mapping[str, str] = place.schema["x-kinds"]
        for kind, reference in kinds.items():
            begin = kind.replace("_", "-")
            if word in {kind, begin}:
                return {"kind": kind}
            fields = self._plain({"$ref": reference})["properties"]
            for name, schema in fields.items():
                for value in schema.get("enum", []):
                    if word == f"{begin}-{value}".replace("_", "-"):
                        return {"kind": kind, name: value}
        has = ", ".join(kind.replace("_", "-") for kind in kinds)
        message = f"there is no fault {word!r}; there are {has}"
        raise click.UsageError(message)


def _is_list(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "array"


def _is_pairs(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "object" and "x-file" not in schema


def _metavar(place: Place) -> str:
    if place.is_kind:
        return "KIND"
    if "x-file" in place.schema:
        return "FILE"
    if _is_pairs(place.schema):
        return "NAME=VALUE..."
    name = place.name.upper()
    if _is_list(place.schema):
        return f"{name}..."
    return name if place.is_required else f"[{name}]"


def _pair(word: str) -> tuple[str, Any]:
    """Return name and value of ``City=Paris``, or of ``Size:=3`` where the value is JSON."""
    name, sign, value = word.partition("=")
    if not sign or not name:
        message = f"{word!r} is no pair: write NAME=TEXT, or NAME:=JSON"
        raise click.UsageError(message)
    if not name.endswith(":"):
        return name, value
    try:
        return name.removesuffix(":"), json.loads(value)
    except ValueError as error:
        message = f"{value!r} of {word!r} is no JSON: {error}"
        raise click.UsageError(message) from error


def _read_file(path: Path, kind: str) -> Any:  # noqa: ANN401 - JSON
    try:
        if kind == "base64":
            return base64.b64encode(path.read_bytes()).decode()
        # What YAML has beyond JSON, as dates, is written as text.
        return json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {error}"
        raise click.UsageError(message) from error
