"""The conflict journal: edits of both sides, which of them was kept, when, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from sfconnector.store.tables import conflicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field that a user and the source had changed to different values."""

    record_id: str
    field: str
    at: datetime
    """When it was decided."""
    decided_by: str
    """A merge rule or a blank policy."""
    kept: Literal["ours", "theirs"]
    ours: str
    """JSON."""
    theirs: str
    """JSON."""
    edited_at: datetime | None
    edited_by: str | None
    theirs_at: datetime | None
    """The record's time, since Salesforce stamps no fields; None: not told."""


def add(connection: Connection, list_id: int, decided: Iterable[Conflict]) -> None:
    """Write conflicts down."""
    rows = [{"list_id": list_id, **asdict(each)} for each in decided]
    if rows:
        connection.execute(insert(conflicts), rows)


def read(connection: Connection, list_id: int, *, most: int) -> tuple[Conflict, ...]:
    """Return a list's latest conflicts, the last decided first."""
    rows = connection.execute(
        select(conflicts)
        .where(conflicts.c.list_id == list_id)
        .order_by(conflicts.c.id.desc())
        .limit(most)
    )
    return tuple(
        Conflict(
            record_id=row.record_id,
            field=row.field,
            at=row.at,
            decided_by=row.decided_by,
            kept=row.kept,
            ours=row.ours,
            theirs=row.theirs,
            edited_at=row.edited_at,
            edited_by=row.edited_by,
            theirs_at=row.theirs_at,
        )
        for row in rows
    )
