"""An org as one file that can be handed on: with all its records, and without any secret.

Every secret is drawn from the org's seed, so the seed does not go along, nor do hashes, sessions
and query locators. Whoever takes the org in gives it a seed of his own: users who had a password
have a new one, which ``org.user(username)`` tells. The ages of passwords stay, and so does the
time: the clock of the server that takes the org in moves on to when it was exported.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from datetime import datetime
from pathlib import Path

from fake_salesforce.clock import to_wire

from . import secrets
from .database import Database

_STRIPPED = (
    "DELETE FROM _setting WHERE name = 'seed'",
    "INSERT INTO _setting VALUES ('exported', 'true')",
    "DELETE FROM _session",
    "DELETE FROM _refresh_token",
    "DELETE FROM _former_password",
    "DELETE FROM _query_locator",
    "UPDATE _credential SET salt = x'', password_hash = x'', token_hash = x''",
)


def export(database: Database, path: Path, *, now: datetime) -> None:
    """Write an org to a file without its secrets.

    Args:
        database: of the org.
        path: where there is no file yet.
        now: the time at which the org goes on.

    Raises:
        FileExistsError: there is such a file.
    """
    if path.exists():
        message = f"{path} exists already: an org is exported to a new file"
        raise FileExistsError(message)
    database.copy_to(path)
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            # What is deleted must not stay behind in free pages.
            connection.execute("PRAGMA secure_delete=ON")
            for statement in _STRIPPED:
                connection.execute(statement)
            connection.execute(
                "INSERT OR REPLACE INTO _setting VALUES ('closed', ?)", (json.dumps(to_wire(now)),)
            )
            connection.execute("VACUUM")
    except BaseException:
        path.unlink()
        raise


def take_in(path: Path, *, seed: bytes) -> None:
    """Give an exported org a seed, and its users new secrets drawn from it.

    Args:
        path: a copy of the exported file, which is changed.
        seed: what secrets are drawn from.

    Raises:
        ValueError: the file is no exported org.
    """
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            names = {name for (name,) in connection.execute("SELECT name FROM _setting")}
            credentials = connection.execute(
                "SELECT user_id, password_number, token_number FROM _credential"
            ).fetchall()
        except sqlite3.Error as error:
            message = f"{path} is no org of fake_salesforce: {error}"
            raise ValueError(message) from error
        if "exported" not in names:
            message = f"{path} was not written by export: an org's own file is opened as data"
            raise ValueError(message)
        connection.execute("BEGIN")
        connection.execute("DELETE FROM _setting WHERE name = 'exported'")
        for user_id, password_number, token_number in credentials:
            salt = secrets.salt(seed, f"{user_id} {password_number}")
            password = secrets.password(seed, user_id, password_number)
            token = secrets.security_token(seed, user_id, token_number)
            connection.execute(
                "UPDATE _credential SET salt = ?, password_hash = ?, token_hash = ?"
                " WHERE user_id = ?",
                (salt, secrets.hashed(password, salt), secrets.hashed(token, salt), user_id),
            )
        connection.execute("INSERT INTO _setting VALUES ('seed', ?)", (json.dumps(seed.hex()),))
        connection.execute("COMMIT")
