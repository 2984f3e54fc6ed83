"""What a dry run finds, kept apart: in a database of its own that goes with the process.

SQLite keeps it in a file that nobody else can open, so a dry run writes nothing to the store, and
no more than a cache of it is in memory however much would change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from sfconnector.store.tables import sync_deltas


@contextmanager
def opened() -> Iterator[Connection]:
    """Give a connection to an empty table of deltas, which is gone when the block ends."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect("", check_same_thread=False),
        poolclass=StaticPool,
    )
    try:
        with engine.begin() as connection:
            sync_deltas.create(connection)
            yield connection
    finally:
        engine.dispose()
