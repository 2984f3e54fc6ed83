from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from scripted_wire import START
from sfconnector.connection import degraded
from sfconnector.errors import (
    ConfigurationError,
    StoreFromTheFutureError,
    StoreUnavailableError,
)
from sfconnector.store import accounts, connections, lists, migrations, sqlite
from sfconnector.store.store import Store
from sfconnector.store.tables import metadata
from store_places import place


def test_a_fresh_upgrade_equals_the_tables(tmp_path: Path) -> None:
    """Migrating an empty database gives exactly the tables that the code works with."""
    store = Store.open(tmp_path / "store.sqlite")
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        made = {
            row.name: row.sql
            for row in connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            )
        }
    store.close()
    # What the comparison above does not look at: checks, autoincrement, WITHOUT ROWID.
    for name, word in {
        "accounts": "ck_accounts_environment",
        "connections": "ck_connections_state",
        "login_attempts": "ck_login_attempts_outcome",
        "import_runs": "AUTOINCREMENT",
        "members": "WITHOUT ROWID",
        "skipped_rows": "WITHOUT ROWID",
    }.items():
        assert word in made[name]


def test_a_store_of_the_first_version_keeps_what_it_holds(tmp_path: Path) -> None:
    """Upgraded from the first schema, account, connection and list are there, and refer still."""
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(path)) as old, old:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
        engine.dispose()
        old.executescript("""
            INSERT INTO accounts (id, name, created_at) VALUES (7, 'default', '2020-07-20');
            INSERT INTO connections (account_id, state, since, detail, hints, username, login_url,
                organization_id) VALUES (7, 'active', '2020-07-20 09:00:00', '', '[]',
                'a@example.com', 'https://login.salesforce.com', '00D000000000001EAA');
            INSERT INTO login_attempts (account_id, fingerprint, act, started_at)
                VALUES (7, 'f', 'connect', '2020-07-20 09:00:00');
            INSERT INTO lists (id, account_id, name, source) VALUES (3, 7, 'All Leads', 'leads');
        """)
    old.close()
    store = Store.open(path)
    with store.writing() as connection:
        row = connections.read(connection, 7)
        assert row is not None
        assert (row.state, row.method, row.bound_username) == ("active", "soap", "a@example.com")
        (kept,) = lists.read_all(connection, 7)
        assert kept.organization_id == "00D000000000001EAA"
        assert accounts.find_or_create(connection, "default", now=START) == 7
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        sandbox = accounts.find_or_create(connection, "default", environment="sandbox", now=START)
        assert sandbox != 7
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    store.close()


def test_a_lost_right_of_an_older_store_is_kept_until_some_work_is_done(tmp_path: Path) -> None:
    """Before 0010 no work was kept with a cause that degrades: it gets one without a name."""
    path = tmp_path / "store.sqlite"
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0009")
        connection.execute(
            text("""
            INSERT INTO accounts (id, name, environment, created_at)
                VALUES (7, 'one', 'production', '2020-07-20 09:00:00'),
                    (8, 'two', 'production', '2020-07-20 09:00:00')
            """)
        )
        connection.execute(
            text("""
            INSERT INTO connections (account_id, state, since, cause, detail, hints, username,
                login_url, method)
                VALUES (7, 'active', '2020-07-20 09:00:00', 'permission_lost', 'no Lead', '[]',
                    'a@example.com', 'https://login.salesforce.com', 'soap'),
                (8, 'active', '2020-07-20 09:00:00', 'maintenance', '', '[]', 'a@example.com',
                    'https://login.salesforce.com', 'soap')
            """)
        )
    engine.dispose()
    store = Store.open(path)
    with store.reading() as connection:
        row, other = (connections.read(connection, number) for number in (7, 8))
    store.close()
    assert row is not None
    assert other is not None
    assert other.degraded == "[]"
    later = row.since + timedelta(hours=1)
    assert degraded.cleared(row, now=later) == row, "a call proves no right"
    healed = degraded.cleared(row, works={"contacts"}, now=later)
    assert (healed.cause, healed.degraded) == (None, "[]")


def test_the_head_is_the_newest_file() -> None:
    """The revision that spares loading Alembic is the newest one in the folder."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == migrations.HEAD


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """A schema that this version does not know is named and left alone."""
    path = tmp_path / "store.sqlite"
    store = Store.open(place(path))
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreFromTheFutureError, match="9999"):
        Store.open(place(path))


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """The database is made readable by its owner and nobody else."""
    path = tmp_path / "folder" / "store.sqlite"
    Store.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_no_database_is_told_as_a_setting(tmp_path: Path) -> None:
    """A file that is no database, and a place that cannot be written, name SFCONNECTOR_STORE."""
    path = tmp_path / "store.sqlite"
    path.write_text("this is a text and no database, and long enough to be seen as one" * 9)
    with pytest.raises(ConfigurationError, match="SFCONNECTOR_STORE"):
        Store.open(path)
    with pytest.raises(ConfigurationError, match="SFCONNECTOR_STORE"):
        Store.open(path / "below" / "store.sqlite")


def test_a_locked_store_is_no_wrong_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that another process holds for too long is told as unavailable, by its path."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    path = tmp_path / "store.sqlite"
    store = Store.open(path)
    with (
        store.writing(),
        pytest.raises(StoreUnavailableError, match=r"store\.sqlite.*database is locked"),
    ):
        Store.open(path)
    Store.open(path).close()
    store.close()


def test_an_error_of_the_database_shows_no_values(tmp_path: Path) -> None:
    """What was to be stored does not stand in the error that refuses it."""
    store = Store.open(place(tmp_path / "store.sqlite"))
    with store.writing() as connection, pytest.raises(IntegrityError) as told:
        connection.execute(
            metadata.tables["lists"].insert().values(account_id=7, name="All Leads", source=None)
        )
    assert "All Leads" not in str(told.value)
    store.close()


def test_two_that_open_a_new_store_at_once_make_it_once(tmp_path: Path) -> None:
    """Of several that open a new store at the same time one migrates it, and all can use it."""
    where = place(tmp_path / "store.sqlite")
    opened: list[Store] = []
    together = threading.Barrier(4)

    def open_store() -> None:
        together.wait()
        opened.append(Store.open(where))

    threads = [threading.Thread(target=open_store) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    for store in opened:
        with store.reading() as connection:
            assert migrations.revision(connection) == migrations.HEAD
        store.close()
