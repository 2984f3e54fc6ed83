"""Bounced e-mail: what Lead and Contact keep of it, and what only Contact tells.

The fields are those of reference 5.2 and 5.3; they can be written like others, and writing them
triggers nothing ([K:object-reference/lead]). That a bounce ends with the address that bounced is
believed.
"""

from __future__ import annotations

from collections.abc import Mapping

from .values import Stored

_FIELDS = ("EmailBouncedReason", "EmailBouncedDate")


def forgotten(
    before: Mapping[str, Stored] | None, given: Mapping[str, Stored]
) -> dict[str, Stored]:
    """Return nulls for the bounce of an address that is replaced, unless the writer says more."""
    if before is None or given.get("Email", before["Email"]) == before["Email"]:
        return {}
    return {name: None for name in _FIELDS if name not in given}


def is_bounced(record: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return whether the address has bounced, which only Contact tells (believed: by the date)."""
    return {"IsEmailBounced": int(record.get("EmailBouncedDate") is not None)}
