"""The faults of an org, kept in its database with their counters."""

from __future__ import annotations

import json
import sqlite3
from contextlib import AbstractContextManager

from fake_salesforce.faults import KINDS, Staged, from_data, to_data

from . import sequences
from .database import Database


class FaultStore:
    """A :class:`fake_salesforce.faults.Store` over the table ``_fault``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def changing(self) -> AbstractContextManager[sqlite3.Connection]:
        """Give a block in which nobody else changes them."""
        return self._database.write()

    def take_number(self) -> int:
        """Return the next number, within such a block."""
        with self._database.write() as connection:
            return sequences.take(connection, "fault")

    def all(self) -> list[Staged]:
        """Return them, in the order of their numbers."""
        with self._database.read() as connection:
            found = connection.execute("SELECT body FROM _fault ORDER BY number").fetchall()
        return [from_data(json.loads(body), KINDS) for (body,) in found]

    def put(self, staged: Staged) -> None:
        """Keep one in the place of that of its number."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO _fault VALUES (?, ?)",
                (staged.number, json.dumps(to_data(staged))),
            )

    def drop(self, number: int) -> None:
        """Forget one."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM _fault WHERE number = ?", (number,))
