"""Marketing lists: a name, where its members come from, and the generation its readers see."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Select, insert, select, update
from sqlalchemy import delete as delete_rows

from sfconnector.store.sync_deltas import Removal
from sfconnector.store.tables import import_runs, lists, metadata, run_results, sync_runs


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A list as its readers see it."""

    id: int
    name: str
    source: str
    generation: int | None
    """None until the first import is complete."""
    fields: tuple[str, ...]
    imported: int
    skipped: int
    imported_at: datetime | None
    organization_id: str | None = None
    """Whose records its members are; None only for a list made before that was kept."""
    removal: Removal = "remove"
    """What becomes of members that left the source."""
    shrink_percent: int = 20
    """A larger share that is missing without a trace is not believed."""
    synced_through: datetime | None = None
    told_at: datetime | None = None
    synced_at: datetime | None = None
    count_differed: bool = False
    held_back: int = 0
    """Missing without a trace at the last full sync, and so many that they stayed."""
    broken_fields: tuple[str, ...] = ()
    """Chosen fields that the connected user could not see at the last sync; values are kept."""
    field_rules: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By API name a merge ``rule`` and a ``blank`` policy; other fields are overwritten."""
    record_types: tuple[str, ...] = ()
    """Ids of the record types that its rows have; none where they were read whatever theirs."""


def _query(account_id: int) -> Select[tuple[object, ...]]:
    return (
        select(
            lists.c.id,
            lists.c.name,
            lists.c.source,
            lists.c.generation,
            lists.c.organization_id,
            lists.c.removal,
            lists.c.shrink_percent,
            lists.c.synced_through,
            lists.c.told_at,
            lists.c.synced_at,
            lists.c.count_differed,
            lists.c.held_back,
            lists.c.broken_fields,
            lists.c.member_count,
            lists.c.skipped_count,
            lists.c.field_rules,
            lists.c.record_types,
            import_runs.c.fields,
            import_runs.c.imported,
            import_runs.c.skipped,
            import_runs.c.finished_at,
        )
        .select_from(lists.outerjoin(import_runs, import_runs.c.id == lists.c.generation))
        .where(lists.c.account_id == account_id)
        .order_by(lists.c.name)
    )


def read_all(connection: Connection, account_id: int) -> tuple[ListRow, ...]:
    """Return the account's lists by name."""
    return tuple(
        ListRow(
            id=row.id,
            name=row.name,
            source=row.source,
            generation=row.generation,
            fields=tuple(json.loads(row.fields)) if row.fields else (),
            imported=(row.imported or 0) if row.member_count is None else row.member_count,
            skipped=(row.skipped or 0) if row.skipped_count is None else row.skipped_count,
            imported_at=row.finished_at,
            organization_id=row.organization_id,
            removal=row.removal,
            shrink_percent=row.shrink_percent,
            synced_through=row.synced_through,
            told_at=row.told_at,
            synced_at=row.synced_at,
            count_differed=row.count_differed,
            held_back=row.held_back,
            broken_fields=tuple(json.loads(row.broken_fields)),
            field_rules=json.loads(row.field_rules),
            record_types=tuple(json.loads(row.record_types)),
        )
        for row in connection.execute(_query(account_id))
    )


def find(connection: Connection, account_id: int, name: str) -> ListRow | None:
    """Return the list of this name, None if there is none."""
    return next((each for each in read_all(connection, account_id) if each.name == name), None)


class Former(NamedTuple):
    """What a switch of generations has to know of a list."""

    generation: int | None
    removal: Removal
    shrink_percent: int
    synced_through: datetime | None
    told_at: datetime | None


def removal_and_generation(connection: Connection, list_id: int) -> Former:
    """Return what readers see, what becomes of members that left, and how many may be missing."""
    row = connection.execute(
        select(*(lists.c[each] for each in Former._fields)).where(lists.c.id == list_id)
    ).one()
    return Former._make(row)


def create(
    connection: Connection, account_id: int, *, name: str, source: str, organization_id: str | None
) -> int:
    """Make an empty list of an organization's records and return its id."""
    made = connection.execute(
        insert(lists).values(
            account_id=account_id,
            name=name,
            source=source,
            generation=None,
            organization_id=organization_id,
        )
    )
    assert made.inserted_primary_key is not None
    list_id = made.inserted_primary_key[0]
    assert isinstance(list_id, int)
    return list_id


def switch(
    connection: Connection,
    list_id: int,
    generation: int,
    *,
    record_types: Sequence[str] = (),
    synced_through: datetime | None = None,
    told_at: datetime | None = None,
) -> None:
    """Let the list's readers see another generation: the one update that makes an import real.

    What a sync knew of the former one is forgotten. The next sync reads what was stamped after
    ``synced_through``, or everything if that is None; ``told_at`` is Salesforce's clock when the
    import began.
    """
    connection.execute(
        update(lists)
        .where(lists.c.id == list_id)
        .values(
            generation=generation,
            synced_through=synced_through,
            told_at=told_at,
            count_differed=False,
            held_back=0,
            broken_fields="[]",
            member_count=None,
            skipped_count=None,
            record_types=json.dumps(list(record_types)),
        )
    )


def set_rules(
    connection: Connection, list_id: int, *, removal: Removal, shrink_percent: int
) -> None:
    """Choose what becomes of members that left, and how many may be missing without a trace."""
    connection.execute(
        update(lists)
        .where(lists.c.id == list_id)
        .values(removal=removal, shrink_percent=shrink_percent)
    )


def field_rules(connection: Connection, list_id: int) -> dict[str, dict[str, str]]:
    """Return a list's merge rules by field, each with ``rule`` and ``blank``."""
    written = connection.scalar(select(lists.c.field_rules).where(lists.c.id == list_id))
    found: dict[str, dict[str, str]] = json.loads(written or "{}")
    return found


def set_field_rules(
    connection: Connection, list_id: int, rules: Mapping[str, Mapping[str, str]]
) -> None:
    """Choose how fields are merged."""
    written = json.dumps({name: dict(each) for name, each in sorted(rules.items())})
    connection.execute(update(lists).where(lists.c.id == list_id).values(field_rules=written))


def synced(
    connection: Connection,
    list_id: int,
    *,
    counts: tuple[int, int],
    broken_fields: Sequence[str],
    now: datetime,
) -> None:
    """Write down what a sync has applied: counts of members and skipped rows."""
    connection.execute(
        update(lists)
        .where(lists.c.id == list_id)
        .values(
            member_count=counts[0],
            skipped_count=counts[1],
            broken_fields=json.dumps(list(broken_fields)),
            synced_at=now,
        )
    )


def count(connection: Connection, list_id: int, counts: tuple[int, int]) -> None:
    """Write down how many members and skipped rows a list has."""
    connection.execute(
        update(lists)
        .where(lists.c.id == list_id)
        .values(member_count=counts[0], skipped_count=counts[1])
    )


def move_cursor(
    connection: Connection,
    list_id: int,
    *,
    synced_through: datetime | None,
    told_at: datetime | None,
    record_types: Sequence[str] = (),
) -> None:
    """Move the list's cursor, in the transaction that stores what it passes.

    The record types are those by which the rows were read.
    """
    connection.execute(
        update(lists)
        .where(lists.c.id == list_id)
        .values(
            synced_through=synced_through,
            told_at=told_at,
            record_types=json.dumps(list(record_types)),
        )
    )


def note_count(connection: Connection, list_id: int, *, differed: bool) -> None:
    """Keep whether Salesforce counted other rows than the list after its last sync."""
    connection.execute(update(lists).where(lists.c.id == list_id).values(count_differed=differed))


def note_held_back(connection: Connection, list_id: int, number: int) -> None:
    """Keep how many rows the list has that a full sync missed and did not believe to be gone."""
    connection.execute(
        update(lists).where(lists.c.id == list_id).values(held_back=number, count_differed=False)
    )


def empty(connection: Connection, list_id: int) -> None:
    """Let a list's readers see no members, as before its first import."""
    connection.execute(
        update(lists)
        .where(lists.c.id == list_id)
        .values(generation=None, member_count=None, skipped_count=None)
    )


def delete(connection: Connection, list_id: int) -> None:
    """Delete a list and all that hangs on it; its rows are dropped already."""
    for kind, runs in (("import", import_runs), ("sync", sync_runs)):
        connection.execute(
            delete_rows(run_results)
            .where(run_results.c.kind == kind)
            .where(run_results.c.run_id.in_(select(runs.c.id).where(runs.c.list_id == list_id)))
        )
    for table in metadata.tables.values():
        for column in table.c:
            if any(key.column is lists.c.id for key in column.foreign_keys):
                connection.execute(delete_rows(table).where(column == list_id))
    connection.execute(delete_rows(lists).where(lists.c.id == list_id))
