"""Members by pages of REST: one query ordered by Id, read through its locator.

Members are the rows of the locator that are still visible and valid when their page is read. After
a lost locator the query is opened again behind the last stored Id, and the same holds for the rest.

A query that runs for too long in a large organization is asked again for a few rows at a time, each
time by a query of its own: an index of Ids serves it, and no locator is held.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sfconnector.errors import QueryTimeoutError
from sfconnector.lists.fields import EMAIL
from sfconnector.salesforce import limited_query, query
from sfconnector.salesforce.limited_query import LimitedQuery
from sfconnector.salesforce.query import NO_PATHS, Page, PageReader
from sfconnector.salesforce.session import Session

WINDOW = "/behind/"
"""What a locator of ours begins with; the last Id that was read stands behind it."""


class RestRoute:
    """The rows of a query, page by page. A :class:`~sfconnector.sync.pull.Source`."""

    def __init__(
        self,
        session: Session,
        soql: Callable[[str | None], str],
        fields: Sequence[str],
        *,
        paths: Mapping[str, str] = NO_PATHS,
    ) -> None:
        """Take what is read.

        Args:
            session: sends.
            soql: writes the query of the rows behind an Id, ordered by Id; None means of all.
            fields: the list's fields.
            paths: of the fields that lie elsewhere than their name says.
        """
        self._session = session
        self._soql = soql
        self._reader: PageReader[Any] = PageReader(fields, text_field=EMAIL, paths=paths)
        self._few = LimitedQuery(session, self._reader, rows=limited_query.FEWER_ROWS[0])

    def open(self, after: str | None) -> Page[Any]:
        """Return the first page of the rows behind this Id; None means of all rows.

        Raises:
            QueryTimeoutError: few rows take Salesforce too long, too.
        """
        try:
            return self._reader.read(self._session.call(query.query(self._soql(after))))
        except QueryTimeoutError:
            return self._window(after)

    def follow(self, locator: str) -> Page[Any]:
        """Return the page at a locator.

        Raises:
            QueryLocatorError: Salesforce does not know the locator any more.
        """
        if locator.startswith(WINDOW):
            return self._window(locator.removeprefix(WINDOW))
        return self._reader.read(self._session.call(query.query_more(locator)))

    def _window(self, after: str | None) -> Page[Any]:
        """Return a few rows behind an Id, by a query of their own; the Id is their locator."""
        page, is_cut = self._few.page(self._soql(after))
        following = f"{WINDOW}{page.records[-1].Id}" if is_cut else None
        return dataclasses.replace(page, next_records_url=following)

    def following(self, page: Page[Any]) -> str | None:
        """Return the locator of the next page, None after the last."""
        return page.next_records_url
