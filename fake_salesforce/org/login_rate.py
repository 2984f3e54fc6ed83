"""How often each user has logged in: 3,600 times an hour, then an hour not at all ([K:api/login]).

An hour begins with the first login after the one before it ended (believed: a window that slides
would need every login). Every login that gets as far counts, however it ends (believed).
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from fake_salesforce.clock import to_wire

_HOUR = timedelta(hours=1)


def spend(connection: sqlite3.Connection, user_id: str, *, now: datetime, most: int) -> bool:
    """Count a login of a user; return whether there were too many before it."""
    row = connection.execute(
        "SELECT until, count FROM _login_rate WHERE user_id = ?", (user_id,)
    ).fetchone()
    until, count = row or ("", 0)
    if until <= to_wire(now):
        until, count = to_wire(now + _HOUR), 0
    if count == most:
        until = to_wire(now + _HOUR)
    if count <= most:
        count += 1
        connection.execute(
            "INSERT OR REPLACE INTO _login_rate VALUES (?, ?, ?)", (user_id, until, count)
        )
    return bool(count > most)
