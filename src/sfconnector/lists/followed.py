"""How the records behind a list are followed: what of them has left, and where it went."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from sfconnector.lists.email import why_skipped
from sfconnector.lists.fields import EMAIL
from sfconnector.sync.comparison import Standing

DELETED, MASTER = "IsDeleted", "MasterRecordId"


@dataclass(frozen=True, slots=True)
class Followed:
    """An object whose records are members."""

    sobject: str
    converted: str | None
    """The field that tells that a record was converted, and is a member no more."""
    converted_to: str | None
    """The field that names what it became."""

    @property
    def counted(self) -> str:
        """The condition of a query that counts the records which are members or skipped."""
        return f"{self.converted} = false" if self.converted else "Id != null"

    def fields(self, visible: Collection[str]) -> tuple[str, ...]:
        """Return the fields that tell what became of a record, as far as they may be read."""
        others = (MASTER, self.converted, self.converted_to)
        return (DELETED, *(each for each in others if each and each in visible))


LEADS = Followed("Lead", "IsConverted", "ConvertedContactId")
FOLLOWED: Mapping[str, Followed] = {"leads": LEADS}
"""By the source of a list."""


def reader(
    followed: Followed, chosen: Sequence[str], visible: Collection[str]
) -> Callable[[Any, Standing | None], Standing]:
    """Return what turns a record into how it stands, given how the list has it.

    A chosen field that is not visible keeps the value that the list has; a record that the list
    does not have gets null.

    Args:
        followed: the object.
        chosen: the list's fields.
        visible: the fields that were read.
    """
    decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
    columns = [(f'"{name}":'.encode(), name, name in visible) for name in chosen if name != EMAIL]
    lacks = any(not is_visible for _, _, is_visible in columns)
    follows = followed.fields(visible)

    def departed(record: Any) -> Standing | None:  # noqa: ANN401 - a struct made for the fields
        if _is_true(record, DELETED):
            master = _id(record, MASTER) if MASTER in follows else None
            return Standing("left", reason="merged" if master else "deleted", moved_to=master)
        if followed.converted in follows and _is_true(record, followed.converted):
            to = followed.converted_to
            moved_to = _id(record, to) if to in follows else None
            return Standing("left", reason="converted", moved_to=moved_to)
        return None

    def read(record: Any, held: Standing | None) -> Standing:  # noqa: ANN401 - as above
        gone = departed(record)
        if gone is not None:
            return gone
        email = record.Email
        reason = why_skipped(email)
        if reason is not None:
            return Standing("skipped", email, reason=reason)
        kept = decode(held.field_values) if lacks and held and held.field_values else {}
        parts = (
            prefix + bytes(getattr(record, name) if is_visible else kept.get(name, b"null"))
            for prefix, name, is_visible in columns
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
