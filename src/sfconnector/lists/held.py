"""How a list's generation has some records, as the comparison with the source takes it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from sfconnector.store import members, skipped_rows
from sfconnector.store.members import MemberRow
from sfconnector.sync.comparison import Standing


def of_records(
    connection: Connection, generation: int, record_ids: Sequence[str]
) -> dict[str, Standing]:
    """Return how these records stand, those that the list knows."""
    held = {
        each.record_id: _standing(each)
        for each in members.read_some(connection, generation, record_ids)
    }
    for record_id, reason, email in skipped_rows.read_some(connection, generation, record_ids):
        held[record_id] = Standing("skipped", email, reason=reason)
    return held


def of_span(
    connection: Connection, generation: int, *, after: str | None, through: str | None
) -> dict[str, Standing]:
    """Return how the records behind an id and up to another stand; None leaves that end open."""
    held = {
        each.record_id: _standing(each)
        for each in members.read_span(connection, generation, after=after, through=through)
    }
    for record_id, reason, email in skipped_rows.read_span(
        connection, generation, after=after, through=through
    ):
        held[record_id] = Standing("skipped", email, reason=reason)
    return held


def _standing(row: MemberRow) -> Standing:
    if row.left_at is not None:
        return Standing("left", row.email, row.field_values, reason=row.left_reason)
    return Standing("member", row.email, row.field_values)
