"""Record ids: 15 characters whose case counts, and the same in 18 whose case does not (5.1)."""

from __future__ import annotations

from sfconnector.salesforce.query import RECORD_ID

SHORT = 15
_CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def long_id(record_id: str) -> str:
    """Return an id in its form of 18 characters.

    Raises:
        ValueError: it is no id.
    """
    if not RECORD_ID.fullmatch(record_id):
        message = f"{record_id[:40]!r} is no record id"
        raise ValueError(message)
    if len(record_id) != SHORT:
        return record_id
    chunks = (record_id[first : first + 5] for first in range(0, SHORT, 5))
    return record_id + "".join(
        _CHECKS[sum(each.isupper() << place for place, each in enumerate(chunk))]
        for chunk in chunks
    )
