"""The store: one database, opened, upgraded, and given out as read or write transactions.

A write transaction is one that no other writer runs beside; a read transaction sees one state of
the database however long it lasts. How, is the database's: ``sqlite.py`` and ``postgresql.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Protocol, Self

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from sfconnector.errors import ConfigurationError, StoreUnavailableError
from sfconnector.secret import Secret
from sfconnector.store import migrations
from sfconnector.store.postgresql import Postgresql
from sfconnector.store.sqlite import Sqlite


class Database(Protocol):
    """What is different from one kind of database to another."""

    name: str

    def engine(self) -> Engine: ...  # noqa: D102 - as documented where they are written
    def reading(self, engine: Engine) -> Engine: ...  # noqa: D102
    def writing(self, engine: Engine) -> Engine: ...  # noqa: D102
    def upgrading(self, engine: Engine) -> Engine: ...  # noqa: D102
    def upgraded(self, connection: Connection) -> None: ...  # noqa: D102
    def is_unavailable(self, error: DBAPIError) -> bool: ...  # noqa: D102


class Store:
    """An open database of the newest schema."""

    def __init__(self, database: Database, engine: Engine) -> None:
        self._database = database
        self._engine = engine
        self._reading = database.reading(engine)
        self._writing = database.writing(engine)
        self._closed_by: int | None = None
        event.listen(engine, "checkin", self._given_back)

    @classmethod
    def open(cls, place: Path | Secret) -> Self:
        """Open a SQLite file, or the database of a ``postgresql://`` URL, and upgrade its schema.

        Raises:
            ConfigurationError: the file cannot be made or is no database, the database cannot be
                used as it is, or the driver is not installed.
            StoreUnavailableError: it cannot be written now, as when it is locked or read-only.
            StoreFromTheFutureError: a newer connector has upgraded it.
        """
        database: Database = Sqlite(place) if isinstance(place, Path) else Postgresql(place)
        store = cls(database, database.engine())
        try:
            store._upgrade()
        except DatabaseError as error:
            store.close()
            message = (
                f"the store {database.name} cannot be used: {error.orig}; "
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
        upgrading = self._database.upgrading(self._engine)
        with self._told_apart(), upgrading.begin() as connection:
            migrations.upgrade(connection)
            self._database.upgraded(connection)
        self._engine.dispose()

    def close(self) -> None:
        """Close the database; what a transaction of another thread uses, when that ends.

        A fetch that the keyboard did not wait for may still read the store.
        """
        self._closed_by = get_ident()
        self._engine.dispose()

    def _given_back(self, connection: object, record: ConnectionPoolEntry) -> None:
        # In the closing thread it can only be the collector that gives back what a keyboard
        # interrupt tore; it goes on to roll back, and must not find the database closed.
        if connection is not None and self._closed_by not in {None, get_ident()}:
            record.invalidate()

    @contextmanager
    def _told_apart(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if not self._database.is_unavailable(error):
                raise
            _without_password(error)
            told = str(error.orig).strip()
            message = f"the store {self._database.name} cannot be read or written now: {told}"
            raise StoreUnavailableError(message) from error


HOLD_THE_PASSWORD = frozenset({"_pgconn", "_info"})
"""Attributes of psycopg's errors that tell how it tried to connect."""


def _without_password(error: BaseException) -> None:
    """Drop what an error has come through: a connect's frames and attributes hold the password."""
    left: list[BaseException | None] = [error]
    seen: set[int] = set()
    while left:
        each = left.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            each.__traceback__ = None
            held = vars(each)
            held |= dict.fromkeys(HOLD_THE_PASSWORD & held.keys())
            left += [each.__cause__, each.__context__]
