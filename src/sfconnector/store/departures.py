"""Who left a list, when and why; and which record stands for it now, if it was merged or converted.

It hangs on the record and not on a generation's row, so it outlives every import.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from sfconnector.store.tables import departures


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A member that left."""

    record_id: str
    at: datetime
    reason: str
    moved_to: str | None
    """The record at the end of the chain of merges and conversions; None if there is none."""


def read_all(connection: Connection, list_id: int) -> tuple[Departure, ...]:
    """Return a list's departures by record id, each with the end of its chain."""
    rows = connection.execute(
        select(departures).where(departures.c.list_id == list_id).order_by(departures.c.record_id)
    ).all()
    next_of = {row.record_id: row.moved_to for row in rows}
    return tuple(
        Departure(
            record_id=row.record_id,
            at=row.at,
            reason=row.reason,
            moved_to=_end(row.record_id, next_of),
        )
        for row in rows
    )


def _end(record_id: str, next_of: dict[str, str | None]) -> str | None:
    passed = {record_id}
    at = next_of.get(record_id)
    while at is not None and at not in passed and next_of.get(at) is not None:
        passed.add(at)
        at = next_of[at]
    return at
