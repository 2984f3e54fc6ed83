"""Deleting a list, and giving up what was begun of one and not brought to its end.

Both hold the list's lease, so that nobody imports or syncs it meanwhile. A deleted list is first
seen by nobody; its rows are dropped in chunks, and then the list with all that hangs on it in one
transaction. Killed in between, it is there without members, and can be deleted again.
"""

from __future__ import annotations

from sfconnector.clock import Clock
from sfconnector.errors import InputError
from sfconnector.lists.marketing_list import count_kept, row_of
from sfconnector.store import import_runs, leases, lists, members, sync_deltas, sync_runs
from sfconnector.store.dropping import drop_all
from sfconnector.store.leases import Hold
from sfconnector.store.store import Store


def delete(store: Store, account_id: int, name: str, *, clock: Clock) -> int:
    """Delete a list with its members, own values, journal, runs and schedule.

    Salesforce is not touched.

    Returns:
        How many members it had.

    Raises:
        UnknownListError: there is no list of this name.
        LeaseHeldError: another process imports or syncs it; nothing was changed.
    """
    with _held(store, account_id, name, clock) as hold:
        with store.writing() as connection:
            hold.keep(connection)
            row = row_of(connection, account_id, name)
            had = row.imported + count_kept(connection, row)
            import_runs.abandon(connection, row.id, now=clock.now())
            sync_runs.abandon(connection, row.id, now=clock.now())
            lists.empty(connection, row.id)
        _drop(store)
        with store.writing() as connection:
            hold.keep(connection)
            lists.delete(connection, row.id)
    return had


def discard(store: Store, account_id: int, name: str, *, clock: Clock) -> tuple[str, ...]:
    """Give up an import or a sync of a list that was cut; the list stays as its readers see it.

    Returns:
        What was given up: ``import``, ``sync``.

    Raises:
        UnknownListError: there is no list of this name.
        InputError: there is nothing to give up.
        LeaseHeldError: another process imports or syncs it; nothing was changed.
    """
    with _held(store, account_id, name, clock) as hold:
        with store.writing() as connection:
            hold.keep(connection)
            row = row_of(connection, account_id, name)
            given_up = {
                "import": import_runs.abandon(connection, row.id, now=clock.now()),
                "sync": sync_runs.abandon(connection, row.id, now=clock.now()),
            }
            if not any(given_up.values()):
                message = f"no import or sync of the list {name} is unfinished"
                raise InputError(message)
        _drop(store)
    return tuple(kind for kind, was_running in given_up.items() if was_running)


def _held(store: Store, account_id: int, name: str, clock: Clock) -> Hold:
    with store.writing() as connection:
        row = row_of(connection, account_id, name)
        return leases.hold_list(store, connection, row.id, clock)


def _drop(store: Store) -> None:
    drop_all(store, members.drop_some)
    drop_all(store, sync_deltas.drop_some)
