"""SQLite: WAL mode, foreign keys on; a write transaction begins IMMEDIATE.

So what it read before writing cannot be changed by another process in between.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import tenacity
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from sfconnector.errors import ConfigurationError, StoreUnavailableError

BUSY_SECONDS = 60
"""How long a transaction waits for another process's; writers hold the database for a page."""
RETRY_SECONDS = 0.02
WRITE = "sfconnector_write"
UPGRADE = "sfconnector_upgrade"


class Sqlite:
    """A store in a file, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        """As errors name it."""
        self._path = path

    def engine(self) -> Engine:
        """Make the file if there is none, and return what opens it.

        Raises:
            ConfigurationError: the file cannot be made.
        """
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            message = (
                f"the store {self.name} cannot be opened: {error.strerror}; "
                "SFCONNECTOR_STORE names another place"
            )
            raise ConfigurationError(message) from error
        engine = create_engine(
            URL.create("sqlite", database=self.name),
            connect_args={"timeout": BUSY_SECONDS},
            hide_parameters=True,  # people's addresses do not belong into an error
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        event.listen(engine, "close", _roll_back)
        return engine

    def reading(self, engine: Engine) -> Engine:
        """Return the engine whose transactions see one state of the database."""
        return engine

    def writing(self, engine: Engine) -> Engine:
        """Return the engine whose transactions no other writer runs beside."""
        return engine.execution_options(**{WRITE: True})

    def upgrading(self, engine: Engine) -> Engine:
        """Return the engine whose transactions may make a table anew that others refer to.

        No enforced foreign key allows that; they are checked at the end instead.
        https://sqlite.org/lang_altertable.html
        """
        return engine.execution_options(**{WRITE: True, UPGRADE: True})

    def upgraded(self, connection: Connection) -> None:
        """Check what an upgrade has left.

        Raises:
            StoreUnavailableError: rows would refer to nothing; the upgrade must not be committed.
        """
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            message = f"upgrading {self.name} would leave rows that refer to nothing"
            raise StoreUnavailableError(message, detail=str(broken[:3]))

    def is_unavailable(self, error: DBAPIError) -> bool:
        """Tell whether the database cannot be used now, rather than a statement be wrong."""
        return isinstance(error, OperationalError)


def _prepare(connection: Any, record: object) -> None:  # noqa: ANN401 - any DB-API connection
    del record
    # The driver would begin transactions by itself, and not before a SELECT.
    connection.isolation_level = None
    cursor = connection.cursor()
    _use_wal(cursor)
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -8192")
    cursor.close()


def _is_busy(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", None)  # the driver's own errors have none
    return isinstance(error, sqlite3.OperationalError) and code == sqlite3.SQLITE_BUSY


def _roll_back(connection: sqlite3.Connection, record: object) -> None:
    """Let go of the file's lock before a connection is closed.

    SQLite keeps a closed connection, and its lock, while a statement of it is held; what the
    keyboard interrupts is held by the frames that it passes, and who gives a lease back on its way
    would wait for it. https://sqlite.org/c3ref/close.html
    """
    del record
    connection.rollback()


@tenacity.retry(
    retry=tenacity.retry_if_exception(_is_busy),
    wait=tenacity.wait_fixed(RETRY_SECONDS),
    stop=tenacity.stop_after_delay(BUSY_SECONDS),
    reraise=True,
)
def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Let readers not wait for a writer; a mode of the file, so that only a new one is changed.

    Of several connections that change it at once SQLite refuses all but one without waiting, since
    each would wait for the others.
    """
    cursor.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    write = options.get(WRITE, False)
    if options.get(UPGRADE, False):
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
