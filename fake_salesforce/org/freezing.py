"""Frozen users: those an administrator keeps from logging in (UserLogin.IsFrozen)."""

from __future__ import annotations

import sqlite3


def is_frozen(connection: sqlite3.Connection, user_id: str) -> bool:
    """Tell whether a user is frozen."""
    row = connection.execute("SELECT 1 FROM _frozen_user WHERE user_id = ?", (user_id,)).fetchone()
    return row is not None


def set_frozen(connection: sqlite3.Connection, user_id: str, *, is_frozen: bool) -> None:
    """Freeze or unfreeze a user."""
    statement = (
        "INSERT OR IGNORE INTO _frozen_user VALUES (?)"
        if is_frozen
        else "DELETE FROM _frozen_user WHERE user_id = ?"
    )
    connection.execute(statement, (user_id,))
