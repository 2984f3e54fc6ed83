"""SOQL asked of an org: the first page, and the pages a locator leads to.

Names, types and rights are bound anew for each page, so a right lost between two pages is lost at
the next one (reference 4.6).
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fake_salesforce import ids, soql
from fake_salesforce.access import Access
from fake_salesforce.errors import InvalidQueryLocatorError
from fake_salesforce.schema import Schema

from .database import Database
from .locators import Locators

MOST_PAGE_ROWS = 2000
LEAST_PAGE_ROWS = 200
_OFFSET = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when, in which time zone, with which rights, and for how many rows at a time."""

    user_id: str
    now: datetime
    time_zone: ZoneInfo
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


class Queries:
    """Answers SOQL over the records of one org."""

    def __init__(self, database: Database, *, schema: Schema, locators: Locators) -> None:
        self._database = database
        self._schema = schema
        self._locators = locators

    def first_page(self, text: str, asking: Asking) -> Page:
        """Answer a query with its first page.

        Raises:
            SalesforceError: the text is no query, or names what the user cannot see.
            NotImplementedInFakeError: the text is SOQL that the fake does not evaluate.
        """
        statement = self._statement(text, asking)
        with self._database.read() as connection:
            if statement.projection is None:
                total = soql.count(connection, statement, include_deleted=asking.include_deleted)
                return Page(total, None, [], None)
            found = soql.rows(connection, statement, include_deleted=asking.include_deleted)
            page = found[: asking.page_rows]
            records = self._records(
                connection, statement, page, include_deleted=asking.include_deleted
            )
        next_locator = None
        if len(found) > asking.page_rows:
            locator = self._locators.open(
                found,
                user_id=asking.user_id,
                soql=text,
                include_deleted=asking.include_deleted,
                page_rows=asking.page_rows,
                now=asking.now,
            )
            next_locator = locator.next_from(asking.page_rows)
        return Page(len(found), statement.projection, records, next_locator)

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
        statement = self._statement(locator.soql, asking)
        offset = int(offset_text)
        with self._database.read() as connection:
            page = self._locators.slice(connection, locator, offset)
            records = self._records(
                connection, statement, page, include_deleted=locator.include_deleted
            )
        end = offset + len(page)
        return Page(
            locator.total,
            statement.projection,
            records,
            locator.next_from(end) if end < locator.total else None,
        )

    def _statement(self, text: str, asking: Asking) -> soql.Statement:
        bound = soql.bind(soql.parse(text), schema=self._schema, access=asking.access)
        return soql.compile(bound, now=asking.now, time_zone=asking.time_zone)

    @staticmethod
    def _records(
        connection: sqlite3.Connection,
        statement: soql.Statement,
        row_numbers: array[int],
        *,
        include_deleted: bool,
    ) -> list[soql.Record]:
        assert statement.projection is not None
        return soql.records(
            connection,
            statement.projection,
            row_numbers,
            include_deleted=include_deleted,
        )
