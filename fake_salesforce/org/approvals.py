"""Which users have approved which connected app, and the refresh tokens they gave it.

Of a refresh token the database holds a salted hash.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from fake_salesforce.clock import to_wire

from . import secrets, sequences
from .database import Database


def session_client(client_id: str, refresh_number: int | None = None) -> str:
    """Return what sessions of an app are filed under, apart for each refresh token."""
    suffix = "" if refresh_number is None else f" refresh {refresh_number}"
    return f"oauth {client_id}{suffix}"


class Approvals:
    """The approvals of one org's users. Apps are told by their numbers, users by their ids."""

    def __init__(self, database: Database, *, seed: bytes, now: Callable[[], datetime]) -> None:
        self._database = database
        self._seed = seed
        self._now = now
        self._salt = secrets.salt(seed, "refresh tokens")

    def add(self, app: int, user_id: str) -> None:
        """Keep an approval.

        Raises:
            ValueError: there is no such user in this org.
        """
        with self._database.write() as connection:
            _add(connection, app, user_id)

    def take_back(self, app: int, user_id: str) -> None:
        """Forget an approval and revoke what it gave."""
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM _app_approval WHERE app = ? AND user_id = ?", (app, user_id)
            )
            self._revoke(connection, "app = ? AND user_id = ?", (app, user_id))

    def has(self, app: int, user_id: str) -> bool:
        """Tell whether an approval is kept."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT 1 FROM _app_approval WHERE app = ? AND user_id = ?", (app, user_id)
            ).fetchone()
        return row is not None

    def issue(self, app: int, user_id: str) -> str:
        """Return a new refresh token for a user, who approves the app by that.

        Raises:
            ValueError: there is no such user in this org.
        """
        with self._database.write() as connection:
            _add(connection, app, user_id)
            number = sequences.take(connection, "refresh token")
            token = secrets.refresh_token(self._seed, number)
            connection.execute(
                "INSERT INTO _refresh_token VALUES (?, ?, ?, ?, ?, 0)",
                (secrets.hashed(token, self._salt), number, app, user_id, to_wire(self._now())),
            )
        return token

    def find(self, token: str) -> tuple[int, str, int] | None:
        """Return app, user and number of a refresh token that lives; None if it does not."""
        with self._database.read() as connection:
            row: tuple[int, str, int] | None = connection.execute(
                "SELECT app, user_id, number FROM _refresh_token WHERE hash = ? AND revoked = 0",
                (secrets.hashed(token, self._salt),),
            ).fetchone()
        return row

    def revoke_all(self, app: int, user_id: str) -> None:
        """Revoke every refresh token of a user for an app, with its access tokens."""
        with self._database.write() as connection:
            self._revoke(connection, "app = ? AND user_id = ?", (app, user_id))

    def revoke(self, token: str) -> bool:
        """Revoke a refresh token and its access tokens; tell whether it was one that lives."""
        found = self.find(token)
        if found is None:
            return False
        with self._database.write() as connection:
            self._revoke(connection, "number = ?", (found[2],))
        return True

    def _revoke(
        self, connection: sqlite3.Connection, condition: str, values: tuple[object, ...]
    ) -> None:
        """Revoke the refresh tokens of a condition, and end the sessions that they opened."""
        tokens = connection.execute(
            f"SELECT app, user_id, number FROM _refresh_token WHERE {condition} AND revoked = 0",  # noqa: S608 - our own words
            values,
        ).fetchall()
        for app, user_id, number in tokens:
            connection.execute("UPDATE _refresh_token SET revoked = 1 WHERE number = ?", (number,))
            client = session_client(secrets.client_id(self._seed, app), number)
            connection.execute(
                "UPDATE _session SET ended = 1 WHERE user_id = ? AND client = ?",
                (user_id, client),
            )


def _add(connection: sqlite3.Connection, app: int, user_id: str) -> None:
    user = connection.execute('SELECT 1 FROM "User" WHERE "Id" = ?', (user_id,))
    if user.fetchone() is None:
        message = f"user {user_id} is none of this org, and so cannot approve its apps"
        raise ValueError(message)
    connection.execute("INSERT OR IGNORE INTO _app_approval VALUES (?, ?)", (app, user_id))
