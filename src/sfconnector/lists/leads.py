"""All Leads as a source of members: one query ordered by Id, read through its locator.

Members are the rows of the locator that are still visible and valid when their page is read. After
a lost locator the query is opened again behind the last stored Id, and the same holds for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sfconnector.lists.fields import EMAIL
from sfconnector.salesforce import query
from sfconnector.salesforce.query import Page, PageReader
from sfconnector.salesforce.session import Session

SOBJECT = "Lead"
SOURCE = "leads"


class AllLeads:
    """The leads that the connected user sees, with the chosen fields."""

    def __init__(self, session: Session, fields: Sequence[str]) -> None:
        self._session = session
        self._fields = tuple(fields)
        self._reader: PageReader[Any] = PageReader(self._fields, text_field=EMAIL)

    def open(self, after: str | None) -> Page[Any]:
        """Return the first page of the leads behind this Id; None means of all leads."""
        soql = query.select(SOBJECT, self._fields, after=after)
        return self._reader.read(self._session.call(query.query(soql)))

    def follow(self, locator: str) -> Page[Any]:
        """Return the page at a locator.

        Raises:
            QueryLocatorError: Salesforce does not know the locator any more.
        """
        return self._reader.read(self._session.call(query.query_more(locator)))

    def following(self, page: Page[Any]) -> str | None:
        """Return the locator of the next page, None after the last."""
        return page.next_records_url
