"""Works that are refused while the others go on: which they are, and which one the status shows.

A work is what a list is read from, as ``leads`` or ``campaign:701...``; it is refused until the
same work is done again, or the very right that it lacked is seen to be granted. What happens to
other works says nothing about it. The newest refusal is the one that is shown. A cause that pauses
or disconnects is shown in front of them, and they show again when it is over. Pure functions.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from sfconnector.connection.causes import EXPLANATIONS, Cause
from sfconnector.connection.diagnosis import Diagnosis
from sfconnector.connection.status import diagnosis_as_text
from sfconnector.store.connections import ConnectionRow

ANY = ""
"""A work without a name, as a call of the connection's own: any work that is done disproves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Degraded:
    """A work that is refused."""

    work: str
    cause: Cause
    since: datetime
    detail: str
    hints: tuple[str, ...] = ()
    diagnosis: Diagnosis | None = None
    right: str = ""
    """The right that is missing, as the doctor names it: ``Lead read``; "" if it is not known."""

    def is_granted(self, granted: Collection[str]) -> bool:
        """Tell whether the right is among those that are there; who may edit may read."""
        return bool({self.right, self.right.replace(" read", " edit")} & {*granted} - {""})


def of(row: ConnectionRow) -> tuple[Degraded, ...]:
    """Return the works that are refused, the newest refusal first."""
    return msgspec.json.decode(row.degraded, type=tuple[Degraded, ...])


def joined(row: ConnectionRow, refused: Degraded) -> ConnectionRow:
    """Return an active connection on which a work was refused."""
    works = of(row)
    before = next((each for each in works if each.work == refused.work), None)
    if before is not None and before.cause is refused.cause:
        refused = replace(refused, since=before.since)
    others = tuple(each for each in works if each.work != refused.work)
    return _showing(row, (refused, *others), now=refused.since)


def cleared(
    row: ConnectionRow,
    *,
    works: Collection[str] = (),
    granted: Collection[str] = (),
    now: datetime,
) -> ConnectionRow:
    """Return an active connection after a success: nothing pauses it, and what was done is healed.

    Args:
        row: the connection before.
        works: what was done; nothing where a mere call was answered.
        granted: rights that are seen to be there, as the doctor names them.
        now: the present instant.
    """
    is_paused = row.cause is not None and EXPLANATIONS[Cause(row.cause)].transient
    before = of(row)
    healed = {*works, ANY} if works else set()
    left = tuple(
        each for each in before if each.work not in healed and not each.is_granted(granted)
    )
    return _showing(row, left, now=now) if is_paused or left != before else row


def carried(before: ConnectionRow | None, after: ConnectionRow) -> ConnectionRow:
    """Return a connection just made, with what the same user was refused before it.

    A new password gives nobody a right. What was given up with Disconnect is forgotten.
    """
    if before is None or before.state == "not_connected":
        return after
    if (before.organization_id, before.user_id) != (after.organization_id, after.user_id):
        return after
    works = tuple(each for each in of(before) if each.work != ANY)
    return _showing(after, works, now=after.since) if works else after


def _showing(row: ConnectionRow, works: tuple[Degraded, ...], *, now: datetime) -> ConnectionRow:
    """Return the connection with these works refused, the first one shown."""
    text = msgspec.json.encode(works).decode()
    if not works:
        return replace(
            row, cause=None, detail="", hints=(), diagnosis=None, since=now, degraded=text
        )
    shown, *others = works
    is_same = row.state == "active" and row.cause == shown.cause.value
    return replace(
        row,
        cause=shown.cause.value,
        since=row.since if is_same else shown.since,
        detail=shown.detail,
        hints=(*shown.hints, *(f"This is refused, too: {each.detail}" for each in others)),
        diagnosis=None if shown.diagnosis is None else diagnosis_as_text(shown.diagnosis),
        degraded=text,
    )
