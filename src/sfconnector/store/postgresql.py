"""PostgreSQL: a write transaction takes one advisory lock; a read transaction is REPEATABLE READ.

The lock is the store's (its schema's), and held until the transaction ends, so that writers run one
after another as they do on SQLite: what one read before writing, another cannot have changed. Locks
of single rows would need every place that reads before it writes to name all that it relies on, and
serialisable transactions every caller to be run again; a page is stored in milliseconds. Readers
wait for nobody. Who holds the lock and goes silent is cut off by the server.

Text is compared by its code points (COLLATE "C"), as SQLite and Salesforce's ids have it, whatever
the database's own collation. PostgreSQL's text holds no NUL; where a value has one, which no text
field of Salesforce does, it is kept as U+2400, the symbol for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    ExceptionContext,
    Table,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from sfconnector.errors import ConfigurationError
from sfconnector.secret import Secret
from sfconnector.store.tables import metadata

WAIT_SECONDS: float = 60
"""How long a transaction waits for another process's, and how long a writer may be silent."""
CONNECT_SECONDS = 10
LOCK = 0x5FC0
"""The first half of the advisory lock's number; the second is the schema's."""
WRITE = "sfconnector_write"
NUL, SYMBOL_FOR_NUL = "\x00", "\u2400"
UNUSABLE = ("25", "53", "57", "58")
"""Classes of SQLSTATE: a server that takes no writes, is full, shuts down or fails."""


class Postgresql:
    """A store on a server, in the schema that the URL's search_path names first."""

    def __init__(self, url: Secret) -> None:
        try:
            given = make_url(url.reveal())
        except ArgumentError:
            given = None
        if given is None:
            message = "SFCONNECTOR_STORE is no URL; postgresql://USER:PASSWORD@HOST/DATABASE is one"
            raise ConfigurationError(message)
        self._url = given.set(drivername="postgresql+psycopg")
        user = f"{given.username}@" if given.username else ""
        port = f":{given.port}" if given.port else ""
        self.name = f"postgresql://{user}{given.host or ''}{port}/{given.database or ''}"
        """As errors name it: without the password, and what else may hold one."""

    def engine(self) -> Engine:
        """Return what opens it.

        Raises:
            ConfigurationError: the driver is not installed.
        """
        try:
            import psycopg  # noqa: F401, PLC0415 - an extra, and slow to load
        except ImportError as error:
            message = (
                "a store on PostgreSQL needs its driver, which is not installed; "
                "run pip install 'sfconnector[postgresql]'"
            )
            raise ConfigurationError(message, detail=str(error)) from error
        ours = {"connect_timeout": CONNECT_SECONDS, "application_name": "sfconnector"}
        engine = create_engine(
            self._url,
            connect_args={name: ours[name] for name in ours.keys() - self._url.query.keys()},
            hide_parameters=True,  # people's addresses do not belong into an error
            pool_pre_ping=True,  # the server may have been started anew since
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        event.listen(engine, "handle_error", _tell_shortly)
        return engine

    def reading(self, engine: Engine) -> Engine:
        """Return the engine whose transactions see one state of the database."""
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def writing(self, engine: Engine) -> Engine:
        """Return the engine whose transactions no other writer runs beside."""
        return engine.execution_options(isolation_level="READ COMMITTED", **{WRITE: True})

    def upgrading(self, engine: Engine) -> Engine:
        """Return the engine of an upgrade: a writer's, so that of two processes one upgrades."""
        return self.writing(engine)

    def upgraded(self, connection: Connection) -> None:
        """Let every text column that an upgrade has made be compared by code points."""
        columns = connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns "
                "WHERE table_schema = current_schema() AND data_type = 'text' "
                "AND collation_name IS DISTINCT FROM 'C'"
            )
        ).all()
        quoted = connection.dialect.identifier_preparer.quote
        for table, column in columns:
            if table in metadata.tables:
                connection.exec_driver_sql(
                    f"ALTER TABLE {quoted(table)} "
                    f'ALTER COLUMN {quoted(column)} TYPE text COLLATE "C"'
                )

    def is_unavailable(self, error: DBAPIError) -> bool:
        """Tell whether the database cannot be used now, rather than a statement be wrong."""
        state = getattr(error.orig, "sqlstate", None) or ""
        return isinstance(error, OperationalError) or state.startswith(UNUSABLE)


def copy_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Insert rows with COPY, each a sequence of values in the order of the columns.

    Raises:
        IntegrityError: a row is there already; as any other error of an insert.
    """
    import psycopg  # noqa: PLC0415 - an extra

    if not rows:
        return
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
        raise _short(error, statement, connection) from error


def _tell_shortly(context: ExceptionContext) -> BaseException | None:
    if context.sqlalchemy_exception is None or context.connection is None:
        return None
    return _short(context.original_exception, context.statement or "", context.connection)


def _short(error: Any, statement: str, connection: Connection) -> BaseException:  # noqa: ANN401 - psycopg is an extra
    """Return SQLAlchemy's error for the driver's, with its first line alone.

    The others (DETAIL, CONTEXT) quote the row that was refused: people's addresses.
    """
    import psycopg  # noqa: PLC0415 - an extra

    told = error.diag.message_primary
    if told:
        error.args = (told,)
    short: BaseException = DBAPIError.instance(
        statement, (), error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
    )
    return short


def _prepare(connection: Any, record: object) -> None:  # noqa: ANN401 - psycopg is an extra
    del record
    from psycopg.types.string import StrDumperUnknown  # noqa: PLC0415 - an extra

    class WithoutNul(StrDumperUnknown):
        def dump(self, obj: str) -> bytes:
            return obj.replace(NUL, SYMBOL_FOR_NUL).encode()

    connection.adapters.register_dumper(str, WithoutNul)


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get(WRITE, False):
        return
    milliseconds = int(WAIT_SECONDS * 1000)
    connection.execute(
        text(
            "SELECT set_config('idle_in_transaction_session_timeout', :silent, true),"
            " set_config('lock_timeout', :wait, true)"
        ),
        {"silent": str(milliseconds), "wait": str(milliseconds)},
    )
    connection.execute(
        text("SELECT pg_advisory_xact_lock(:ours, hashtext(current_schema()))"), {"ours": LOCK}
    )
