"""Transactions that commit late: their records appear with stamps from before (P36).

Salesforce stamps a record when it is written, and shows it when the transaction commits. A client
that has read up to a stamp meanwhile never sees the record unless it reads that time again. Here
such a transaction is kept in the org's database and carried out when the org's clock has come to
its end, before the next request or the next call of the org in Python.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from fake_salesforce.clock import Clock, from_wire, to_wire
from fake_salesforce.errors import NotImplementedInFakeError, SalesforceError
from fake_salesforce.records.savepoint import savepoint
from fake_salesforce.records.values import Json, WrongTypeError

from .database import Database
from .records import Records

_REFUSALS = (SalesforceError, WrongTypeError, NotImplementedInFakeError)


class LateTransaction:
    """A transaction that began now and commits later; a context manager.

    What is written within the block is checked at once and undone; leaving the block sends the
    transaction off. An exception within it sends nothing off.
    """

    def __init__(
        self, database: Database, records: Records, *, clock: Clock, lasts: timedelta
    ) -> None:
        """Make one.

        Args:
            database: of the org.
            records: writes its records.
            clock: tells when it begins and ends.
            lasts: for how long it is not committed.

        Raises:
            ValueError: it would end before it begins.
        """
        if lasts <= timedelta(0):
            message = f"a transaction that commits late lasts for some time, not for {lasts}"
            raise ValueError(message)
        self._database = database
        self._records = records
        self._clock = clock
        self._began = clock.now()
        self._due = self._began + lasts
        self._writes: list[dict[str, Any]] = []
        self._number: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None or not self._writes:
            return
        with self._database.write() as connection:
            self._number = connection.execute(
                "INSERT INTO _late_transaction (began, due, writes) VALUES (?, ?, ?)",
                (to_wire(self._began), to_wire(self._due), json.dumps(self._writes)),
            ).lastrowid

    def create(
        self, sobject_name: str, fields: Mapping[str, Json], *, user_id: str | None = None
    ) -> str:
        """Create a record and return the id that it will have; errors as ``org.create``."""
        record_id = self._records.reserve_id(sobject_name)
        self._write("create", sobject_name, record_id, fields, user_id)
        return record_id

    def update(
        self,
        sobject_name: str,
        record_id: str,
        fields: Mapping[str, Json],
        *,
        user_id: str | None = None,
    ) -> None:
        """Write some fields of a record; errors as ``org.update``."""
        self._write("update", sobject_name, record_id, fields, user_id)

    def delete(self, sobject_name: str, record_id: str, *, user_id: str | None = None) -> None:
        """Put a record into the recycle bin; errors as ``org.delete``."""
        self._write("delete", sobject_name, record_id, {}, user_id)

    @property
    def refusal(self) -> str | None:
        """Why the transaction was refused when it was to commit; None if it was not, or not yet."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT refusal FROM _late_transaction WHERE number = ?", (self._number,)
            ).fetchone()
        return None if row is None else row[0]

    def _write(
        self,
        verb: str,
        sobject_name: str,
        record_id: str,
        fields: Mapping[str, Json],
        user_id: str | None,
    ) -> None:
        write = {
            "verb": verb,
            "sobject": sobject_name,
            "id": record_id,
            "fields": dict(fields),
            "user_id": user_id,
            "at": to_wire(self._clock.now()),
        }
        with self._database.write() as connection:
            connection.execute("SAVEPOINT late")
            try:
                _carry_out(self._records, [*self._writes, write])
            finally:
                connection.execute("ROLLBACK TO late")
                connection.execute("RELEASE late")
        self._writes.append(write)


def commit_due(database: Database, records: Records, *, now: datetime) -> None:
    """Commit the late transactions whose time has come, in the order of their ends.

    One that is refused by now leaves nothing but the reason, which its ``refusal`` tells.
    """
    due = "FROM _late_transaction WHERE refusal IS NULL AND due <= ?"
    with database.read() as connection:
        if connection.execute(f"SELECT 1 {due} LIMIT 1", (to_wire(now),)).fetchone() is None:
            return
    with database.write() as connection:
        for number, writes in connection.execute(
            f"SELECT number, writes {due} ORDER BY due, number",
            (to_wire(now),),
        ).fetchall():
            _commit(connection, records, number, json.loads(writes))


def _commit(
    connection: sqlite3.Connection, records: Records, number: int, writes: list[dict[str, Any]]
) -> None:
    try:
        with savepoint(connection):
            _carry_out(records, writes)
    except _REFUSALS as error:
        connection.execute(
            "UPDATE _late_transaction SET refusal = ? WHERE number = ?", (str(error), number)
        )
    else:
        connection.execute("DELETE FROM _late_transaction WHERE number = ?", (number,))


def _carry_out(records: Records, writes: list[dict[str, Any]]) -> None:
    """Write what a transaction wrote, with the stamps of then, in the caller's transaction."""
    for each in writes:
        then: Any = {"user_id": each["user_id"], "at": from_wire(each["at"])}
        match each["verb"]:
            case "create":
                records.create(each["sobject"], each["fields"], reserved_id=each["id"], **then)
            case "update":
                records.update(each["sobject"], each["id"], each["fields"], **then)
            case _:
                records.delete(each["sobject"], each["id"], **then)
