"""What a list holds of some records beside what a source shows of them: the changes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

State: TypeAlias = Literal["absent", "member", "skipped", "left"]
GONE = "gone"
"""The reason of a record that is missing without a trace."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a record stands, in a list or by its source.

    A list never says ``absent``; a source says ``left`` with the reason, as deleted.
    """

    state: State
    email: str | None = None
    field_values: str | None = None
    """JSON object of the other fields; of members only."""
    reason: str | None = None
    """Why it is skipped or has left."""
    moved_to: str | None = None
    """The record it was merged into or converted to."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a record."""

    record_id: str
    was: State
    becomes: Standing


def changes(
    held: Mapping[str, Standing], shown: Mapping[str, Standing], *, all_shown: bool
) -> Iterator[Change]:
    """Tell what has to change for the list to be what the source shows.

    Args:
        held: what the list has of these records.
        shown: what the source shows.
        all_shown: whether ``shown`` is all that the source has of the span that ``held`` covers,
            so that what is not in it is gone.
    """
    for record_id, becomes in shown.items():
        now = held.get(record_id)
        if now == becomes:
            continue
        if becomes.state == "left":
            is_told = now is None or (now.state == "left" and now.reason == becomes.reason)
            if is_told:
                continue
        yield Change(record_id, "absent" if now is None else now.state, becomes)
    if not all_shown:
        return
    for record_id, now in held.items():
        if record_id not in shown and now.state != "left":
            yield Change(record_id, now.state, Standing("left", reason=GONE))
