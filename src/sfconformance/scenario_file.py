"""A scenario file: loaded, checked, with the line of every part of it.

Every error of the model is told with the line it stands on. What the model cannot see by itself
(that an alias is one of the org's users) is checked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from sfconformance import source
from sfconformance.errors import Problem, ScenarioError
from sfconformance.model import Scenario
from sfconformance.part import NamesUser, nearest
from sfconformance.source import KeyPath, Source

LONGEST_SHOWN = 40


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario with its file.

    Attributes:
        name: its name, as ``disconnects/password-expired``.
        path: the file, as it was given.
        scenario: what it holds.
        source: where each part of it stands.
    """

    name: str
    path: str
    scenario: Scenario
    source: Source

    def line(self, path: KeyPath) -> int:
        """Return the line of a path of keys, or of its nearest part that stands in the file."""
        return self.source.position(path).line


def load(path: Path, *, name: str | None = None) -> ScenarioFile:
    """Load a scenario file. Its name is the file's, without suffix, unless one is given.

    Raises:
        ScenarioError: the file cannot be read or is no scenario.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        problem = Problem(1, 1, f"this is not UTF-8 text: {error.reason} at byte {error.start}")
        raise ScenarioError(str(path), (problem,)) from error
    except OSError as error:
        problem = Problem(1, 1, f"the file cannot be read: {error.strerror}")
        raise ScenarioError(str(path), (problem,)) from error
    return loads(text, path=str(path), name=name or path.stem)


def loads(text: str, *, path: str, name: str) -> ScenarioFile:
    """Return the scenario that a text holds.

    Raises:
        ScenarioError: it holds none; each problem has its line.
    """
    read = source.read(text, path)
    try:
        scenario = Scenario.model_validate(read.value)
    except ValidationError as error:
        raise ScenarioError(path, tuple(_problems(error, read))) from error
    unknown = tuple(_unknown_aliases(scenario, read))
    if unknown:
        raise ScenarioError(path, unknown)
    return ScenarioFile(name, path, scenario, read)


def _problems(error: ValidationError, read: Source) -> Iterator[Problem]:
    details = error.errors(include_url=False)
    for detail in details:
        path: KeyPath = detail["loc"]
        inside = [other for other in details if other["loc"][:-1][: len(path)] == path]
        if detail["type"] == "too_short" and inside:
            continue  # a list seems too short only because an item of it is wrong
        if detail["type"] == "unknown_key":
            path = (*path, detail["ctx"]["key"])
        place = read.position(path)
        yield Problem(place.line, place.column, _message(path, detail))


def _message(path: KeyPath, detail: Any) -> str:  # noqa: ANN401 - pydantic's own mapping
    kind, told = detail["type"], detail["msg"].removeprefix("Value error, ")
    where = ".".join(str(part) for part in path if isinstance(part, str))
    if kind == "missing":
        return f"`{path[-1]}` is missing here ({where})"
    if kind == "unknown_key":
        return str(told)
    found = repr(detail["input"])
    shown = found if len(found) <= LONGEST_SHOWN else f"{found[: LONGEST_SHOWN - 3]}..."
    close = ""
    if kind == "literal_error" and isinstance(detail["input"], str):
        known = detail["ctx"]["expected"].replace(" or ", ", ").split(", ")
        close = nearest(detail["input"], tuple(word.strip("'") for word in known))
    said = told[:1].lower() + told[1:]
    if kind == "value_error":
        return f"{where}: {told}" if where else told
    return f"{where or 'the file'}: {said}, not {shown}{close}"


def _unknown_aliases(scenario: Scenario, read: Source) -> Iterator[Problem]:
    known = scenario.aliases
    for path, alias in _aliases(scenario, ()):
        if alias not in known:
            place = read.position(path)
            message = (
                f"`{alias}` is no user of this org{nearest(alias, known)}; "
                f"`org.users` has: {', '.join(known)}"
            )
            yield Problem(place.line, place.column, message)


def _aliases(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Find every field marked as a user's alias, below a part or a tuple of parts."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _aliases(item, (*path, index))
    if not isinstance(value, BaseModel):
        return
    for name, field in type(value).model_fields.items():
        if name not in value.model_fields_set:
            continue
        inner = getattr(value, name)
        if isinstance(inner, str) and any(isinstance(m, NamesUser) for m in field.metadata):
            yield (*path, name), inner
        else:
            yield from _aliases(inner, (*path, name))
