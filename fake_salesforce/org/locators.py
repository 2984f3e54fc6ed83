"""Query locators: the row numbers a query found, kept for reading them page by page.

The rows are fixed when the query is asked. Their values, and whether they are deleted by now, are
read when a page is asked for (believed; see the README of ``soql/``). So any ORDER BY works, a page
can be read again, and an edit between two pages never shifts a row.
"""

from __future__ import annotations

import sqlite3
from array import array
from dataclasses import dataclass
from datetime import datetime, timedelta

from fake_salesforce.clock import from_wire, to_wire
from fake_salesforce.errors import InvalidQueryLocatorError

from . import sequences
from .database import Database
from .settings import Limits

KEY_PREFIX = "01g"
_MOST_HELD = 2
"""Locators whose row numbers are at hand: 8 MB each where they name a million rows."""

_INVALID = "invalid query locator"
"""Reference 2; the REST status 400 is believed."""


@dataclass(frozen=True, slots=True)
class Locator:
    """A query to be read on: its text, how its pages are cut, and how many rows it found."""

    id: str
    user_id: str
    soql: str
    include_deleted: bool
    page_rows: int
    total: int
    rowid: int
    child: int | None = None
    """Which subquery of the query the rows are of; None for the query's own."""

    def next_from(self, offset: int) -> str:
        """Return the locator text that names the rows from ``offset`` on: ``01g...-2000``."""
        return f"{self.id}-{offset}"


class Locators:
    """The open query locators of one org."""

    def __init__(self, database: Database, *, limits: Limits, instance: str) -> None:
        self._database = database
        self._limits = limits
        self._instance = instance
        self._held: dict[tuple[int, str], array[int]] = {}

    def open(
        self,
        row_numbers: array[int],
        *,
        user_id: str,
        soql: str,
        include_deleted: bool,
        page_rows: int,
        now: datetime,
        child: int | None = None,
    ) -> Locator:
        """Keep the rows of a query, or of its n-th subquery, for reading on."""
        with self._database.write(is_bookkeeping=True) as connection:
            oldest = to_wire(now - timedelta(hours=self._limits.query_locator_hours))
            connection.execute("DELETE FROM _query_locator WHERE opened <= ?", (oldest,))
            locator_id = sequences.take_id(connection, KEY_PREFIX, self._instance)
            cursor = connection.execute(
                "INSERT INTO _query_locator VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)",
                (
                    locator_id,
                    user_id,
                    soql,
                    include_deleted,
                    page_rows,
                    to_wire(now),
                    row_numbers.tobytes(),
                    child,
                ),
            )
            rowid = cursor.lastrowid
            if child is None:
                self._close_oldest(connection, user_id)
        assert rowid is not None
        self._hold(locator_id, row_numbers)
        return Locator(
            locator_id, user_id, soql, include_deleted, page_rows, len(row_numbers), rowid, child
        )

    def _close_oldest(self, connection: sqlite3.Connection, user_id: str) -> None:
        """Close the user's oldest queries beyond those that may be open."""
        connection.execute(
            "DELETE FROM _query_locator WHERE user_id = ? AND child IS NULL AND rowid NOT IN"
            " (SELECT rowid FROM _query_locator WHERE user_id = ? AND child IS NULL"
            " ORDER BY rowid DESC LIMIT ?)",
            (user_id, user_id, self._limits.query_locators_per_user),
        )

    def find(self, locator_id: str, *, user_id: str, now: datetime) -> Locator:
        """Return a locator that the user may read on.

        Raises:
            InvalidQueryLocatorError: it is unknown, expired, or another user's (the last believed).
        """
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT user_id, soql, include_deleted, page_rows, opened, expired,"
                " length(row_numbers), rowid, child FROM _query_locator WHERE id = ?",
                (locator_id,),
            ).fetchone()
        lifetime = timedelta(hours=self._limits.query_locator_hours)
        if row is None or row[0] != user_id or row[5] or from_wire(row[4]) + lifetime <= now:
            raise InvalidQueryLocatorError(_INVALID)
        size = row[6] // array("q").itemsize
        return Locator(locator_id, row[0], row[1], bool(row[2]), row[3], size, row[7], row[8])

    def _hold(self, locator_id: str, row_numbers: array[int]) -> None:
        """Have the rows of the last locators at hand: the end of a long blob is far away."""
        while len(self._held) >= _MOST_HELD:
            self._held.pop(next(iter(self._held), (0, "")), None)
        self._held[self._database.incarnation, locator_id] = row_numbers

    def slice(self, connection: sqlite3.Connection, locator: Locator, offset: int) -> array[int]:
        """Return the row numbers of the page that begins at ``offset``.

        Raises:
            InvalidQueryLocatorError: the offset lies outside the rows.
        """
        if not 0 <= offset < locator.total:
            raise InvalidQueryLocatorError(_INVALID)
        held = self._held.get((self._database.incarnation, locator.id))
        if held is not None:
            return held[offset : offset + locator.page_rows]
        page = array("q")
        with connection.blobopen(
            "_query_locator", "row_numbers", locator.rowid, readonly=True
        ) as blob:
            blob.seek(offset * page.itemsize)
            page.frombytes(blob.read(locator.page_rows * page.itemsize))
        return page

    def expire(self) -> None:
        """Make every open locator invalid, as if its time had run out."""
        with self._database.write() as connection:
            connection.execute("UPDATE _query_locator SET expired = 1")
