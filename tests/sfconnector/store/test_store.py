"""The store as a resource: what is closed, and when."""

from __future__ import annotations

import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sfconnector.errors import ConfigurationError
from sfconnector.secret import Secret
from sfconnector.store.store import Store


def test_a_transaction_that_outlives_the_store_gives_its_connection_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed under another thread's transaction, a store closes its connection at the end."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        opened.append(connection)
        return connection

    Store.open(tmp_path / "store.sqlite").close()  # an upgrade takes a connection of its own
    monkeypatch.setattr("sqlite3.dbapi2.connect", noted)
    store = Store.open(tmp_path / "store.sqlite")
    begun, closed = threading.Event(), threading.Event()
    found: list[object] = []

    def read() -> None:
        with store.reading() as connection:
            begun.set()
            closed.wait()
            found.append(connection.exec_driver_sql("SELECT 1").scalar())

    reader = threading.Thread(target=read)
    reader.start()
    begun.wait()
    store.close()
    closed.set()
    reader.join()
    assert found == [1]
    for each in opened:
        with closing(each), pytest.raises(sqlite3.ProgrammingError, match="closed database"):
            each.execute("SELECT 1")
    assert len(opened) == 1


def test_postgresql_without_its_driver_is_refused_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where psycopg is not installed the error says what to install, and shows no password."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(
        ConfigurationError, match=r"pip install 'sfconnector\[postgresql\]'"
    ) as told:
        Store.open(Secret("postgresql://u:hunter2@127.0.0.1/store"))
    assert "hunter2" not in repr(told.value)
