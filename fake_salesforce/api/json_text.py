"""JSON as Salesforce prints it: compact, or pretty as Jackson prints (reference 2, [CCI])."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec


def to_text(value: object, *, is_pretty: bool) -> str:
    """Return a JSON value as text.

    The pretty form has blanks around each colon, two blanks of indent for objects, and lists on
    their line: ``"records" : [ {``, an empty one ``[ ]``. Half a surrogate pair, which a client may
    send and an error repeats, is a ``?``, as Java writes it (believed).
    """
    if not is_pretty:
        return _whole(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return _whole("".join(_pretty(value, "")))


def assembled(value: object, *, is_pretty: bool) -> str:
    """Return a JSON value as :func:`to_text` does, where parts of it are JSON text already.

    Such a part is a :class:`msgspec.Raw` of the same form, compact or pretty.
    """
    if is_pretty:
        return _whole("".join(_pretty(value, "")))
    try:
        return msgspec.json.encode(value).decode("utf-8")
    except UnicodeEncodeError:
        return msgspec.json.encode(_wholly(value)).decode("utf-8")


def _whole(text: str) -> str:
    """Return a text without halves of surrogate pairs."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


def _wholly(value: object) -> object:
    """Return a value whose texts have no halves of surrogate pairs."""
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, dict):
        return {_whole(name): _wholly(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_wholly(each) for each in value]
    return value


def _pretty(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _pretty_object(value, indent)
    elif isinstance(value, list):
        yield "[ "
        for i, element in enumerate(value):
            yield ", " if i else ""
            yield from _pretty(element, indent)
        yield " ]" if value else "]"
    elif isinstance(value, msgspec.Raw):
        yield bytes(value).decode("utf-8").replace("\n", f"\n{indent}")
    else:
        yield json.dumps(value, ensure_ascii=False)


def _pretty_object(value: dict[str, object], indent: str) -> Iterator[str]:
    if not value:
        yield "{ }"
        return
    inner = indent + "  "
    yield "{"
    for i, (key, element) in enumerate(value.items()):
        yield f"{',' if i else ''}\n{inner}{json.dumps(key, ensure_ascii=False)} : "
        yield from _pretty(element, inner)
    yield f"\n{indent}}}"
