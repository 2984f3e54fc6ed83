"""Members by pages of REST: one query ordered by Id, read through its locator.

Members are the rows of the locator that are still visible and valid when their page is read. After
a lost locator the query is opened again behind the last stored Id, and the same holds for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sfconnector.lists.fields import EMAIL
from sfconnector.salesforce import query
from sfconnector.salesforce.query import NO_PATHS, Page, PageReader
from sfconnector.salesforce.session import Session


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

    def open(self, after: str | None) -> Page[Any]:
        """Return the first page of the rows behind this Id; None means of all rows."""
        return self._reader.read(self._session.call(query.query(self._soql(after))))

    def follow(self, locator: str) -> Page[Any]:
        """Return the page at a locator.

        Raises:
            QueryLocatorError: Salesforce does not know the locator any more.
        """
        return self._reader.read(self._session.call(query.query_more(locator)))

    def following(self, page: Page[Any]) -> str | None:
        """Return the locator of the next page, None after the last."""
        return page.next_records_url
