"""What a store on PostgreSQL promises beyond the tests that both databases pass."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from scripted_wire import START
from sfconnector.errors import ConfigurationError, StoreUnavailableError
from sfconnector.secret import Secret
from sfconnector.store import (
    accounts,
    connections,
    import_runs,
    lists,
    members,
    migrations,
    postgresql,
    skipped_rows,
)
from sfconnector.store.store import Store
from sfconnector.store.tables import api_calls, metadata
from sfconnector.store.tables import members as members_table
from store_places import url


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store.open(Secret(url(tmp_path)))
    yield opened
    opened.close()


def _list(store: Store) -> int:
    with store.writing() as connection:
        account_id = accounts.find_or_create(connection, "default", now=START)
        return lists.create(
            connection, account_id, name="All Leads", source="leads", organization_id=None
        )


def test_a_fresh_upgrade_equals_the_tables(store: Store) -> None:
    """Migrating an empty schema gives exactly the tables that the code works with."""
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
        # Whatever order of words the database has: ids and names are ordered by code points.
        wrong = connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns WHERE "
                "table_schema = current_schema() AND data_type = 'text' "
                "AND collation_name IS DISTINCT FROM 'C'"
            )
        ).all()
        assert wrong == []


def test_a_store_of_the_first_version_keeps_what_it_holds(tmp_path: Path) -> None:
    """Upgraded from the first schema, account, connection and list are there, and refer still."""
    place = url(tmp_path)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = create_engine(make_url(place).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text("""
            INSERT INTO accounts (id, name, created_at) VALUES (7, 'default', '2020-07-20');
            INSERT INTO connections (account_id, state, since, detail, hints, username, login_url,
                organization_id) VALUES (7, 'active', '2020-07-20 09:00:00Z', '', '[]',
                'a@example.com', 'https://login.salesforce.com', '00D000000000001EAA');
            INSERT INTO lists (id, account_id, name, source) VALUES (3, 7, 'All Leads', 'leads');
        """)
        )
    engine.dispose()
    store = Store.open(Secret(place))
    with store.writing() as connection:
        row = connections.read(connection, 7)
        assert row is not None
        assert (row.state, row.method, row.since) == ("active", "soap", START)
        (kept,) = lists.read_all(connection, 7)
        assert kept.organization_id == "00D000000000001EAA"
        sandbox = accounts.find_or_create(connection, "default", environment="sandbox", now=START)
        assert sandbox != 7
    store.close()


def test_what_was_read_before_writing_has_not_changed(store: Store) -> None:
    """Writers run one after another: none adds to a count that another has changed meanwhile."""
    _list(store)
    with store.writing() as connection:
        connection.execute(insert(api_calls).values(account_id=1, hour=START, calls=0))

    def count() -> None:
        for _ in range(20):
            with store.writing() as connection:
                found = connection.scalar(select(api_calls.c.calls))
                assert found is not None
                connection.execute(api_calls.update().values(calls=found + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as connection:
        assert connection.scalar(select(api_calls.c.calls)) == 80


def test_a_reader_sees_one_state_and_writes_nothing(store: Store) -> None:
    """What is committed while a read transaction lasts is not seen in it; it refuses to write."""
    with store.reading() as reader:
        assert members.existing(reader, 1, ["00Q"]) == frozenset()
        with store.writing() as writer:
            members.add(writer, [(1, "00Q", "a@example.com", "{}")])
        assert members.existing(reader, 1, ["00Q"]) == frozenset()
    with store.reading() as reader:
        assert members.existing(reader, 1, ["00Q"]) == {"00Q"}
    with pytest.raises(StoreUnavailableError, match="read-only"), store.reading() as reader:
        accounts.find_or_create(reader, "another", now=START)


def test_copied_rows_are_what_they_were(store: Store) -> None:
    """Whatever a text holds comes back; a NUL, which PostgreSQL cannot hold, as its symbol."""
    odd = 'tab\t newline\n return\r backslash\\ \\. \\N quote" \u00e9 \U0001f600 '
    with store.writing() as connection:
        skipped_rows.add(
            connection, [(1, "00Q1", odd, None), (1, "00Q2", "\x00", ""), (1, "00Q3", "", odd)]
        )
        accounts.find_or_create(connection, "a\x00b", now=START)
    with store.reading() as connection:
        assert list(skipped_rows.read(connection, 1)) == [
            ("00Q1", odd, None),
            ("00Q2", "\u2400", ""),
            ("00Q3", "", odd),
        ]
        assert connection.scalar(text("SELECT name FROM accounts")) == "a\u2400b"


def test_a_row_that_is_there_is_told_without_its_values(store: Store) -> None:
    """COPY of a record twice is an IntegrityError that undoes its savepoint and shows no row."""
    row = (1, "00Q", "somebody@example.com", "{}")
    with store.writing() as connection:
        members.add(connection, [row])
        with pytest.raises(IntegrityError) as told, connection.begin_nested():
            members.add(connection, [(1, "00R", "b@example.com", "{}"), row])
        members.add(connection, [(1, "00S", "c@example.com", "{}")])
    assert "00Q" not in str(told.value)
    with store.reading() as connection:
        assert list(connection.scalars(select(members_table.c.record_id))) == ["00Q", "00S"]


def test_a_lost_connection_is_told_and_the_next_one_works(store: Store) -> None:
    """When the server ends a connection its transaction is undone, and that is told by name."""
    with pytest.raises(StoreUnavailableError, match="postgresql://postgres@"):
        _cut(store)
    with store.writing() as connection:
        assert connection.scalar(select(members_table.c.record_id)) is None
        members.add(connection, [(1, "00Q", "a@example.com", "{}")])


def _cut(store: Store) -> None:
    with store.writing() as connection:
        members.add(connection, [(1, "00Q", "a@example.com", "{}")])
        number = connection.scalar(text("SELECT pg_backend_pid()"))
        with store.reading() as other:
            other.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
        members.add(connection, [(1, "00R", "a@example.com", "{}")])


def test_a_lock_that_is_not_had_in_time_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that waits too long for another is told that the store cannot be written now."""
    with store.writing():
        monkeypatch.setattr(postgresql, "WAIT_SECONDS", 0.1)
        with pytest.raises(StoreUnavailableError, match="lock timeout"), store.writing():
            pass


def test_an_unreachable_server_is_told_without_the_password() -> None:
    """The error names user, host and database, and no cause or frame of it holds the password."""
    place = Secret("postgresql://me:hunter2@127.0.0.1:9/crm?password=hunter2&connect_timeout=1")
    with pytest.raises(StoreUnavailableError, match=r"postgresql://me@127.0.0.1:9/crm ") as told:
        Store.open(place)
    each: BaseException | None = told.value.__cause__
    while each is not None:
        assert "hunter2" not in f"{each!r} {each} {vars(each)}"
        assert each.__traceback__ is None
        each = each.__cause__ or each.__context__
    with pytest.raises(StoreUnavailableError, match="does not exist"):
        Store.open(Secret(url(Path("x")).replace("/postgres?", "/nowhere?")))
    with pytest.raises(ConfigurationError, match="is no URL"):
        Store.open(Secret("hunter2"))


def test_a_generation_is_never_given_again(store: Store) -> None:
    """A run's number is new also after a run was undone or deleted."""
    list_id = _list(store)
    given: list[int] = []

    def start() -> None:
        with store.writing() as connection:
            given.append(import_runs.start(connection, list_id, fields=["Email"], now=START).id)
            if len(given) == 2:
                connection.exec_driver_sql("no SQL")

    start()
    with pytest.raises(DBAPIError):
        start()
    start()
    with store.writing() as connection:
        connection.execute(text("DELETE FROM import_runs"))
    start()
    assert given == sorted(set(given))
