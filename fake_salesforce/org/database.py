"""The one SQLite file in which everything an org is lives.

A WAL file, one connection per thread, one writer at a time. Never shared-cache memory: under
threads that answers "table is locked". Names that begin with an underscore are ours and cannot be
an sObject's, so SOQL can never name them.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path


class Database:
    """A SQLite file that many threads read and one at a time writes."""

    def __init__(
        self,
        path: Path,
        *,
        prepare: Callable[[sqlite3.Connection], None],
        durable: bool,
    ) -> None:
        """Open the file, making it when there is none.

        Args:
            path: where the file is.
            prepare: called with each new connection, to install SQL functions.
            durable: whether a committed write must outlive a crash of the machine. An org of a test
                need not.
        """
        self.path = path
        self._prepare = prepare
        self._synchronous = "NORMAL" if durable else "OFF"
        self._writer = threading.RLock()
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._opening = threading.Lock()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            with self._opening:
                self._connections.append(connection)
            connection.execute("PRAGMA busy_timeout=60000")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA synchronous={self._synchronous}")
            connection.execute("PRAGMA temp_store=MEMORY")
            self._prepare(connection)
            self._local.connection = connection
        return connection

    @contextlib.contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the org for as long as the block lasts."""
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    @contextlib.contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes are kept together at the block's end, or not at all.

        Blocks nest in one thread: the outermost one commits.
        """
        with self._writer:
            connection = self._connection()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close every thread's connection."""
        with self._opening:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
