"""How well a row is founded: its status follows from the tags of its source, and from nothing else.

``SOURCES.md`` explains each tag to a reader.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from types import MappingProxyType


class Status(enum.StrEnum):
    """What stands behind a row, the best founded first."""

    DOCUMENTED = "documented"
    """Salesforce's own guides or release notes say it."""
    RECORDED = "recorded"
    """Somebody saw it on the wire and shows it."""
    CLIENT = "client"
    """A client's source relies on it: documented for the client's side alone."""
    BELIEVED = "believed"
    """Secondary notes, inference, general knowledge."""

    @property
    def counts(self) -> bool:
        """Whether a row of this status counts towards the score."""
        return self in {Status.DOCUMENTED, Status.RECORDED}


STATUS_OF_TAG: Mapping[str, Status] = MappingProxyType(
    dict.fromkeys(("K", "D", "RN"), Status.DOCUMENTED)
    | dict.fromkeys(("W", "CCI", "RF", "I", "P"), Status.RECORDED)
    | dict.fromkeys(("SS", "AIO", "JS", "CORE", "PD", "AB"), Status.CLIENT)
    | {"P*": Status.BELIEVED}
)
DOUBTS = ("(inferred)", "(unverified)", "(k)")
"""Words that make a row believed, whatever tags stand beside them."""

_TAG = re.compile(r"\[([^\]: ]+)[^\]]*\]")


def status_of(source: str) -> Status:
    """Return the status of a row with this source: that of its best tag, unless it doubts itself.

    Raises:
        ValueError: a tag is unknown, or nothing in the text says how well it is founded.
    """
    tags = _TAG.findall(source)
    unknown = [each for each in tags if each not in STATUS_OF_TAG]
    if unknown:
        message = f"unknown tag [{unknown[0]}]; there are {' '.join(STATUS_OF_TAG)}"
        raise ValueError(message)
    if any(each in source for each in DOUBTS):
        return Status.BELIEVED
    if not tags:
        message = f"a source needs a tag as [CCI], or one of {' '.join(DOUBTS)}"
        raise ValueError(message)
    found = {STATUS_OF_TAG[each] for each in tags}
    return next(each for each in Status if each in found)
