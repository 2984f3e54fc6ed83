"""Places in a JSON document: ``0.errorCode``, ``fields[name=Email].length``; ``$`` is the whole."""

from __future__ import annotations

import re
from typing import Any

_STEP = re.compile(r"([^.\[\]]+)|\[([^=\]]+)=([^\]]*)\]")


class NothingThere(Exception):  # noqa: N818 - an answer, not a fault
    """There is nothing at a path."""


def value_at(document: Any, path: str) -> Any:  # noqa: ANN401 - JSON
    """Return what stands at a path.

    Raises:
        NothingThere: the document has no such place.
    """
    value = document
    for key, name, wanted in _STEP.findall(path.removeprefix("$")):
        if name and isinstance(value, list):
            found = [each for each in value if str(each.get(name)) == wanted]
            if not found:
                raise NothingThere(path)
            value = found[0]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            raise NothingThere(path)
    return value
