"""What a later subrequest takes from the answer to an earlier one: ``@{referenceId.path}``.

The syntax is ``.`` for a field of an object and ``[0]`` for an element of a list, and names are
case-sensitive ([K:rest-api/composite-request-body]). A value that is nothing but one reference
takes the type of what it refers to; in other texts it is written as text (both believed).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from fake_salesforce.errors import ProcessingHaltedError

_REFERENCE = re.compile(r"@\{([^{}]*)\}")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d{1,9})\]")
_NAME = re.compile(r"[^.\[(]*")
"""A name ends where a ``[`` or a ``(`` stands, before Summer '21 ([K:rest-api/
composite-subrequest-result]): a reference by such a name finds nothing."""


def resolved(value: object, answers: Mapping[str, object], *, takes_null: bool = False) -> object:
    """Return a JSON value with its references replaced.

    Args:
        value: a subrequest's url or body.
        answers: the bodies so far, by referenceId.
        takes_null: whether a field that is null is one that can be referred to, as from v52.0 on
            ([K:rest-api/composite-subrequest-result]).

    Raises:
        ProcessingHaltedError: a reference leads to nothing, or to a null that is not taken.
    """
    if isinstance(value, dict):
        return {
            name: resolved(each, answers, takes_null=takes_null) for name, each in value.items()
        }
    if isinstance(value, list):
        return [resolved(each, answers, takes_null=takes_null) for each in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole is not None:
        return _value(whole[1], answers, takes_null=takes_null)
    return _REFERENCE.sub(
        lambda match: _text(_value(match[1], answers, takes_null=takes_null)), value
    )


def _value(path: str, answers: Mapping[str, object], *, takes_null: bool) -> object:
    match = _NAME.match(path)
    name = match[0] if match else ""
    found = answers.get(name)
    rest = path[len(name) :]
    at = 0
    is_null = False
    while found is not None and at < len(rest):
        step = _STEP.match(rest, at)
        is_null = step is not None and isinstance(found, dict) and step[1] in found
        found = None if step is None else _stepped(found, step)
        at = len(rest) if step is None else step.end()
    if found is None and is_null and takes_null and at == len(rest):
        return None
    if found is None or isinstance(found, dict | list):
        message = f"Invalid reference specified. No value for {path} found in {name}."
        raise ProcessingHaltedError(message)
    return found


def _stepped(value: object, step: re.Match[str]) -> object:
    if isinstance(value, dict) and step[1] is not None:
        return value.get(step[1])
    if isinstance(value, list) and step[2] is not None and int(step[2]) < len(value):
        return value[int(step[2])]
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
