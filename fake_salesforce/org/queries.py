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
from fake_salesforce.errors import InvalidQueryLocatorError, QueryTooComplicatedError
from fake_salesforce.records.fiscal_year import fiscal_year
from fake_salesforce.schema import Schema

from . import app_menu, record_access
from .database import Database, State
from .locators import Locators
from .recents import Recents
from .views import VIEWS
from .written_pages import WrittenPages

MOST_PAGE_ROWS = 2000
LEAST_PAGE_ROWS = 200
_MOST_PREPARED = 64
"""Queries that are kept as compiled: each page of one asks the same text."""

_Prepared = tuple[soql.BoundQuery, soql.Statement]

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
    most_fields: int | None = None
    """How many fields a query may select; None takes any number."""
    include_deleted: bool = False
    state: State | None = None
    """That of the database from before the rights were read; None keeps nothing of the answer."""

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
    written: soql.Written | None = None
    """The records as compact JSON, if that was asked for and SQLite could write them; ``records``
    is empty then."""

    @property
    def number(self) -> int:
        """How many records the page has."""
        return len(self.records) if self.written is None else self.written.number


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds."""

    projection: soql.Projection
    pages: Iterator[array[int]]
    """The numbers of the rows, in the query's order."""
    is_table: bool
    """Whether they are rows of a table, which SQLite finds by number as fast as may be."""


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
        self._written_pages = WrittenPages()
        self._prepared: dict[object, _Prepared] = {}

    def close(self) -> None:
        """Let go of the texts that are kept."""
        self._written_pages.close()

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
        state = self._state_for(asking)
        bound, statement = self._prepare(
            text, asking, state=state, include_deleted=asking.include_deleted
        )
        with self._database.read() as connection:
            self._make_rows(connection, bound, asking)
            if statement.projection is None:
                return Page(soql.count(connection, statement), None, [], None)
            if statement.is_grouped:
                groups = soql.groups(connection, statement)
                return Page(len(groups), statement.projection, groups, None)
            found, written = self._found(
                connection, bound, statement, asking, state=state, written_for=written_for
            )
        reading = _Reading(
            self._locators,
            self._recents,
            asking,
            text,
            asking.page_rows,
            asking.include_deleted,
        )
        page = found[: asking.page_rows]
        if written is None and written_for is not None and _is_writable(bound):
            # What has one page is soon made anew.
            of_more = state if len(page) < len(found) else None
            written = self._written(statement.projection, page, written_for, state=of_more)
        records: list[soql.Record] = []
        end = len(page)
        if written is None:
            with self._reading_block(statement.projection, bound) as connection:
                # The block may have another connection than the one before.
                self._make_rows(connection, bound, asking)
                records, end = reading.records(connection, statement.projection, page)
                reading.note(connection, bound, records)
        next_locator = None
        if end < len(found):
            next_locator = reading.open(found, end, child=None)
        return Page(len(found), statement.projection, records, next_locator, written)

    def columns(self, text: str, asking: Asking) -> dict[str, Any]:
        """Tell the columns that a query selects; it is not run.

        Raises:
            SalesforceError: the text is no query, or names what the user cannot see.
            NotImplementedInFakeError: the text is SOQL that the fake does not evaluate.
        """
        return soql.columns(self._bound(text, asking))

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
        state = self._state_for(asking)
        bound, statement = self._prepare(
            locator.soql, asking, state=state, include_deleted=locator.include_deleted
        )
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
        with self._database.read() as connection:
            page = self._locators.slice(connection, locator, offset)
        written = None
        if written_for is not None and _is_writable(bound):
            written = self._written(projection, page, written_for, state=state)
        records: list[soql.Record] = []
        read = len(page)
        if written is None:
            with self._reading_block(projection, bound) as connection:
                self._make_rows(connection, bound, asking)
                records, read = reading.records(connection, projection, page)
                if locator.child is None:
                    reading.note(connection, bound, records)
        end = offset + read
        next_locator = locator.next_from(end) if end < locator.total else None
        return Page(locator.total, projection, records, next_locator, written)

    def _found(
        self,
        connection: sqlite3.Connection,
        bound: soql.BoundQuery,
        statement: soql.Statement,
        asking: Asking,
        *,
        state: State | None,
        written_for: str | None,
    ) -> tuple[array[int], soql.Written | None]:
        """Return the numbers of the rows that a query finds, and the first page if it came along.

        Both are as before if nothing was changed since.
        """
        if state is None or not _is_table(bound):
            return soql.rows(connection, statement.clauses), None
        return self._written_pages.rows(
            connection,
            statement,
            state=state,
            page_rows=asking.page_rows,
            version=written_for if _is_writable(bound) else None,
        )

    def _written(
        self, projection: soql.Projection, page: array[int], version: str, *, state: State | None
    ) -> soql.Written | None:
        with self._database.read() as connection:
            return self._written_pages.page(
                connection, projection, page, state=state, version=version
            )

    def object_of_bulk(self, text: str, asking: Asking) -> str:
        """Return the name of the object that a bulk query asks for.

        Raises:
            SalesforceError: the text is no query, or none that Bulk API answers.
        """
        bound = self._bound(text, asking)
        check_query(bound)
        return bound.sobject.name

    def found(self, text: str, asking: Asking) -> Found:
        """Return what a query without groups or children finds: the numbers of the rows.

        They are read when the first page of them is taken, inside the caller's block.
        """
        bound, statement = self._prepare(
            text, asking, state=self._state_for(asking), include_deleted=asking.include_deleted
        )
        assert statement.projection is not None
        pages = self._pages(bound, statement, asking)
        return Found(statement.projection, pages, is_table=_is_table(bound))

    def _pages(
        self, bound: soql.BoundQuery, statement: soql.Statement, asking: Asking
    ) -> Iterator[array[int]]:
        with self._database.read() as connection:
            self._make_rows(connection, bound, asking)
            numbers = soql.rows(connection, statement.clauses)
            for begin in range(0, len(numbers), asking.page_rows):
                yield numbers[begin : begin + asking.page_rows]

    def everything(
        self, text: str, asking: Asking
    ) -> tuple[soql.Projection, Iterator[list[soql.Record]]]:
        """Return what a query without groups or children selects, and its records in pages.

        The pages are read as they are taken, inside the caller's block.
        """
        found = self.found(text, asking)
        return found.projection, self._records(found)

    def _records(self, found: Found) -> Iterator[list[soql.Record]]:
        with self._database.read() as connection:
            for page in found.pages:
                yield soql.records(connection, found.projection, page)

    def _reading_block(
        self, projection: soql.Projection, bound: soql.BoundQuery
    ) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        """Return a block that reads records.

        It may write where children can need locators, and where the records are noted as viewed.
        """
        if bound.purposes:
            return self._database.write()
        if projection.children:
            return self._database.write(is_bookkeeping=True)
        return self._database.read()

    def _state_for(self, asking: Asking) -> State | None:
        """Return the state that an answer is of, if it is still that in which the rights are."""
        return asking.state if asking.state == self._database.state else None

    def _prepare(
        self, text: str, asking: Asking, *, state: State | None, include_deleted: bool
    ) -> _Prepared:
        """Return a query bound and compiled: as before, if nothing was changed since.

        Rights and schema are those of a state of the database.
        """
        today = asking.now.astimezone(asking.time_zone).date()
        asker = (
            asking.user_id,
            type(asking.access),
            asking.time_zone.key,
            asking.locale,
            asking.most_fields,
        )
        # An addition to the schema is kept in the database before the schema tells of it.
        key = (state, self._schema.version, asker, text, include_deleted, today)
        prepared = self._prepared.get(key)
        if prepared is None:
            bound = self._bound(text, asking)
            prepared = bound, self._compiled(bound, asking, include_deleted=include_deleted)
            if state is not None:
                if len(self._prepared) >= _MOST_PREPARED:
                    self._prepared.clear()
                self._prepared[key] = prepared
        return prepared

    def _bound(self, text: str, asking: Asking) -> soql.BoundQuery:
        bound = soql.bind(
            soql.parse(text), schema=self._schema, access=asking.access, user_id=asking.user_id
        )
        if asking.most_fields is not None and len(bound.selection or ()) > asking.most_fields:
            raise QueryTooComplicatedError(soql.TOO_COMPLICATED)
        return bound

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
        if app_menu.is_read_by(bound):
            app_menu.ask_as(connection, asking.user_id)

    def _compiled(
        self, bound: soql.BoundQuery, asking: Asking, *, include_deleted: bool
    ) -> soql.Statement:
        with self._database.read() as connection:
            year = fiscal_year(connection)
        return soql.compile(
            bound,
            now=asking.now,
            time_zone=asking.time_zone,
            locale=asking.locale,
            include_deleted=include_deleted,
            fiscal_year_start_month=year.start_month,
            is_fiscal_year_named_by_start=year.is_named_by_start,
        )


def _is_table(bound: soql.BoundQuery) -> bool:
    """Tell whether a query reads a table: some rows are made for the one query, or the user.

    Views are no tables: their rows are not found by number as fast.
    """
    is_told_anew = bound.sobject.name in {*VIEWS, record_access.NAME} or app_menu.is_read_by(bound)
    return not is_told_anew


def _is_writable(bound: soql.BoundQuery) -> bool:
    """Tell whether SQLite may write the records: nothing is noted of them besides."""
    return _is_table(bound) and not bound.purposes


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
