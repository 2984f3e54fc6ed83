"""An org's database: blocks that read, blocks that write, and how many connections they take."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_salesforce import FakeSalesforce
from fake_salesforce.org.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database with one table of one row."""
    opened = Database(tmp_path / "org.sqlite", prepare=lambda _: None, durable=False)
    with opened.write() as connection:
        connection.execute("CREATE TABLE counter (value INTEGER)")
        connection.execute("INSERT INTO counter VALUES (0)")
    yield opened
    opened.close()


def _value(connection: sqlite3.Connection) -> int:
    value: int = connection.execute("SELECT value FROM counter").fetchone()[0]
    return value


def test_reading_block_sees_one_state(database: Database) -> None:
    """A write that another thread commits in the middle is not seen before the block ends."""

    def add() -> None:
        with database.write() as connection:
            connection.execute("UPDATE counter SET value = value + 1")

    with database.read() as connection:
        before = _value(connection)
        thread = threading.Thread(target=add)
        thread.start()
        thread.join()
        assert _value(connection) == before
    with database.read() as connection:
        assert _value(connection) == before + 1


def test_failed_block_leaves_nothing(database: Database) -> None:
    """What a block wrote before it failed is gone, also what a block within it wrote."""

    def fail_in_the_middle() -> None:
        with database.write() as connection:
            connection.execute("UPDATE counter SET value = 5")
            with database.write() as inner:
                inner.execute("UPDATE counter SET value = 6")
            message = "in the middle"
            raise ValueError(message)

    with pytest.raises(ValueError, match="in the middle"):
        fail_in_the_middle()
    with database.read() as connection:
        assert _value(connection) == 0


def test_writing_within_a_reading_block_is_refused(database: Database) -> None:
    """It would write on top of a state that may be old."""
    with (
        database.read(),
        pytest.raises(RuntimeError, match="within one that reads"),
        database.write(),
    ):
        pass


def test_writers_lose_nothing(database: Database) -> None:
    """Four threads that read and then write in one block count every step."""

    def add() -> None:
        for _ in range(25):
            with database.write() as connection:
                connection.execute("UPDATE counter SET value = ?", (_value(connection) + 1,))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert _value(connection) == 100


def test_one_connection_serves_block_after_block(database: Database) -> None:
    """Blocks that follow each other, in whatever threads, share a connection."""
    seen = set()

    def read() -> None:
        with database.read() as connection:
            seen.add(id(connection))

    for _ in range(5):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    read()
    assert len(seen) == 1


def test_org_is_dropped_at_the_end_of_its_block() -> None:
    """The server forgets it and its file is gone."""
    salesforce = FakeSalesforce()
    with salesforce.create_org() as org:
        assert salesforce.orgs == [org]
        assert org.path.exists()
    assert salesforce.orgs == []
    assert not org.path.exists()
