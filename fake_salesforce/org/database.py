"""The one SQLite file in which everything an org is lives.

A WAL file, one connection a block, one writer at a time. Never shared-cache memory: under
threads that answers "table is locked". Names that begin with an underscore are ours and cannot be
an sObject's, so SOQL can never name them.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from fake_salesforce.records.savepoint import savepoint

_CACHE_KIB = 4 * 1024
"""What a connection may hold of the file, and sort without a temporary file. Little is fast: it
stays in the processor's own cache, and what is read again the system has at hand."""


State = tuple[int, int]
"""How often what a query can show was changed: by this process, and by any since the file is."""


_MOST_CHANGES = 2**31
"""What ``user_version`` of SQLite's header can count to."""


class Undo(Exception):  # noqa: N818 - no fault: a block says so that its changes are not kept
    """Undoes the block of :meth:`Database.attempt` that raises it, which ends there."""


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
        # A file of a test's own has no other writer.
        self._is_shared = durable
        self._writer = threading.RLock()
        self._local = threading.local()
        self._idle: list[sqlite3.Connection] = []
        self._is_closed = False
        self._pool = threading.Lock()
        self._changes = 0
        self.incarnation = 0
        """How often the file became another one."""

    @property
    def state(self) -> State | None:
        """What grows whenever what a query can show was changed, or may have been.

        Other processes that write the same file make it grow, too. What is read afterwards is at
        least as new as it says. None within a block of this thread, which may see what is older, or
        what may yet be taken back.
        """
        if self._current() is not None:
            return None
        changes = self._changes
        if not self._is_shared:
            return changes, 0
        with self.read() as connection:
            return changes, self._changes_of_file(connection)

    @staticmethod
    def _changes_of_file(connection: sqlite3.Connection) -> int:
        number: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return number

    @contextlib.contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the org for as long as the block lasts.

        Within a block of the same thread it is that block's connection.
        """
        current = self._current()
        if current is not None:
            yield current
            return
        with self._borrowed(may_write=False) as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    @contextlib.contextmanager
    def write(self, *, is_bookkeeping: bool = False) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes are kept together at the block's end, or not at all.

        Blocks nest in one thread: the outermost one commits.

        Args:
            is_bookkeeping: whether the block changes nothing that a query can show, as one that
                counts calls; then ``state`` stays as it is.

        Raises:
            RuntimeError: the block lies within one that only reads.
        """
        current = self._current()
        if current is not None:
            if not self._local.may_write:
                message = "a block that writes cannot lie within one that reads"
                raise RuntimeError(message)
            self._local.is_changing |= not is_bookkeeping
            yield current
            return
        with self._writer, self._borrowed(may_write=True) as connection:
            connection.execute("BEGIN IMMEDIATE")
            self._local.after_commit = {}
            self._local.is_changing = not is_bookkeeping
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            if self._is_shared and self._local.is_changing:
                number = (self._changes_of_file(connection) + 1) % _MOST_CHANGES
                connection.execute(f"PRAGMA user_version={number}")
            connection.execute("COMMIT")
        for call in self._local.after_commit:
            call()
        # Last, so that whoever sees the new state sees what Python holds of it, too.
        if self._local.is_changing:
            self._note_change()

    def _note_change(self) -> None:
        with self._pool:
            self._changes += 1

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call something once the changes of this thread's block are kept, never if they are lost.

        It is for what Python holds of the database. Within a block, the same call counts once.
        """
        self._local.after_commit[call] = None

    @contextlib.contextmanager
    def attempt(self) -> Iterator[sqlite3.Connection]:
        """Give a connection as :meth:`write` does, and undo the block's changes when it raises.

        Within another block that writes, only this block's changes are undone, so that the outer
        one may go on without them. A block that raises :class:`Undo` is undone and no more.
        """
        if self._current() is None:
            with contextlib.suppress(Undo), self.write() as connection:
                yield connection
            return
        with contextlib.suppress(Undo), self.write() as connection, savepoint(connection):
            yield connection

    def _current(self) -> sqlite3.Connection | None:
        """Return the connection of the block this thread is in, or None."""
        current: sqlite3.Connection | None = getattr(self._local, "connection", None)
        return current

    @contextlib.contextmanager
    def _borrowed(self, *, may_write: bool) -> Iterator[sqlite3.Connection]:
        """Take an idle connection, or open one, for a block of this thread.

        So an org has as many connections as there were blocks at a time, which is one or two, and
        hundreds of orgs fit beside each other into a process's open files.
        """
        with self._pool:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = self._open()
        self._local.connection, self._local.may_write = connection, may_write
        try:
            yield connection
        finally:
            self._local.connection = None
            with self._pool:
                if self._is_closed:
                    connection.close()
                else:
                    self._idle.append(connection)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            connection.execute("PRAGMA busy_timeout=60000")
            connection.execute(f"PRAGMA synchronous={self._synchronous}")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def copy_to(self, path: Path) -> None:
        """Write what is committed now to a file of its own, while others read and write."""
        with self.read() as connection, contextlib.closing(sqlite3.connect(path)) as copy:
            connection.backup(copy)
            # A copy is one file: no log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")

    def become(self, path: Path) -> None:
        """Take over what a file holds, in the place of everything that is here.

        Blocks that read meanwhile see what was there when they began.

        Raises:
            RuntimeError: it is called within a block.
        """
        if self._current() is not None:
            message = "a database cannot become another one within a block that uses it"
            raise RuntimeError(message)
        with (
            self._writer,
            self._borrowed(may_write=False) as connection,
            contextlib.closing(sqlite3.connect(path)) as copy,
        ):
            copy.backup(connection)
        self.incarnation += 1
        self._note_change()

    def close(self) -> None:
        """Close every connection; one that is still lent out is closed when its block ends."""
        with self._pool:
            self._is_closed = True
            while self._idle:
                self._idle.pop().close()
