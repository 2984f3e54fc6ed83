"""The store as a resource: what is closed, and when."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

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
