"""Deleting members from a list: no import and no sync brings them back (P24 of the sync rules).

Salesforce is not touched. What is deleted is a record's place in one list, so another record with
the same e-mail is a member, and so is the Contact that a deleted Lead is converted to. While it is
in the source such a record is skipped, for the reason ``deleted_here``.

Both acts hold the list's lease, and wait for no unfinished run: what that has read already was read
by other rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

from sfconnector.clock import Clock
from sfconnector.errors import InputError
from sfconnector.lists.email import DELETED_HERE
from sfconnector.lists.marketing_list import imported_row
from sfconnector.store import (
    departures,
    import_runs,
    leases,
    lists,
    members,
    own_values,
    skipped_rows,
    sync_runs,
    tombstones,
)
from sfconnector.store.lists import ListRow
from sfconnector.store.store import Store


def delete(
    store: Store, account_id: int, name: str, record_ids: Sequence[str], *, by: str, clock: Clock
) -> None:
    """Delete members from a list, with their own values.

    Args:
        store: where the list is.
        account_id: whose.
        name: of the list.
        record_ids: of the members; those that left and stay to be seen may be among them, and those
            that were restored and have not come back yet.
        by: who does it.
        clock: tells when.

    Raises:
        UnknownListError: there is no list of this name.
        InputError: one is not in the list, or an import or sync of it is unfinished; nothing was
            changed.
        LeaseHeldError: another process imports or syncs it; nothing was changed.
    """
    wanted = sorted(set(record_ids))
    with _at_rest(store, account_id, name, clock) as (connection, row, generation):
        now = clock.now()
        found = list(members.read_some(connection, generation, wanted))
        known = tombstones.restored(connection, row.id).union(each.record_id for each in found)
        _refuse_others(row, wanted, known, "has no member")
        present = [each for each in found if each.left_at is None]
        members.delete(connection, generation, wanted)
        own_values.delete(connection, row.id, wanted)
        there = [each.record_id for each in present]
        # An import that is given a record twice counts the second time as skipped.
        repeated = skipped_rows.delete(connection, generation, there)
        rows = [(generation, each.record_id, DELETED_HERE, each.email) for each in present]
        skipped_rows.add(connection, rows)
        departures.put(connection, row.id, there, reason=DELETED_HERE, now=now)
        tombstones.put(connection, row.id, wanted, by=by, now=now)
        counts = (row.imported - len(present), row.skipped + len(present) - repeated)
        lists.count(connection, row.id, counts)


def restore(
    store: Store, account_id: int, name: str, record_ids: Sequence[str], *, clock: Clock
) -> None:
    """Let deleted members come back: the next sync reads everything and takes them over.

    Args:
        store: where the list is.
        account_id: whose.
        name: of the list.
        record_ids: of those that were deleted.
        clock: tells when.

    Raises:
        UnknownListError: there is no list of this name.
        InputError: one was not deleted, or an import or sync of the list is unfinished; nothing
            was changed.
        LeaseHeldError: another process imports or syncs it; nothing was changed.
    """
    wanted = sorted(set(record_ids))
    with _at_rest(store, account_id, name, clock) as (connection, row, _):
        deleted = tombstones.of_records(connection, row.id, wanted)
        _refuse_others(row, wanted, deleted, "has no deleted member")
        tombstones.restore(connection, row.id, wanted, now=clock.now())


@contextmanager
def _at_rest(
    store: Store, account_id: int, name: str, clock: Clock
) -> Iterator[tuple[Connection, ListRow, int]]:
    """Give a transaction in which nobody works on the list, the list, and what its readers see."""
    with store.writing() as connection:
        row = imported_row(connection, account_id, name)
        hold = leases.hold_list(store, connection, row.id, clock)
    with hold, store.writing() as connection:
        hold.keep(connection)
        row = imported_row(connection, account_id, name)
        for kind, run in (
            ("import", import_runs.running(connection, row.id)),
            ("sync", sync_runs.running(connection, row.id)),
        ):
            if run is not None:
                message = (
                    f"the {kind} of the list {name} is unfinished: run it again to bring it to "
                    f'its end, or give it up: sfconnector lists discard "{name}"'
                )
                raise InputError(message)
        assert row.generation is not None
        yield connection, row, row.generation


def _refuse_others(row: ListRow, wanted: Sequence[str], known: Iterable[str], why: str) -> None:
    unknown = sorted(set(wanted).difference(known))
    if unknown:
        message = f"the list {row.name} {why} {', '.join(unknown)}; nothing was changed"
        raise InputError(message)
