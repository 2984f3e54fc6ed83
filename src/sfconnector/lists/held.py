"""How a list's generation has some records, as the comparison with the source takes it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from sfconnector.store import members, skipped_rows
from sfconnector.store.members import MemberRow
from sfconnector.store.store import Store
from sfconnector.sync.comparison import Standing

ROWS_PER_SPAN = 4_000
"""Twice what a page has, so that a page of a source that shows all is one span."""


class Span(NamedTuple):
    """A stretch of a list, and what its source shows of it."""

    known: dict[str, Standing]
    """How the list has the records of it."""
    shown: Sequence[Any]
    """The source's records of it."""
    through: str | None
    """The id with which it ends; None if nothing stands behind it."""


def of_records(
    connection: Connection, generation: int, record_ids: Sequence[str]
) -> dict[str, Standing]:
    """Return how these records stand, those that the list knows."""
    return _standings(
        members.read_some(connection, generation, record_ids),
        skipped_rows.read_some(connection, generation, record_ids),
    )


def of_span(
    connection: Connection, generation: int, *, after: str | None, through: str | None
) -> dict[str, Standing]:
    """Return how the records behind an id and up to another stand; None leaves that end open."""
    return _standings(
        members.read_span(connection, generation, after=after, through=through),
        skipped_rows.read_span(connection, generation, after=after, through=through),
    )


def _standings(
    rows: Iterable[MemberRow], skipped: Iterable[tuple[str, str, str | None]]
) -> dict[str, Standing]:
    # A member that an import was given twice is a skipped row, too; it is a member.
    held = {
        record_id: Standing("skipped", email, reason=reason) for record_id, reason, email in skipped
    }
    for each in rows:
        if each.left_at is None or each.record_id not in held:
            held[each.record_id] = _standing(each)
    return held


def spans(
    store: Store,
    generation: int,
    shown: Sequence[Any],
    *,
    after: str | None,
    through: str | None,
) -> Iterator[Span]:
    """Yield what a list has behind an id and up to another, beside what its source shows of it.

    A source may show few records, or none, of a stretch of which the list has a million; so it is
    walked along, :data:`ROWS_PER_SPAN` members and skipped rows at a time.

    Args:
        store: where the list is; it may be written between two spans.
        generation: what is read of it.
        shown: all records that the source shows there, by their ids.
        after: where it begins; None at the first record.
        through: where it ends; None behind the last record.
    """
    ids = [each.Id for each in shown]
    first = 0
    while True:
        with store.reading() as connection:
            ends = [
                table.nth_id(connection, generation, ROWS_PER_SPAN, after=after, through=through)
                for table in (members, skipped_rows)
            ]
            end = min((each for each in (*ends, through) if each), default=None)
            known = of_span(connection, generation, after=after, through=end)
        last = len(ids) if end is None else bisect_right(ids, end)
        yield Span(known, shown[first:last], end)
        if end == through:
            return
        first, after = last, end


def _standing(row: MemberRow) -> Standing:
    if row.left_at is not None:
        return Standing("left", row.email, row.field_values, reason=row.left_reason)
    return Standing("member", row.email, row.field_values)
