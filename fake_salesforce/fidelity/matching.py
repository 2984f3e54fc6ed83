"""What an answer is compared by: each difference is a sentence, and none means the row holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from .json_path import NothingThere, value_at
from .model import Answer, Broken

_MOST_TOLD = 400
_NOT_JSON = object()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over HTTP."""

    status: int
    headers: dict[str, str]
    """By name in lower case."""
    text: str
    broken: Broken | None = None
    """How the connection ended before the answer was whole."""


def differences(answer: Answer, reply: Reply) -> Iterator[str]:
    """Yield what of an answer a reply does not have."""
    if reply.broken != answer.broken:
        yield f"the connection gave {reply.broken or 'a whole answer'}, not {answer.broken}"
    if answer.status is not None and reply.status != answer.status:
        yield f"status {reply.status} instead of {answer.status}, body {_told(reply.text)}"
    if answer.text is not None and reply.text != answer.text:
        yield f"body {_told(reply.text)} instead of {_told(answer.text)}"
    for each in answer.contains:
        if each not in reply.text:
            yield f"body lacks {each!r}: {_told(reply.text)}"
    for name, pattern in answer.headers.items():
        value = reply.headers.get(name.lower(), "")
        if re.fullmatch(pattern, value) is None:
            yield f"header {name} is {value!r}, which does not match {pattern!r}"
    yield from _json_differences(answer, _parsed(reply.text))
    yield from _xml_differences(answer, reply.text)


def _parsed(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text)
    except ValueError:
        return _NOT_JSON


def _json_differences(answer: Answer, document: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    wanted: dict[str, Any] = dict(answer.at)
    if answer.equals is not None:
        wanted["$"] = answer.equals
    for path, value in wanted.items():
        found = _look(document, path)
        if found is _NOT_JSON or not _same(found, value):
            yield f"{path} is {_shown(found)} instead of {_shown(value)}"
    if answer.records is not None:
        yield from _record_differences(answer.records, _look(document, "records"))
    yield from _key_differences(answer, document)
    for path, pattern in answer.matches.items():
        found = _look(document, path)
        if not isinstance(found, str) or re.fullmatch(pattern, found, re.DOTALL) is None:
            yield f"{path} is {_shown(found)}, which does not match {pattern!r}"
    for path in answer.absent:
        found = _look(document, path)
        if found is not _NOT_JSON:
            yield f"{path} is {_shown(found)} where there should be nothing"


def _key_differences(answer: Answer, document: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    for path, names in answer.keys.items():
        held = _names(_look(document, path))
        if held != names:
            yield f"{path} has the keys {held} instead of {names}"
    for path, names in answer.has_keys.items():
        lacking = [each for each in names if each not in _names(_look(document, path))]
        if lacking:
            yield f"{path} lacks the keys {lacking}"


def _names(found: Any) -> list[str]:  # noqa: ANN401 - JSON
    return list(found) if isinstance(found, dict) else []


def _look(document: Any, path: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return value_at(document, path)
    except NothingThere:
        return _NOT_JSON


def _record_differences(wanted: list[dict[str, Any]], found: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if not isinstance(found, list):
        yield f"there are no records but {_shown(found)}"
        return
    bare = [{name: each[name] for name in each if name != "attributes"} for each in found]
    if not _same(bare, wanted):
        yield f"records are {_shown(bare)} instead of {_shown(wanted)}"


def _same(found: Any, wanted: Any) -> bool:  # noqa: ANN401 - JSON
    """Tell whether two values are equal, types and the order of keys included."""
    return json.dumps(found) == json.dumps(wanted)


def _xml_differences(answer: Answer, text: str) -> Iterator[str]:
    if not answer.xml and not answer.xml_order:
        return
    try:
        root: Element = fromstring(text)
    except ParseError as error:
        yield f"the body is no XML ({error}): {_told(text)}"
        return
    for name, wanted in answer.xml.items():
        found = _element(root, name)
        if found is None:
            yield f"there is no <{name}>"
        elif found.text != wanted:
            yield f"<{name}> is {found.text!r} instead of {wanted!r}"
    for name, names in answer.xml_order.items():
        found = _element(root, name)
        held = [] if found is None else [_local(each) for each in found]
        if held != names:
            yield f"<{name}> holds {held} instead of {names}"


def _element(root: Element, name: str) -> Element | None:
    return next((each for each in root.iter() if _local(each) == name), None)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _shown(value: Any) -> str:  # noqa: ANN401 - JSON
    return "nothing" if value is _NOT_JSON else _told(json.dumps(value, ensure_ascii=False))


def _told(text: str) -> str:
    return text if len(text) <= _MOST_TOLD else f"{text[:_MOST_TOLD]}..."
