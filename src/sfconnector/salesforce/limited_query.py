"""A query for so many rows at most, and for fewer from then on once one ran for too long.

Salesforce gives a query up after two minutes (QUERY_TIMEOUT); one that an index serves and that
wants a few rows is quick in any organization. A number that was too many is not tried again.
"""

from __future__ import annotations

from typing import Any

from sfconnector.errors import QueryTimeoutError
from sfconnector.salesforce import query
from sfconnector.salesforce.query import Page, PageReader
from sfconnector.salesforce.session import Session

FEWER_ROWS = (500, 100)
"""How many are asked for once more of them took too long."""


class LimitedQuery:
    """Sends queries whose LIMIT it writes."""

    def __init__(self, session: Session, reader: PageReader[Any], *, rows: int) -> None:
        self._session = session
        self._reader = reader
        self._rows = rows

    def page(self, soql: str, *, with_deleted: bool = False) -> tuple[Page[Any], bool]:
        """Return the first rows of a query without a LIMIT, and whether there may be more.

        Raises:
            QueryTimeoutError: the fewest rows take too long, too.
            ConnectorError: as :meth:`Session.call`.
        """
        while True:
            request = query.query(f"{soql} LIMIT {self._rows}", with_deleted=with_deleted)
            try:
                page = self._reader.read(self._session.call(request))
            except QueryTimeoutError:
                fewer = [each for each in FEWER_ROWS if each < self._rows]
                if not fewer:
                    raise
                self._rows = fewer[0]
            else:
                fills = page.next_records_url is not None or len(page.records) >= self._rows
                return page, fills and bool(page.records)
