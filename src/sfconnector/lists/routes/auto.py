"""The quicker route: REST's first page tells how much there is, the second how long a page takes.

The first page of a large query waits for the query, too, so it tells nothing of those behind it. A
small list costs no call more than by REST. Where the rest of a large one comes sooner by a query
job, or only a query job leaves calls for others, both pages are kept and a job is made for what
lies behind them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from sfconnector.clock import Clock
from sfconnector.lists.routes import bulk
from sfconnector.lists.routes.bulk import BEHIND, BulkRoute
from sfconnector.lists.routes.choice import RouteChoice, exchange_seconds
from sfconnector.lists.routes.rest import RestRoute
from sfconnector.salesforce.query import Page


class AutoRoute:
    """The rows of a query by REST, or behind two pages by a query job. A ``Source``."""

    def __init__(
        self,
        rest: RestRoute,
        job: BulkRoute,
        *,
        choose: Callable[[int, float], RouteChoice],
        clock: Clock,
        told: Callable[[RouteChoice], None],
    ) -> None:
        """Take both ways.

        Args:
            rest: the one it begins with.
            job: the other.
            choose: decides from the rows that are left, and the seconds of a small exchange.
            clock: what the second page is measured by.
            told: is told of the choice, if there is something left to choose for.
        """
        self._rest = rest
        self._job = job
        self._choose = choose
        self._clock = clock
        self._told = told
        self._undecided: int | None = None
        """How many rows lie behind the first page, until the way of most of them is chosen."""

    def open(self, after: str | None) -> Page[Any]:
        """Return the first page of the rows behind this Id."""
        page = self._rest.open(after)
        left = page.total_size - len(page.records)
        # None are left of a window of a query that ran for too long, too.
        self._undecided = left if page.next_records_url is not None and left > 0 else None
        return page

    def follow(self, locator: str) -> Page[Any]:
        """Return the page at a locator of either way; behind the second page the way is chosen.

        Raises:
            QueryLocatorError: Salesforce does not know the locator, or the job, any more.
        """
        if bulk.is_locator(locator):
            return self._job.follow(locator)
        before = self._clock.monotonic()
        page = self._rest.follow(locator)
        seconds = self._clock.monotonic() - before
        left, self._undecided = self._undecided, None
        read = len(page.records)
        if left is None or page.next_records_url is None or read == 0:
            return page
        choice = self._choose(left - read, exchange_seconds(seconds, read))
        self._told(choice)
        if choice.route == "rest":
            return page
        return dataclasses.replace(page, next_records_url=f"{BEHIND}{page.records[-1].Id}")

    def following(self, page: Page[Any]) -> str | None:
        """Return the locator of the next page, None after the last."""
        return page.next_records_url
