"""A sandbox refresh: the org is a fresh copy, under another id, and nobody's secret opens it.

Usernames get the sandbox's name as suffix, e-mail addresses ``.invalid`` (domain reference, row 20:
own knowledge, so believed; that access is revoked and the id changes is from Leadfeeder's help).
The records stay as they are: what production held meanwhile is for the test to write.
"""

from __future__ import annotations

import sqlite3

from fake_salesforce import ids

from . import sequences
from .founding import AUTOMATED_PROCESS

_APART = 1_000_000
"""How far the ids of refreshes lie from those of new orgs."""


def is_one(connection: sqlite3.Connection) -> bool:
    """Tell whether the org is a sandbox."""
    return bool(connection.execute('SELECT "IsSandbox" FROM "Organization"').fetchone()[0])


def refresh(connection: sqlite3.Connection, *, instance: str, name: str) -> str:
    """Give the org another id, its users other names and no session; return the id.

    Args:
        connection: in a transaction of its own.
        instance: the three characters of the org's instance.
        name: the sandbox's, as ``dev``.
    """
    number = sequences.take(connection, "sandbox refresh") * _APART
    organization_id = ids.record_id("00D", instance, number)
    connection.execute('UPDATE "Organization" SET "Id" = ?', (organization_id,))
    for column, suffix in (("Username", f".{name}"), ("Email", ".invalid")):
        connection.execute(
            f'UPDATE "User" SET "{column}" = "{column}" || ?'  # noqa: S608 - a name from above
            f' WHERE "UserType" <> ? AND "{column}" NOT LIKE ?',
            (suffix, AUTOMATED_PROCESS, f"%{suffix}"),
        )
    connection.execute("DELETE FROM _session")
    connection.execute("DELETE FROM _refresh_token")
    connection.execute("UPDATE _query_locator SET expired = 1")
    return organization_id


def users_with_secrets(connection: sqlite3.Connection) -> list[str]:
    """Return the ids of the users who have a password."""
    found = connection.execute("SELECT user_id FROM _credential ORDER BY user_id").fetchall()
    return [user_id for (user_id,) in found]
