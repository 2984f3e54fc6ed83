"""The delta of a sync run: what becomes of each record, written page by page and applied at once.

No reader looks at it. A record that is read again replaces what was written of it before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, delete, func, insert, literal, select, update

from sfconnector.store.rows import delete_records, insert_rows, some_by_id
from sfconnector.store.tables import (
    departures,
    members,
    skipped_rows,
    sync_deltas,
    sync_runs,
)

COLUMNS = (
    *("run_id", "record_id", "becomes", "was", "reason", "email", "field_values", "moved_to"),
    "stamp",
)
ROWS_PER_DROP = 10_000

Removal: TypeAlias = Literal["keep", "mark", "remove"]
"""What becomes of members that left: they stay members, stay to be seen, or are removed."""
KEPT = ("deleted", "gone")
"""For what reasons those have left who stay members of a list that keeps them.

Others are marked there: another record stands for who was merged or converted, another account has
who has another record type, and to who has no valid e-mail nothing can be written.
"""


def is_member(removal: Removal, left_reason: str | None) -> bool:
    """Tell whether a row of a generation is a member, by the reason why it left; None: it has not.

    Args:
        removal: what the list does with members that left.
        left_reason: of the row.
    """
    return left_reason is None or (removal == "keep" and left_reason in KEPT)


class DeltaRow(NamedTuple):
    """What becomes of a record, as a run has read it."""

    run_id: int
    record_id: str
    becomes: str
    was: str
    reason: str | None
    email: str | None
    field_values: str | None
    moved_to: str | None
    stamp: str | None
    """The record's SystemModstamp as Salesforce wrote it; None if it was not shown."""


class Revision(NamedTuple):
    """A member whose values a delta changes."""

    record_id: str
    former: str
    """JSON object of the fields, as the source had them."""
    theirs: str
    """The same, as it has them now."""
    stamp: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records of a delta go from one state to another, and why."""

    was: str
    becomes: str
    reason: str | None
    count: int


def replace(
    connection: Connection,
    run_id: int,
    read: Sequence[str],
    rows: Sequence[DeltaRow],
) -> None:
    """Write what becomes of records, in place of what was written of all that were read."""
    delete_records(connection, sync_deltas, sync_deltas.c.run_id == run_id, read)
    insert_rows(connection, sync_deltas, COLUMNS, rows)


def tallies(connection: Connection, run_id: int) -> tuple[Tally, ...]:
    """Count a run's delta."""
    columns = (sync_deltas.c.was, sync_deltas.c.becomes, sync_deltas.c.reason)
    rows = connection.execute(
        select(*columns, func.count().label("number"))
        .where(sync_deltas.c.run_id == run_id)
        .group_by(*columns)
        .order_by(*columns)
    )
    return tuple(Tally(row.was, row.becomes, row.reason, row.number) for row in rows)


def read(connection: Connection, run_id: int) -> Iterator[Sequence[DeltaRow]]:
    """Yield a run's delta by record id, some rows at a time."""
    columns = (sync_deltas.c.record_id, *(sync_deltas.c[each] for each in COLUMNS))
    query = select(*columns).where(sync_deltas.c.run_id == run_id)
    for some in some_by_id(connection, query, sync_deltas.c.record_id):
        yield [DeltaRow._make(row[1:]) for row in some]


def revisions(connection: Connection, run_id: int, generation: int) -> Iterator[Sequence[Revision]]:
    """Yield the members whose values a run's delta changes, some at a time, by record id.

    Whoever takes them may write in between.
    """
    query = (
        select(
            sync_deltas.c.record_id,
            members.c.field_values.label("former"),
            sync_deltas.c.field_values.label("theirs"),
            sync_deltas.c.stamp,
        )
        .join(members, members.c.record_id == sync_deltas.c.record_id)
        .where(members.c.generation == generation)
        .where(sync_deltas.c.run_id == run_id)
        .where(sync_deltas.c.becomes == "member")
    )
    for some in some_by_id(connection, query, sync_deltas.c.record_id):
        yield [Revision._make(row) for row in some]


def forget(connection: Connection, run_id: int, *, reason: str) -> None:
    """Take back the departures of a delta that are for this reason."""
    connection.execute(
        delete(sync_deltas)
        .where(sync_deltas.c.run_id == run_id)
        .where(sync_deltas.c.becomes == "left")
        .where(sync_deltas.c.reason == reason)
    )


def apply(
    connection: Connection,
    run_id: int,
    *,
    list_id: int,
    generation: int,
    removal: Removal,
    now: datetime,
) -> None:
    """Let a generation's rows become what the delta says, inside the caller's transaction.

    Args:
        connection: of the transaction that moves the list's cursor too.
        run_id: whose delta.
        list_id: whose departures are written down.
        generation: the one that the list's readers see.
        removal: what becomes of members that left.
        now: when they left, as far as the list knows.
    """
    in_delta = sync_deltas.c.run_id == run_id
    to_member = in_delta & (sync_deltas.c.becomes == "member")
    to_skipped = in_delta & (sync_deltas.c.becomes == "skipped")
    to_nobody = in_delta & sync_deltas.c.becomes.in_(("left", "skipped"))
    departs = to_nobody & (sync_deltas.c.was == "member")

    def of(condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return members.c.record_id.in_(select(sync_deltas.c.record_id).where(condition))

    ours = members.c.generation == generation
    connection.execute(delete(members).where(ours).where(of(to_member)))
    connection.execute(
        insert(members).from_select(
            ["generation", "record_id", "email", "field_values"],
            select(
                literal(generation),
                sync_deltas.c.record_id,
                sync_deltas.c.email,
                sync_deltas.c.field_values,
            ).where(to_member),
        )
    )
    if removal == "remove":
        connection.execute(delete(members).where(ours).where(of(departs)))
    else:
        # Of who had left before, only the reason may be another one.
        reason = (
            select(sync_deltas.c.reason)
            .where(to_nobody)
            .where(sync_deltas.c.record_id == members.c.record_id)
            .scalar_subquery()
        )
        left_at = func.coalesce(members.c.left_at, literal(now, members.c.left_at.type))
        connection.execute(
            update(members)
            .where(ours)
            .where(of(to_nobody))
            .values(left_at=left_at, left_reason=reason)
        )
    touched = select(sync_deltas.c.record_id).where(in_delta)
    connection.execute(
        delete(skipped_rows)
        .where(skipped_rows.c.generation == generation)
        .where(skipped_rows.c.record_id.in_(touched))
    )
    connection.execute(
        insert(skipped_rows).from_select(
            ["generation", "record_id", "reason", "email"],
            select(
                literal(generation),
                sync_deltas.c.record_id,
                sync_deltas.c.reason,
                sync_deltas.c.email,
            ).where(to_skipped),
        )
    )
    here = departures.c.list_id == list_id
    is_over = select(sync_deltas.c.record_id).where(to_member | departs)
    connection.execute(delete(departures).where(here).where(departures.c.record_id.in_(is_over)))
    told = select(sync_deltas.c.record_id).where(to_nobody)
    of_record = sync_deltas.c.record_id == departures.c.record_id
    connection.execute(
        update(departures)
        .where(here)
        .where(departures.c.record_id.in_(told))
        .values(
            reason=select(sync_deltas.c.reason).where(to_nobody & of_record).scalar_subquery(),
            moved_to=select(sync_deltas.c.moved_to).where(to_nobody & of_record).scalar_subquery(),
        )
    )
    connection.execute(
        insert(departures).from_select(
            ["list_id", "record_id", "at", "reason", "moved_to"],
            select(
                literal(list_id),
                sync_deltas.c.record_id,
                literal(now, departures.c.at.type),
                sync_deltas.c.reason,
                sync_deltas.c.moved_to,
            ).where(departs),
        )
    )


def purge_left(connection: Connection, generation: int) -> None:
    """Remove the members that had left under another policy."""
    connection.execute(
        delete(members)
        .where(members.c.generation == generation)
        .where(members.c.left_at.is_not(None))
    )


def drop_some(connection: Connection, *, most: int = ROWS_PER_DROP) -> int:
    """Delete deltas of runs that have come to an end; return how many rows (see ``dropping``)."""
    ended = connection.scalar(
        select(sync_deltas.c.run_id)
        .join(sync_runs, sync_runs.c.id == sync_deltas.c.run_id)
        .where(sync_runs.c.state != "running")
        .limit(1)
    )
    if ended is None:
        return 0
    some = select(sync_deltas.c.record_id).where(sync_deltas.c.run_id == ended).limit(most)
    return connection.execute(
        delete(sync_deltas)
        .where(sync_deltas.c.run_id == ended)
        .where(sync_deltas.c.record_id.in_(some))
    ).rowcount


def count_rows(connection: Connection, generation: int) -> tuple[int, int]:
    """Count a generation's members that have not left, and its skipped rows."""
    ours = members.c.generation == generation
    counted = connection.scalar(
        select(func.count()).select_from(members).where(ours).where(members.c.left_at.is_(None))
    )
    skipped = connection.scalar(
        select(func.count())
        .select_from(skipped_rows)
        .where(skipped_rows.c.generation == generation)
    )
    return counted or 0, skipped or 0
