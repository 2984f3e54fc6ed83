"""A glance at a SOAP request, before anybody reads it: enough to tell what a fault strikes.

What is no envelope says nothing here; it is refused where it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_CALL = re.compile(rb"<(?:[\w-]+:)?Body\b[^>]*>\s*<(?:[\w-]+:)?(\w+)")
_SESSION = re.compile(rb"<(?:[\w-]+:)?sessionId\b[^>]*>\s*([^<\s]+)\s*</")
_USERNAME = re.compile(rb"<(?:[\w-]+:)?username>\s*([^<]*?)\s*</")
_TYPE = re.compile(
    rb"""\bxsi:type\s*=\s*["'](?:[\w-]+:)?(\w+)["']|<(?:[\w-]+:)?type\b[^>]*>\s*(\w+)\s*</"""
)
_RECORD = re.compile(
    rb"<(?:[\w-]+:)?(?:ids?|Id|ID|leadId|userId|recordToMergeIds)\b[^>]*>\s*([0-9A-Za-z]{15,18})\s*</"
)


@dataclass(frozen=True, slots=True)
class Glance:
    """What a SOAP body seems to ask."""

    call: str | None = None
    """The element in its Body, as ``merge``."""
    session_id: str = ""
    """What its SessionHeader names; empty if it has none."""
    username: str | None = None
    """Who logs in; None where nobody does."""
    type_name: str | None = None
    """The type of the first record that it holds."""
    record_id: str | None = None
    """The first id that it names."""

    def object_named(self, object_of: Callable[[str], str | None]) -> str | None:
        """Return the object that it is about.

        Args:
            object_of: returns the object of a record's id.
        """
        if self.type_name is not None:
            return self.type_name
        return None if self.record_id is None else object_of(self.record_id)


def glance(body: bytes) -> Glance:
    """Return what a body seems to ask."""
    kind = _TYPE.search(body)
    return Glance(
        call=_text(_CALL.search(body)),
        session_id=_text(_SESSION.search(body)) or "",
        username=_text(_USERNAME.search(body)),
        type_name=None if kind is None else (kind[1] or kind[2]).decode("ascii", "replace"),
        record_id=_text(_RECORD.search(body)),
    )


def _text(found: re.Match[bytes] | None) -> str | None:
    return None if found is None else found[1].decode("utf-8", "replace")
