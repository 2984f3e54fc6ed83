"""SOQL asked of an org: the first page, and the pages a locator leads to.

Names, types and rights are bound anew for each page, so a right lost between two pages is lost at
the next one (reference 4.6).
"""

from __future__ import annotations

import contextlib
import functools
import re
import sqlite3
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fake_salesforce import ids, soql
from fake_salesforce.access import Access
from fake_salesforce.errors import InvalidQueryLocatorError
from fake_salesforce.schema import Schema

from . import changes, record_access
from .changes import Serials
from .database import Database
from .locators import Locators
from .written_results import WrittenResult, WrittenResults

MOST_PAGE_ROWS = 2000
LEAST_PAGE_ROWS = 200
_TEXTS_PARSED = 64
"""Texts that are kept as parsed: each page of a query is of the same one."""

_OFFSET = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when, in which zone and locale, with which rights, how many rows at a time."""

    user_id: str
    now: datetime
    time_zone: ZoneInfo
    locale: str
    access: Access
    page_rows: int
    include_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a query's answer."""

    total_size: int
    projection: soql.Projection | None
    """What the records hold; None for a COUNT(), which has no records."""
    records: list[soql.Record]
    next_locator: str | None
    """Names the page after this one; None on the last."""
    written: bytes | None = None
    """The records as compact JSON with commas between them, if that was asked for and SQLite could
    write them; ``records`` is empty then."""


class Queries:
    """Answers SOQL over the records of one org."""

    def __init__(
        self,
        database: Database,
        *,
        schema: Schema,
        locators: Locators,
        access_of: Callable[[str], Access],
    ) -> None:
        self._database = database
        self._schema = schema
        self._locators = locators
        self._access_of = access_of
        self._results = WrittenResults()
        self._parse = functools.lru_cache(_TEXTS_PARSED)(soql.parse)

    def close(self) -> None:
        """Let go of what is kept of the results of queries."""
        self._results.forget()

    def first_page(self, text: str, asking: Asking, *, written_for: str | None = None) -> Page:
        """Answer a query with its first page.

        Args:
            text: the query.
            asking: who asks it, and how.
            written_for: the version of the API whose compact JSON is wanted; None wants records.

        Raises:
            SalesforceError: the text is no query, or names what the user cannot see.
            NotImplementedInFakeError: the text is SOQL that the fake does not evaluate.
        """
        bound = self._bound(text, asking)
        statement = self._compiled(bound, asking, include_deleted=asking.include_deleted)
        reading = _Reading(self._locators, asking, text, asking.page_rows, asking.include_deleted)
        if written_for is not None:
            select = soql.written_select(statement, version=written_for)
            if select is not None:
                return self._first_written_page(select, bound, statement, reading)
        with self._database.read() as connection:
            self._make_rows(connection, bound, asking)
            if statement.projection is None:
                return Page(soql.count(connection, statement), None, [], None)
            if statement.is_grouped:
                groups = soql.groups(connection, statement)
                return Page(len(groups), statement.projection, groups, None)
            found = soql.rows(connection, statement.clauses)
        page = found[: asking.page_rows]
        with self._reading_block(statement.projection) as connection:
            records, end = reading.records(connection, statement.projection, page)
        next_locator = None
        if end < len(found):
            next_locator = reading.open(found, end, child=None)
        return Page(len(found), statement.projection, records, next_locator)

    def _first_written_page(
        self,
        select: soql.Select,
        bound: soql.BoundQuery,
        statement: soql.Statement,
        reading: _Reading,
    ) -> Page:
        with self._database.read() as connection:
            self._make_rows(connection, bound, reading.asking)
            serials = self._serials(connection, select)
            result = self._results.find(select, serials)
            if result is None:
                result = WrittenResult(soql.written_rows(connection, select))
        found = result.row_numbers
        page = found[: reading.page_rows]
        next_locator = None
        if len(page) < len(found):
            self._results.keep(select, serials, result)
            next_locator = reading.open(found, len(page), child=None)
        texts = result.texts(page, 0)
        assert texts is not None
        return Page(len(found), statement.projection, [], next_locator, texts)

    def next_page(
        self, locator_text: str, asking: Asking, *, written_for: str | None = None
    ) -> Page:
        """Answer with the page that a locator text (``01g...-2000``) names; cf. ``first_page``.

        Raises:
            InvalidQueryLocatorError: there is no such page, or no longer.
            SalesforceError: the user can no longer see what the query names.
        """
        locator_id, _, offset_text = locator_text.partition("-")
        if not (ids.is_id(locator_id) and _OFFSET.fullmatch(offset_text)):
            message = "invalid query locator"
            raise InvalidQueryLocatorError(message)
        locator = self._locators.find(
            ids.normalize(locator_id), user_id=asking.user_id, now=asking.now
        )
        bound = self._bound(locator.soql, asking)
        statement = self._compiled(bound, asking, include_deleted=locator.include_deleted)
        projection = statement.projection
        assert projection is not None
        if locator.child is not None:
            projection = projection.children[locator.child].projection
        offset = int(offset_text)
        reading = _Reading(
            self._locators, asking, locator.soql, locator.page_rows, locator.include_deleted
        )
        with self._reading_block(projection) as connection:
            self._make_rows(connection, bound, asking)
            page = self._locators.slice(connection, locator, offset)
            records: list[soql.Record] = []
            read, texts = len(page), None
            if written_for is not None and locator.child is None:
                select = soql.written_select(statement, version=written_for)
                texts = self._kept_texts(connection, select, page, offset)
            if written_for is not None and texts is None:
                texts = soql.written(connection, projection, page, version=written_for)
            if texts is None:
                records, read = reading.records(connection, projection, page)
        end = offset + read
        next_locator = locator.next_from(end) if end < locator.total else None
        return Page(locator.total, projection, records, next_locator, texts)

    def _kept_texts(
        self,
        connection: sqlite3.Connection,
        select: soql.Select | None,
        page: array[int],
        offset: int,
    ) -> bytes | None:
        """Return the texts of a page from the result of its query, if they still hold."""
        if select is None:
            return None
        result = self._results.find(select, self._serials(connection, select))
        return None if result is None else result.texts(page, offset)

    def _serials(self, connection: sqlite3.Connection, select: soql.Select) -> Serials | None:
        """Return what tells whether a SELECT would find the same again, if anything does.

        What a block of this thread has written may yet be taken back: nothing is made of it.
        """
        if self._database.is_writing:
            return None
        return changes.serials(connection, select[0], self._schema)

    def _reading_block(
        self, projection: soql.Projection
    ) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        """Return a block that reads records; it may write where children can need locators."""
        return self._database.write() if projection.children else self._database.read()

    def _bound(self, text: str, asking: Asking) -> soql.BoundQuery:
        return soql.bind(
            self._parse(text), schema=self._schema, access=asking.access, user_id=asking.user_id
        )

    def _make_rows(
        self, connection: sqlite3.Connection, bound: soql.BoundQuery, asking: Asking
    ) -> None:
        record_access.make_rows(
            connection,
            bound,
            schema=self._schema,
            asker=asking.access,
            access_of=self._access_of,
        )

    def _compiled(
        self, bound: soql.BoundQuery, asking: Asking, *, include_deleted: bool
    ) -> soql.Statement:
        start_month, is_named_by_start = self._fiscal_year()
        return soql.compile(
            bound,
            now=asking.now,
            time_zone=asking.time_zone,
            locale=asking.locale,
            include_deleted=include_deleted,
            fiscal_year_start_month=start_month,
            is_fiscal_year_named_by_start=is_named_by_start,
        )

    def _fiscal_year(self) -> tuple[int, bool]:
        """Return the month in which the fiscal year begins, and whether its start names it."""
        with self._database.read() as connection:
            month, by_start = connection.execute(
                "SELECT FiscalYearStartMonth, UsesStartDateAsFiscalYearName FROM Organization"
            ).fetchone()
        return month or 1, bool(by_start)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One answer being read: what its locators are kept with."""

    locators: Locators
    asking: Asking
    text: str
    page_rows: int
    include_deleted: bool

    def records(
        self, connection: sqlite3.Connection, projection: soql.Projection, page: array[int]
    ) -> tuple[list[soql.Record], int]:
        """Return the records of row numbers, and how many of the numbers were used for them.

        Not all are where the children of the first ones fill the page.
        """
        found = soql.records(connection, projection, page)
        records = soql.with_children(
            connection,
            projection,
            found,
            page_rows=self.page_rows,
            open_locator=lambda child, numbers, offset: self.open(numbers, offset, child=child),
        )
        if len(records) == len(found):
            return records, len(page)
        return records, page.index(found[len(records)][0])

    def open(self, row_numbers: array[int], offset: int, *, child: int | None) -> str:
        """Keep row numbers for reading on from an offset; return the locator's text."""
        locator = self.locators.open(
            row_numbers,
            user_id=self.asking.user_id,
            soql=self.text,
            include_deleted=self.include_deleted,
            page_rows=self.page_rows,
            now=self.asking.now,
            child=child,
        )
        return locator.next_from(offset)
