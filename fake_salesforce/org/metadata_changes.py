"""When the describe documents that a user gets last changed: schema and rights both change them.

Each document that a user was given is kept as a digest. One that is as before keeps its time; one
that differs has changed, and its time moves on even while the clock stands still, so that no client
is ever told that nothing changed when something did.
"""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime, timedelta

from fake_salesforce.clock import from_wire, to_wire

from .database import Database

_SETS = '(SELECT "PermissionSetId" FROM "PermissionSetAssignment" WHERE "AssigneeId" = :user)'
_RIGHTS = (
    'SELECT "CreatedDate" FROM "Organization"',
    "SELECT json_extract(value, '$') FROM _setting WHERE name = 'schema changed'",
    f'SELECT max("SystemModstamp") FROM "PermissionSet" WHERE "Id" IN {_SETS}',  # noqa: S608 - constants
    f'SELECT max("SystemModstamp") FROM "ObjectPermissions" WHERE "ParentId" IN {_SETS}',  # noqa: S608 - the same
    f'SELECT max("SystemModstamp") FROM "FieldPermissions" WHERE "ParentId" IN {_SETS}',  # noqa: S608 - the same
    'SELECT max("SystemModstamp") FROM "PermissionSetAssignment" WHERE "AssigneeId" = :user',
)
"""What tells when a document that nobody was given yet last changed."""


def note_schema_change(connection: sqlite3.Connection, now: datetime) -> None:
    """Note that an administrator changed the schema."""
    connection.execute(
        "INSERT OR REPLACE INTO _setting VALUES ('schema changed', json_quote(?))", (to_wire(now),)
    )


class MetadataChanges:
    """Tells when one org's describe documents changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_change(self, name: str, document: str, *, user_id: str, now: datetime) -> datetime:
        """Return when a document that is given to a user now last changed.

        Args:
            name: of the document: the API version, and the object; none for describe global.
            document: its text, without anything that depends on how the client reached it.
            user_id: who is given it.
            now: when.
        """
        digest = hashlib.sha256(document.encode()).digest()
        with self._database.read() as connection:
            kept = _kept(connection, user_id, name)
        if kept is not None and kept[0] == digest:
            return from_wire(kept[1])
        with self._database.write() as connection:
            kept = _kept(connection, user_id, name)
            if kept is None:
                changed = _first(connection, user_id)
            else:
                changed = max(now, from_wire(kept[1]) + timedelta(seconds=1))
            connection.execute(
                "INSERT OR REPLACE INTO _described VALUES (?, ?, ?, ?)",
                (user_id, name, digest, to_wire(changed)),
            )
        return changed


def _kept(connection: sqlite3.Connection, user_id: str, name: str) -> tuple[bytes, str] | None:
    row: tuple[bytes, str] | None = connection.execute(
        "SELECT digest, changed FROM _described WHERE user_id = ? AND name = ?", (user_id, name)
    ).fetchone()
    return row


def _first(connection: sqlite3.Connection, user_id: str) -> datetime:
    stamps = [
        row[0]
        for statement in _RIGHTS
        for row in connection.execute(statement, {"user": user_id}).fetchall()
    ]
    return from_wire(max(each for each in stamps if each is not None))
