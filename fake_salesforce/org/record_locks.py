"""Locks of records, set from outside: by an approval, or as another writer's transaction would."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from fake_salesforce import ids
from fake_salesforce.records import rows
from fake_salesforce.records.locks import APPROVAL, ROW
from fake_salesforce.schema import Schema

from .database import Database


class RecordLocks:
    """The locks of one org's records; ``records/locks.py`` says what they forbid."""

    def __init__(self, database: Database, *, schema: Schema) -> None:
        self._database = database
        self._schema = schema

    def lock(self, record_id: str) -> None:
        """Lock a record as an approval does. One that is locked stays so.

        Raises:
            ValueError: there is no such record.
        """
        with self._database.write() as connection:
            self._insert(connection, self._known(connection, record_id), APPROVAL)

    def unlock(self, record_id: str) -> None:
        """End the lock of an approval, if there is one."""
        with self._database.write() as connection:
            self._delete(connection, ids.normalize(record_id), APPROVAL)

    @contextlib.contextmanager
    def hold(self, record_id: str) -> Iterator[None]:
        """Hold a record for as long as the block lasts.

        Raises:
            ValueError: there is no such record, or it is held already.
        """
        with self._database.write() as connection:
            known_id = self._known(connection, record_id)
            if not self._insert(connection, known_id, ROW):
                message = f"the record {record_id} is held already"
                raise ValueError(message)
        try:
            yield
        finally:
            with self._database.write() as connection:
                self._delete(connection, known_id, ROW)

    def _known(self, connection: sqlite3.Connection, record_id: str) -> str:
        """Return the 18-character id of a record that there is."""
        if ids.is_id(record_id):
            known_id = ids.normalize(record_id)
            sobject = self._schema.sobject_of_id(known_id)
            if sobject is not None and rows.find(connection, sobject, known_id) is not None:
                return known_id
        message = f"there is no record {record_id!r} to lock"
        raise ValueError(message)

    @staticmethod
    def _insert(connection: sqlite3.Connection, record_id: str, kind: str) -> bool:
        found = connection.execute("INSERT OR IGNORE INTO _lock VALUES (?, ?)", (record_id, kind))
        return found.rowcount == 1

    @staticmethod
    def _delete(connection: sqlite3.Connection, record_id: str, kind: str) -> None:
        connection.execute("DELETE FROM _lock WHERE record_id = ? AND kind = ?", (record_id, kind))
