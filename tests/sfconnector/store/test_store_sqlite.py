from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, select

from scripted_wire import START
from sfconnector.store import accounts, sqlite, tables
from sfconnector.store.store import Store


class _Cursor:
    """Refuses as SQLite does, and then takes what it is told."""

    def __init__(self, *refusals: sqlite3.Error) -> None:
        self._refusals = list(refusals)
        self.told: list[str] = []

    def execute(self, statement: str) -> None:
        """Take a statement, or refuse it."""
        if self._refusals:
            raise self._refusals.pop(0)
        self.told.append(statement)


def _refusal(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = code
    return error


def test_a_mode_that_others_change_too_is_asked_for_again() -> None:
    """Of several that open a new file at once SQLite refuses some at once; these try again."""
    cursor = _Cursor(_refusal(sqlite3.SQLITE_BUSY), _refusal(sqlite3.SQLITE_BUSY))
    sqlite._use_wal(cursor)  # type: ignore[arg-type] # as much of a cursor as it needs
    assert cursor.told == ["PRAGMA journal_mode = WAL"]


@pytest.mark.parametrize(
    "error", [_refusal(sqlite3.SQLITE_READONLY), sqlite3.OperationalError("of the driver")]
)
def test_another_refusal_is_not_tried_again(error: sqlite3.Error) -> None:
    """A file that cannot be written is told at once."""
    cursor = _Cursor(error)
    with pytest.raises(sqlite3.OperationalError):
        sqlite._use_wal(cursor)  # type: ignore[arg-type] # as above
    assert cursor.told == []


def test_a_closed_connection_holds_no_lock(tmp_path: Path) -> None:
    """Ctrl-C within a statement closes its connection; the next transaction begins at once."""
    store = Store.open(tmp_path / "store.sqlite")
    held: list[object] = []

    def interrupt(connection: object, cursor: object, *rest: object) -> None:
        del connection, rest
        held.append(cursor)  # as the frames that an interrupt passes do
        raise KeyboardInterrupt

    def write() -> None:
        with store.writing() as connection:
            accounts.find_or_create(connection, "Torn", now=START)
            event.listen(connection, "after_cursor_execute", interrupt)
            connection.execute(select(tables.accounts.c.name))

    with pytest.raises(KeyboardInterrupt):
        write()
    assert held
    with store.writing() as connection:
        assert connection.scalars(select(tables.accounts.c.name)).all() == []
    store.close()
