"""SOQL asked of an org: the first page, and the pages a locator leads to.

Names, types and rights are bound anew for each page, so a right lost between two pages is lost at
the next one (reference 4.6).
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import sqlite3
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fake_salesforce import ids, soql
from fake_salesforce.access import Access
from fake_salesforce.bulk import check_query
from fake_salesforce.clock import to_wire
from fake_salesforce.errors import InvalidQueryLocatorError
from fake_salesforce.schema import Schema

from . import record_access
from .database import Database
from .locators import Locators
from .recents import Recents

MOST_PAGE_ROWS = 2000
LEAST_PAGE_ROWS = 200
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

    def unpaged(self, *, include_deleted: bool = False) -> Asking:
        """Return how the same user asks for all records at once."""
        return dataclasses.replace(self, page_rows=2**31, include_deleted=include_deleted)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a query's answer."""

    total_size: int
    projection: soql.Projection | None
    """What the records hold; None for a COUNT(), which has no records."""
    records: list[soql.Record]
    next_locator: str | None
    """Names the page after this one; None on the last."""


class Queries:
    """Answers SOQL over the records of one org."""

    def __init__(
        self,
        database: Database,
        *,
        schema: Schema,
        locators: Locators,
        recents: Recents,
        access_of: Callable[[str], Access],
    ) -> None:
        self._recents = recents
        self._database = database
        self._schema = schema
        self._locators = locators
        self._access_of = access_of

    def first_page(self, text: str, asking: Asking) -> Page:
        """Answer a query with its first page.

        Raises:
            SalesforceError: the text is no query, or names what the user cannot see.
            NotImplementedInFakeError: the text is SOQL that the fake does not evaluate.
        """
        bound = self._bound(text, asking)
        statement = self._compiled(bound, asking, include_deleted=asking.include_deleted)
        with self._database.read() as connection:
            self._make_rows(connection, bound, asking)
            if statement.projection is None:
                return Page(soql.count(connection, statement), None, [], None)
            if statement.is_grouped:
                groups = soql.groups(connection, statement)
                return Page(len(groups), statement.projection, groups, None)
            found = soql.rows(connection, statement.clauses)
        reading = _Reading(
            self._locators,
            self._recents,
            asking,
            text,
            asking.page_rows,
            asking.include_deleted,
        )
        page = found[: asking.page_rows]
        with self._reading_block(statement.projection, bound) as connection:
            records, end = reading.records(connection, statement.projection, page)
            reading.note(connection, bound, records)
        next_locator = None
        if end < len(found):
            next_locator = reading.open(found, end, child=None)
        return Page(len(found), statement.projection, records, next_locator)

    def columns(self, text: str, asking: Asking) -> dict[str, Any]:
        """Tell the columns that a query selects; it is not run.

        Raises:
            SalesforceError: the text is no query, or names what the user cannot see.
            NotImplementedInFakeError: the text is SOQL that the fake does not evaluate.
        """
        return soql.columns(self._bound(text, asking))

    def next_page(self, locator_text: str, asking: Asking) -> Page:
        """Answer with the page that a locator text (``01g...-2000``) names.

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
            self._locators,
            self._recents,
            asking,
            locator.soql,
            locator.page_rows,
            locator.include_deleted,
        )
        with self._reading_block(projection, bound) as connection:
            self._make_rows(connection, bound, asking)
            page = self._locators.slice(connection, locator, offset)
            records, read = reading.records(connection, projection, page)
            if locator.child is None:
                reading.note(connection, bound, records)
        end = offset + read
        return Page(
            locator.total,
            projection,
            records,
            locator.next_from(end) if end < locator.total else None,
        )

    def object_of_bulk(self, text: str, asking: Asking) -> str:
        """Return the name of the object that a bulk query asks for.

        Raises:
            SalesforceError: the text is no query, or none that Bulk API answers.
        """
        bound = self._bound(text, asking)
        check_query(bound)
        return bound.sobject.name

    def everything(
        self, text: str, asking: Asking
    ) -> tuple[soql.Projection, Iterator[list[soql.Record]]]:
        """Return what a query without groups or children selects, and its records in pages.

        The pages are read as they are taken, inside the caller's block.
        """
        bound = self._bound(text, asking)
        statement = self._compiled(bound, asking, include_deleted=asking.include_deleted)
        projection = statement.projection
        assert projection is not None
        return projection, self._pages(bound, statement, asking)

    def _pages(
        self, bound: soql.BoundQuery, statement: soql.Statement, asking: Asking
    ) -> Iterator[list[soql.Record]]:
        assert statement.projection is not None
        with self._database.read() as connection:
            self._make_rows(connection, bound, asking)
            found = soql.rows(connection, statement.clauses)
            for begin in range(0, len(found), asking.page_rows):
                page = found[begin : begin + asking.page_rows]
                yield soql.records(connection, statement.projection, page)

    def _reading_block(
        self, projection: soql.Projection, bound: soql.BoundQuery
    ) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        """Return a block that reads records.

        It may write where children can need locators, and where the records are noted as viewed.
        """
        writes = projection.children or bound.purposes
        return self._database.write() if writes else self._database.read()

    def _bound(self, text: str, asking: Asking) -> soql.BoundQuery:
        return soql.bind(
            soql.parse(text), schema=self._schema, access=asking.access, user_id=asking.user_id
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
    recents: Recents
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

    def note(
        self,
        connection: sqlite3.Connection,
        bound: soql.BoundQuery,
        records: list[soql.Record],
    ) -> None:
        """Note that the user viewed records or referred to them, if the query is for that."""
        record_ids = [each[1] for each in records]
        soql.note_recency(
            connection,
            bound.purposes,
            record_ids,
            user_id=self.asking.user_id,
            at=to_wire(self.asking.now),
        )
        if bound.purposes:
            self.recents.list_as_viewed(self.asking.user_id, record_ids)

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
