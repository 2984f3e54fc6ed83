"""Numbers that are given out once: record ids, sessions. They live in the org's database."""

from __future__ import annotations

import sqlite3

from fake_salesforce import ids


def take(connection: sqlite3.Connection, name: str, count: int = 1) -> int:
    """Take ``count`` numbers of a sequence and return the first; the first of all is 1."""
    row = connection.execute(
        "INSERT INTO _sequence VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET last = last + excluded.last RETURNING last",
        (name, count),
    ).fetchone()
    last: int = row[0]
    return last - count + 1


def take_ids(
    connection: sqlite3.Connection, key_prefix: str, instance: str, count: int
) -> list[str]:
    """Take the next record ids of a key prefix."""
    first = take(connection, key_prefix, count)
    return [ids.record_id(key_prefix, instance, first + each) for each in range(count)]


def take_id(connection: sqlite3.Connection, key_prefix: str, instance: str) -> str:
    """Take the next record id of a key prefix."""
    return take_ids(connection, key_prefix, instance, 1)[0]
