"""How the records behind a list are followed: what of them has left, and where it went."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec

from sfconnector.lists.email import DELETED_HERE, why_skipped
from sfconnector.lists.fields import EMAIL
from sfconnector.lists.sources.members import Members
from sfconnector.lists.sources.selection import DELETED, MASTER, RECORD_TYPE, Selection
from sfconnector.salesforce.query import attribute
from sfconnector.sync.comparison import Standing

OTHER_RECORD_TYPE = "record_type"
"""The reason of a record that has a record type of another account, or of none."""


def reader(
    members: Members,
    chosen: Sequence[str],
    visible: Collection[str],
    *,
    deleted: Collection[str] = frozenset(),
) -> Callable[[Any, Standing | None], Standing]:
    """Return what turns a record into how it stands, given how the list has it.

    A chosen field that is not visible keeps the value that the list has; a record that the list
    does not have gets null.

    Args:
        members: where the list comes from.
        chosen: the list's fields.
        visible: the fields that were read.
        deleted: ids of records that a user deleted from the list.
    """
    decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
    columns = [
        (msgspec.json.encode(name) + b":", name, attribute(name), name in visible)
        for name in chosen
        if name != EMAIL
    ]
    lacks = any(not is_visible for _, _, _, is_visible in columns)
    follows = members.followed(visible)
    record_types = members.record_types if isinstance(members, Selection) else ()

    def departed(record: Any) -> Standing | None:  # noqa: ANN401 - a struct made for the fields
        if DELETED in follows and _is_true(record, DELETED):
            master = _id(record, MASTER) if MASTER in follows else None
            return Standing("left", reason="merged" if master else "deleted", moved_to=master)
        if members.converted in follows and _is_true(record, members.converted):
            to = members.converted_to
            moved_to = _id(record, to) if to in follows else None
            return Standing("left", reason="converted", moved_to=moved_to)
        if record_types and _id(record, RECORD_TYPE) not in record_types:
            return Standing("left", reason=OTHER_RECORD_TYPE)
        return None

    def read(record: Any, held: Standing | None) -> Standing:  # noqa: ANN401 - as above
        gone = departed(record)
        if gone is not None:
            return gone
        email = record.Email
        reason = why_skipped(email)
        if reason is None and record.Id in deleted:
            reason = DELETED_HERE
        if reason is not None:
            return Standing("skipped", email, reason=reason)
        kept = decode(held.field_values) if lacks and held and held.field_values else {}
        parts = (
            prefix + bytes(getattr(record, place) if is_visible else kept.get(name, b"null"))
            for prefix, name, place, is_visible in columns
        )
        return Standing("member", email, (b"{" + b",".join(parts) + b"}").decode())

    return read


def _is_true(record: Any, name: str | None) -> bool:  # noqa: ANN401 - as above
    assert name is not None
    return bytes(getattr(record, name)) == b"true"


def _id(record: Any, name: str | None) -> str | None:  # noqa: ANN401 - as above
    assert name is not None
    found = msgspec.json.decode(getattr(record, name), type=str | None)
    return found or None
