"""Deleting what nobody looks at any more, a chunk at a time, so that no writer waits long."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from sfconnector.store.store import Store


def drop_all(store: Store, drop_some: Callable[[Connection], int]) -> None:
    """Call what deletes some rows and returns how many, until none is left; a transaction each."""
    dropped = 1
    while dropped:
        with store.writing() as connection:
            dropped = drop_some(connection)
