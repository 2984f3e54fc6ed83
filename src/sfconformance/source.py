"""YAML text read into plain values, with the line of every key and value kept beside them.

The reader takes the plain part of YAML: mappings, lists, texts, numbers, booleans and null. What
makes YAML surprising is refused by name: anchors and aliases (a short file could grow without
end), tags, several documents, a key given twice. Keys are always texts, as written, and dates stay
texts, so that ``200: 1`` and ``no: 1`` mean what they show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import yaml
from yaml.constructor import SafeConstructor

from sfconformance.errors import Problem, ScenarioError

KeyPath = tuple[str | int, ...]

DEEPEST = 24
"""Levels of nesting that are read; a scenario needs about ten."""

_TAG = "tag:yaml.org,2002:"
_TEXTS = frozenset({f"{_TAG}str", f"{_TAG}timestamp"})


@dataclass(frozen=True)
class Position:
    """A place in a file, line and column from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """A file's plain value and where each part of it stands.

    Attributes:
        value: dicts with text keys, lists and scalars.
        positions: path of keys and list indexes -> place of that key (of that item in a list).
    """

    value: object
    positions: dict[KeyPath, Position]

    def position(self, path: KeyPath) -> Position:
        """Return the place of a path, or of its nearest part that stands in the file."""
        known = path
        while known and known not in self.positions:
            known = known[:-1]
        return self.positions.get(known, Position(1, 1))


def read(text: str, path: str) -> Source:
    """Read YAML text.

    Raises:
        ScenarioError: the text is not YAML, or uses what scenario files do not use.
    """
    reader = _Reader(path)
    try:
        _examine(text, path)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _place(mark) if mark else Position(1, 1)
        told = ", ".join(part for part in (error.context, error.problem) if part)
        raise _refusal(path, place, f"this is not YAML: {told}") from error
    except yaml.YAMLError as error:
        told = str(error).splitlines()[0]
        raise _refusal(path, Position(1, 1), f"this is not YAML: {told}") from error
    if node is None:
        raise _refusal(path, Position(1, 1), "the file is empty; a scenario begins with `title:`")
    return Source(reader.value(node, ()), reader.positions)


class _Mark(Protocol):
    """A mark of PyYAML, whichever of its two readers made it; counted from 0."""

    line: int
    column: int


def _place(mark: _Mark) -> Position:
    return Position(mark.line + 1, mark.column + 1)


def _refusal(path: str, place: Position, message: str) -> ScenarioError:
    return ScenarioError(path, (Problem(place.line, place.column, message),))


def _examine(text: str, path: str) -> None:
    """Refuse what could not be composed safely, before anything is composed."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        place = _place(event.start_mark) if event.start_mark else Position(1, 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refusal(path, place, "anchors and aliases are not used here: write it out")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refusal(path, place, "a file holds one scenario: a second `---` is too much")
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _refusal(path, place, f"nested deeper than {DEEPEST} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reader:
    """One file being turned from nodes into plain values."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._scalars = SafeConstructor()
        self.positions: dict[KeyPath, Position] = {}

    def value(self, node: yaml.Node, path: KeyPath) -> object:
        self.positions.setdefault(path, _place(node.start_mark))
        if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
            return dict(self._entries(node, path))
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        raise self._wrong(node, f"the tag {_shown(node.tag)} is not used in scenario files")

    def _entries(self, node: yaml.MappingNode, path: KeyPath) -> Iterator[tuple[str, object]]:
        seen: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._wrong(key, "a key is a single word or text, not a list or mapping")
            if key.tag == f"{_TAG}merge":
                raise self._wrong(key, "merge keys (`<<`) are not used here: write it out")
            name = self._text(key, key.value)
            if name in seen:
                raise self._wrong(key, f"`{name}` stands here twice, first on line {seen[name]}")
            place = _place(key.start_mark)
            seen[name] = place.line
            self.positions[*path, name] = place
            yield name, self.value(value, (*path, name))

    def _scalar(self, node: yaml.ScalarNode) -> object:
        text: str = node.value
        if node.tag in _TEXTS:
            return self._text(node, text)
        readers = {
            f"{_TAG}null": self._scalars.construct_yaml_null,
            f"{_TAG}bool": self._scalars.construct_yaml_bool,
            f"{_TAG}int": self._scalars.construct_yaml_int,
            f"{_TAG}float": self._scalars.construct_yaml_float,
        }
        reader = readers.get(node.tag)
        if reader is None:
            raise self._wrong(node, f"the tag {_shown(node.tag)} is not used in scenario files")
        try:
            plain: object = reader(node)
        except (ValueError, KeyError, IndexError, OverflowError) as error:
            kind = node.tag.removeprefix(_TAG)
            message = f"{text[:40]!r} looks like a value of type {kind} and is none; quote a text"
            raise self._wrong(node, message) from error
        return plain

    def _text(self, node: yaml.Node, text: str) -> str:
        # An escape can write half a character, which no report could be encoded with.
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            raise self._wrong(node, "an escape as \\ud800 is half a character; write it in full")
        return text

    def _wrong(self, node: yaml.Node, message: str) -> ScenarioError:
        return _refusal(self._path, _place(node.start_mark), message)


def _shown(tag: str) -> str:
    return f"!!{tag.removeprefix(_TAG)}" if tag.startswith(_TAG) else tag
