"""A part of a transaction that is undone alone: what is refused leaves nothing behind.

The caller's transaction may go on after a refusal, as the one of a collection of records does.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator


@contextlib.contextmanager
def savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep what the block writes if it ends well, and undo it if it raises. Blocks nest."""
    connection.execute("SAVEPOINT _writing")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK TO _writing")
        raise
    finally:
        connection.execute("RELEASE _writing")
