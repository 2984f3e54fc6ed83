"""The store: one database, opened, upgraded, and given out as read or write transactions.

SQLite runs in WAL mode with foreign keys on. A write transaction begins IMMEDIATE, so that what it
read before writing cannot be changed by another process in between; a read transaction sees one
state of the database however long it lasts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from sfconnector.errors import ConfigurationError, StoreUnavailableError
from sfconnector.store import migrations

BUSY_SECONDS = 60
"""How long a transaction waits for another process's; writers hold the database for a page."""
WRITE = "sfconnector_write"
UPGRADE = "sfconnector_upgrade"


class Store:
    """An open database of the newest schema."""

    def __init__(self, engine: Engine) -> None:
        self._reading = engine
        self._path = engine.url.database
        self._writing = engine.execution_options(**{WRITE: True})
        self._closed_by: int | None = None
        event.listen(engine, "checkin", self._given_back)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a SQLite file, making it (readable by its owner alone) and upgrading its schema.

        Raises:
            ConfigurationError: the file cannot be made, or is no database.
            StoreUnavailableError: it cannot be written now, as when it is locked or read-only.
            StoreFromTheFutureError: a newer connector has upgraded it.
        """
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            message = (
                f"the store {path} cannot be opened: {error.strerror}; "
                "SFCONNECTOR_STORE names another place"
            )
            raise ConfigurationError(message) from error
        engine = create_engine(
            URL.create("sqlite", database=str(path)),
            connect_args={"timeout": BUSY_SECONDS},
            hide_parameters=True,  # people's addresses do not belong into an error
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        store = cls(engine)
        try:
            store._upgrade()
        except DatabaseError as error:
            store.close()
            message = (
                f"the store {path} cannot be used: {error.orig}; "
                "SFCONNECTOR_STORE names another place"
            )
            raise ConfigurationError(message) from error
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the database."""
        with self._told_apart(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that no other writer runs beside; committed if the block ends well."""
        with self._told_apart(), self._writing.begin() as connection:
            yield connection

    def _upgrade(self) -> None:
        with self.writing() as connection:
            if migrations.revision(connection) == migrations.HEAD:
                return
        # A table that others refer to is changed by making it anew, which no enforced foreign key
        # allows; they are checked at the end instead. https://sqlite.org/lang_altertable.html
        upgrading = self._writing.execution_options(**{UPGRADE: True})
        with self._told_apart(), upgrading.begin() as connection:
            migrations.upgrade(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                message = f"upgrading {self._path} would leave rows that refer to nothing"
                raise StoreUnavailableError(message, detail=str(broken[:3]))
        self._reading.dispose()

    def close(self) -> None:
        """Close the database; what a transaction of another thread uses, when that ends.

        A fetch that the keyboard did not wait for may still read the store.
        """
        self._closed_by = get_ident()
        self._reading.dispose()

    def _given_back(self, connection: object, record: ConnectionPoolEntry) -> None:
        # In the closing thread it can only be the collector that gives back what a keyboard
        # interrupt tore; it goes on to roll back, and must not find the database closed.
        if connection is not None and self._closed_by not in {None, get_ident()}:
            record.invalidate()

    @contextmanager
    def _told_apart(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            message = f"the store {self._path} cannot be read or written now: {error.orig}"
            raise StoreUnavailableError(message) from error


def _prepare(connection: Any, record: object) -> None:  # noqa: ANN401 - any DB-API connection
    del record
    # The driver would begin transactions by itself, and not before a SELECT.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -8192")
    cursor.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    write = options.get(WRITE, False)
    if options.get(UPGRADE, False):
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
