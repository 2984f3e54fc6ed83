"""The rows of queries, and the records of their pages as SQLite writes them.

SQLite writes a page by its row numbers, when it is asked for. Where rows must be sorted it reads
every record before it has the first row number; then it writes the records of all pages in the same
go, and they are kept until they are asked for. So a whole list is read with one walk through the
table, not with a search for each record.
"""

from __future__ import annotations

import sqlite3
from array import array
from dataclasses import dataclass

from fake_salesforce import soql

from .database import State
from .kept_texts import KeptTexts

_SAMPLES = 16
"""Records by which the length of all is guessed."""


@dataclass(frozen=True, slots=True)
class _Texts:
    """What writes the records of a query: those of a page, and all of them while they are sorted.

    Both write the same texts.
    """

    by_number: soql.RecordTexts
    in_order: soql.RecordTexts


class WrittenPages:
    """What the queries of one org find, kept for a state of its database."""

    def __init__(self, kept: KeptTexts | None = None) -> None:
        self._kept = kept or KeptTexts()

    def close(self) -> None:
        """Let go of everything that is kept."""
        self._kept.forget()

    def rows(
        self,
        connection: sqlite3.Connection,
        statement: soql.Statement,
        *,
        state: State,
        page_rows: int,
        version: str | None,
    ) -> tuple[array[int], soql.Written | None]:
        """Return the numbers of the rows that a query finds, as before if nothing was changed.

        With them come the records of the first page, where they were written on the way.

        Args:
            connection: of a block that reads.
            statement: of a query that reads a table, and has records.
            state: that of the database.
            page_rows: how the rows are cut into pages.
            version: of the API, for the records' urls; None wants no records.
        """
        select = statement.clauses.select(statement.clauses.row)
        kept = self._kept.find(state, select)
        if kept is not None:
            return array("q", kept.array), None
        texts = None
        if version is not None:
            texts = self._texts_of_all(connection, statement, page_rows, version)
        if texts is None:
            found, first = soql.rows(connection, statement.clauses), None
        else:
            found, first = self._all(connection, statement, texts, state, page_rows)
        if len(found) > page_rows:
            self._kept.keep(state, select, soql.Written(len(found), found.tobytes()))
        return found, first

    def page(
        self,
        connection: sqlite3.Connection,
        projection: soql.Projection,
        page: array[int],
        *,
        state: State | None,
        version: str,
    ) -> soql.Written | None:
        """Return the records of row numbers as SQLite writes them; None where it cannot.

        They are kept for whoever asks for them in the same state of the database, if there is one.
        """
        texts = soql.record_texts(projection, version=version)
        if texts is None:
            return None
        if state is None:
            return soql.written(connection, texts.select(page))
        key = texts.select(())
        written = self._kept.find(state, key, page)
        if written is None:
            written = soql.written(connection, texts.select(page))
            self._kept.keep(state, key, written, page)
        return written

    def _texts_of_all(
        self,
        connection: sqlite3.Connection,
        statement: soql.Statement,
        page_rows: int,
        version: str,
    ) -> _Texts | None:
        """Return what writes all records at once; None unless they are sorted, many, and fit."""
        if statement.sorted_projection is None:
            return None
        assert statement.projection is not None
        by_number = soql.record_texts(statement.projection, version=version)
        in_order = soql.record_texts(statement.sorted_projection, version=version)
        if by_number is None or in_order is None:
            return None
        last = soql.last_row(connection, statement.projection)
        if last <= page_rows or not soql.is_sorted_apart(connection, statement.clauses):
            return None
        samples = range(1, last + 1, -(-last // _SAMPLES))
        sampled = soql.written(connection, by_number.select(samples))
        if len(sampled.array) * last > self._kept.most_bytes * max(sampled.number, 1):
            return None
        return _Texts(by_number, in_order)

    def _all(
        self,
        connection: sqlite3.Connection,
        statement: soql.Statement,
        texts: _Texts,
        state: State,
        page_rows: int,
    ) -> tuple[array[int], soql.Written | None]:
        """Return the row numbers and the first page; the pages are kept, if there are more."""
        found = array("q")
        first = None
        key = texts.by_number.select(())
        select = texts.in_order.select_all(statement.clauses)
        for page, written in soql.written_pages(connection, select, page_rows=page_rows):
            if first is None:
                first = written
            else:
                self._kept.keep(state, key, written, page)
            found += page
        if first is not None and len(found) > page_rows:
            self._kept.keep(state, key, first, found[:page_rows])
        return found, first
