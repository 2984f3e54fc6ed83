"""Members of a source that is read by key alone, as a report is: there is one way to it."""

from __future__ import annotations

from typing import Any

from sfconnector.lists.sources.members import Rows
from sfconnector.salesforce.query import Page
from sfconnector.salesforce.rows_by_key import Key


class RowsRoute:
    """The rows in the order of their ids. A :class:`~sfconnector.sync.pull.Source`."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def open(self, after: str | None) -> Page[Any]:
        """Return the first rows behind an id; None means of all."""
        page = self.rows.page(Key(None, after))
        following = page.following
        return Page(
            self.rows.count(None), None if following is None else following.record_id, page.records
        )

    def follow(self, locator: str) -> Page[Any]:
        """Return the rows behind the id that a locator is."""
        return self.open(locator)

    def following(self, page: Page[Any]) -> str | None:
        """Return the last id of a page, None of the last page."""
        return page.next_records_url
