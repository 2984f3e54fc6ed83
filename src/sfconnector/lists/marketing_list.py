"""What a user sees of lists: lists, members, the rows that were skipped, how an import ended."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from sfconnector.errors import InputError, UnknownListError
from sfconnector.limits.frees import Frees
from sfconnector.lists.fields import EMAIL
from sfconnector.salesforce.organization import same
from sfconnector.store import import_runs, lists, members, own_values, skipped_rows, sync_runs
from sfconnector.store.lists import ListRow
from sfconnector.store.own_values import OwnValue
from sfconnector.store.rows import IDS_PER_STATEMENT
from sfconnector.store.store import Store
from sfconnector.store.sync_deltas import is_member


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketingList:
    """A list: where it comes from, and the counts of the import it shows."""

    name: str
    source: str
    fields: tuple[str, ...]
    members: int
    """Those that have not left, and those that have and are kept."""
    skipped: int
    imported_at: datetime | None
    """None until its first import is complete; then it has no members to show."""
    unfinished_import: bool
    """Whether an import of it was begun and has not come to its end."""
    synced_at: datetime | None = None
    """When a sync last changed or confirmed it; None: never since it was made."""
    last_sync: str = ""
    """How its newest sync ended: ``complete``, ``partial``, ``running`` if it did not; "" if there
    was none."""
    removal: str = "remove"
    """What becomes of members that left the source: ``keep``, ``mark`` or ``remove``."""
    kept: int = 0
    """Of the members, those that left the source."""
    held_back: int = 0
    """Members and skipped rows that were missing without a trace when everything was read last, and
    so many that they stayed."""
    shrink: int = 20
    """The percentage of the list that may be missing without a trace and still be believed."""
    broken_fields: tuple[str, ...] = ()
    """Fields that the connected user sees no more; their values are those of before."""
    field_rules: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    """By API name the merge ``rule`` and the ``blank`` policy; other fields are overwritten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of a list."""

    record_id: str
    email: str
    values: Mapping[str, Any]
    """Each chosen field, by API name, as Salesforce's JSON gives it."""
    left_at: datetime | None = None
    """Since when it is no more in the source, while the list keeps or marks who left."""
    left_reason: str | None = None
    kept: bool = False
    """Whether it has left and is a member all the same, since the list keeps who left."""
    own: tuple[str, ...] = ()
    """Fields whose value is the list's own, and another than the source's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRow:
    """A row of the source that is no member."""

    record_id: str
    reason: str
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """How an import ended; the counts are those of the whole run, resumed parts included."""

    list_name: str
    state: str
    """``complete``; ``partial``: the source did not tell all its rows, or so few of the list's
    records that the list is as it was; or ``interrupted``: the list is as it was and the run can be
    resumed."""
    imported: int
    skipped: int
    skipped_by_reason: Mapping[str, int]
    pages: int
    cause: str | None
    """The value of the connection's cause if interrupted."""
    resumed: bool
    """Whether pages of an earlier, interrupted import were kept."""
    held_back: int = 0
    """Records of the list that are missing in what was read, if they are so many that nothing of it
    was taken over."""
    message: str = ""
    """What a user must know, if anything."""
    frees: Frees | None = None
    """When the limit that interrupted it frees, as far as is known; None if none did."""


def read_all(store: Store, account_id: int) -> tuple[MarketingList, ...]:
    """Return the account's lists by name."""
    with store.reading() as connection:
        return tuple(_list(connection, row) for row in lists.read_all(connection, account_id))


def _list(connection: Connection, row: ListRow) -> MarketingList:
    kept = count_kept(connection, row)
    return MarketingList(
        name=row.name,
        source=row.source,
        fields=row.fields,
        members=row.imported + kept,
        kept=kept,
        held_back=row.held_back,
        skipped=row.skipped,
        imported_at=row.imported_at,
        unfinished_import=import_runs.running(connection, row.id) is not None,
        synced_at=row.synced_at,
        last_sync=sync_runs.last_state(connection, row.id),
        removal=row.removal,
        shrink=row.shrink_percent,
        broken_fields=row.broken_fields,
        field_rules=row.field_rules,
    )


def count_kept(connection: Connection, row: ListRow) -> int:
    """Return how many members have left the source and are kept."""
    if row.removal != "keep" or row.generation is None:
        return 0
    return members.count_kept(connection, row.generation)


def read_members(store: Store, account_id: int, name: str) -> Generator[Member, None, None]:
    """Stream a list's members by record id, all of one generation.

    Who does not read to the end closes the stream: until then it holds a connection of the store.

    Raises:
        UnknownListError: no list has this name (raised at once, not at the first member).
    """
    with store.reading() as connection:
        row_of(connection, account_id, name)
    return _members(store, account_id, name)


def read_member(store: Store, account_id: int, name: str, record_id: str) -> Member:
    """Return one member of a list.

    Raises:
        UnknownListError: no list has this name.
        InputError: it has no such member.
    """
    with store.reading() as connection:
        row = row_of(connection, account_id, name)
        if row.generation is not None:
            found = members.read_some(connection, row.generation, [record_id])
            for member in _shown(connection, row, found):
                return member
    message = f"the list {name} has no member {record_id}"
    raise InputError(message)


def _members(store: Store, account_id: int, name: str) -> Generator[Member, None, None]:
    with store.reading() as connection:
        row = row_of(connection, account_id, name)
        if row.generation is not None:
            yield from _shown(connection, row, members.read(connection, row.generation))


def _shown(
    connection: Connection, row: ListRow, rows: Iterator[members.MemberRow]
) -> Iterator[Member]:
    """Yield members with their own values in place of the source's."""
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    for each, owned in with_own(connection, row, rows):
        values = decode(each.field_values)
        values[EMAIL] = each.email
        values |= {name: msgspec.json.decode(mine.value) for name, mine in owned.items()}
        yield Member(
            record_id=each.record_id,
            email=each.email,
            values={field: values[field] for field in row.fields},
            left_at=each.left_at,
            left_reason=each.left_reason,
            kept=each.left_at is not None and is_member(row.removal, each.left_reason),
            own=tuple(field for field in row.fields if field in owned),
        )


def with_own(
    connection: Connection, row: ListRow, rows: Iterator[members.MemberRow]
) -> Iterator[tuple[members.MemberRow, Mapping[str, OwnValue]]]:
    """Yield each of a list's rows with the values of the list's own, by field."""
    if not own_values.any_of(connection, row.id):
        yield from ((each, {}) for each in rows)
        return
    while some := list(itertools.islice(rows, IDS_PER_STATEMENT)):
        own = own_values.of_records(connection, row.id, [each.record_id for each in some])
        yield from ((each, own.get(each.record_id, {})) for each in some)


def read_skipped(store: Store, account_id: int, name: str) -> tuple[SkippedRow, ...]:
    """Return the rows that a list's last complete import skipped, by record id.

    Raises:
        UnknownListError: no list has this name.
    """
    with store.reading() as connection:
        row = row_of(connection, account_id, name)
        if row.generation is None:
            return ()
        return tuple(
            SkippedRow(record_id=record_id, reason=reason, email=email)
            for record_id, reason, email in skipped_rows.read(connection, row.generation)
        )


def count_skipped(store: Store, account_id: int, name: str) -> dict[str, int]:
    """Return how many rows a list's last complete import skipped, by reason.

    Raises:
        UnknownListError: no list has this name.
    """
    with store.reading() as connection:
        row = row_of(connection, account_id, name)
        if row.generation is None:
            return {}
        return skipped_rows.count_by_reason(connection, row.generation)


def read_one(store: Store, account_id: int, name: str) -> MarketingList:
    """Return the list of this name.

    Raises:
        UnknownListError: there is none.
    """
    with store.reading() as connection:
        return _list(connection, row_of(connection, account_id, name))


def is_archived(row: ListRow, organization_id: str | None) -> bool:
    """Tell whether a list holds records of another organization than the account is bound to."""
    here = row.organization_id
    return here is not None and organization_id is not None and not same(here, organization_id)


def row_of(connection: Connection, account_id: int, name: str) -> ListRow:
    """Return the list of this name, as a transaction sees it.

    Raises:
        UnknownListError: there is none.
    """
    row = lists.find(connection, account_id, name)
    if row is None:
        there_are = [each.name for each in lists.read_all(connection, account_id)]
        known = ", ".join(there_are) if there_are else "none yet; lists import leads makes one"
        message = f"there is no list named {name!r}; there are: {known}"
        raise UnknownListError(message)
    return row


def imported_row(connection: Connection, account_id: int, name: str) -> ListRow:
    """Return the list of this name, which has members to show.

    Raises:
        UnknownListError: there is none.
        InputError: it has not been imported to its end.
    """
    row = row_of(connection, account_id, name)
    if row.generation is None:
        message = f"the list {name} has not been imported to its end; import it first"
        raise InputError(message)
    return row


def report(
    store: Store,
    run: import_runs.ImportRun,
    *,
    list_name: str,
    resumed: bool,
    cause: str | None,
    is_whole: bool = True,
    message: str = "",
    frees: Frees | None = None,
) -> ImportReport:
    """Tell how a run stands; without a cause it is complete, or partial if its source was."""
    state = "complete" if is_whole else "partial"
    with store.reading() as connection:
        by_reason = skipped_rows.count_by_reason(connection, run.id)
    return ImportReport(
        list_name=list_name,
        state=state if cause is None else "interrupted",
        imported=run.imported,
        skipped=run.skipped,
        skipped_by_reason=by_reason,
        pages=run.pages,
        cause=cause,
        resumed=resumed,
        message=message,
        frees=frees,
    )


def given_up(
    run: import_runs.ImportRun, *, list_name: str, resumed: bool, held_back: int
) -> ImportReport:
    """Tell of an import that read everything, and too few of the list's records."""
    message = (
        f"{held_back:,} records of the list {list_name} are not in what Salesforce shows, more "
        "than the list allows: nothing was taken over, and the list stays as it is. Has the "
        "connected user lost a right to see them? A sync tells who was deleted, merged, "
        "converted or has another record type; if the others are really gone, import once with "
        "--allow-shrink"
    )
    return ImportReport(
        list_name=list_name,
        state="partial",
        imported=0,
        skipped=0,
        skipped_by_reason={},
        pages=run.pages,
        cause=None,
        resumed=resumed,
        held_back=held_back,
        message=message,
    )


def not_begun(list_name: str, *, cause: str, frees: Frees | None = None) -> ImportReport:
    """Tell of an import that was stopped before it could begin or go on."""
    return ImportReport(
        list_name=list_name,
        state="interrupted",
        imported=0,
        skipped=0,
        skipped_by_reason={},
        pages=0,
        cause=cause,
        resumed=False,
        frees=frees,
    )
