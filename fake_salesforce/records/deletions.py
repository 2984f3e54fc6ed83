"""What was deleted, with what, and until when it stays: the table ``_deletion``.

A record stays for 15 days ([K:api/emptyrecyclebin]); one that was emptied is seen by queryAll for
about 24 hours more (same page). Then its row is gone and the table keeps its tombstone: which
record of which object, and when it was deleted.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from fake_salesforce.clock import to_wire
from fake_salesforce.schema import Schema

from . import rows, shares

KEPT = timedelta(days=15)
SEEN_AFTER_EMPTYING = timedelta(hours=24)


def note(
    connection: sqlite3.Connection,
    sobject_name: str,
    record_id: str,
    *,
    root_id: str,
    now: datetime,
) -> None:
    """Note that a record was deleted with ``root_id``, or by itself if that is its own id."""
    connection.execute(
        "INSERT OR REPLACE INTO _deletion VALUES (?, ?, ?, ?, ?, 0, 0)",
        (record_id, sobject_name, root_id, to_wire(now), to_wire(now + KEPT)),
    )


def forget(connection: sqlite3.Connection, record_id: str) -> None:
    """Forget a deletion: the record is back."""
    connection.execute("DELETE FROM _deletion WHERE record_id = ?", (record_id,))


def is_by_itself(connection: sqlite3.Connection, record_id: str) -> bool:
    """Tell whether a record lies in the bin, not emptied, and not because of another one."""
    row = connection.execute(
        "SELECT 1 FROM _deletion WHERE record_id = ? AND root_id = record_id"
        " AND emptied = 0 AND gone = 0",
        (record_id,),
    ).fetchone()
    return row is not None


def gone_with(connection: sqlite3.Connection, root_id: str) -> list[tuple[str, str]]:
    """Return id and object of what was deleted with a record, that one first.

    The last to go were those to which the others belong, so they come first.
    """
    return connection.execute(
        "SELECT record_id, sobject FROM _deletion WHERE root_id = ? AND gone = 0"
        " ORDER BY rowid DESC",
        (root_id,),
    ).fetchall()


def go_with(connection: sqlite3.Connection, record_id: str, parent_id: str) -> None:
    """Let a deleted record wait for another deleted one; by itself, if that is gone for good."""
    connection.execute(
        "UPDATE _deletion SET root_id = coalesce("
        "(SELECT root_id FROM _deletion WHERE record_id = ?), record_id) WHERE record_id = ?",
        (parent_id, record_id),
    )


def stay(connection: sqlite3.Connection, record_id: str) -> None:
    """Let a record stay in the bin when the one comes back with which it went."""
    connection.execute("UPDATE _deletion SET root_id = record_id WHERE record_id = ?", (record_id,))


def empty(connection: sqlite3.Connection, root_id: str, *, now: datetime) -> None:
    """Let a record, and what went with it, never come back."""
    connection.execute(
        "UPDATE _deletion SET emptied = 1, due = min(due, ?) WHERE root_id = ?",
        (to_wire(now + SEEN_AFTER_EMPTYING), root_id),
    )


def has_expired(connection: sqlite3.Connection, now: datetime) -> bool:
    """Tell whether a deleted record has stayed for as long as it may."""
    row = connection.execute(
        "SELECT 1 FROM _deletion WHERE gone = 0 AND due <= ? LIMIT 1", (to_wire(now),)
    ).fetchone()
    return row is not None


def expire(connection: sqlite3.Connection, schema: Schema, now: datetime) -> None:
    """Let the rows go of which ``has_expired`` told."""
    for record_id, name in connection.execute(
        "SELECT record_id, sobject FROM _deletion WHERE gone = 0 AND due <= ?", (to_wire(now),)
    ).fetchall():
        sobject = schema.known(name)
        if sobject is not None:
            rows.delete(connection, sobject, record_id)
        if name in shares.SHARED:
            shares.end(connection, name, record_id)
        connection.execute("UPDATE _deletion SET gone = 1 WHERE record_id = ?", (record_id,))
        connection.execute("DELETE FROM _severed WHERE deleted_id = ?", (record_id,))
