"""The quicker route: REST's first page tells how much there is, and how far away it is.

A small list costs no call more than by REST. Where the rest of a large one comes sooner by a query
job, or only a query job leaves calls for others, the first page is kept and a job is made for what
lies behind it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from sfconnector.clock import Clock
from sfconnector.lists.routes import bulk
from sfconnector.lists.routes.bulk import BEHIND, BulkRoute
from sfconnector.lists.routes.choice import REST_SECONDS_A_RECORD, RouteChoice
from sfconnector.lists.routes.rest import RestRoute
from sfconnector.salesforce.query import Page


class AutoRoute:
    """The rows of a query by REST, or behind the first page by a query job. A ``Source``."""

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
            clock: what the first page is measured by.
            told: is told of the choice, if there is something left to choose for.
        """
        self._rest = rest
        self._job = job
        self._choose = choose
        self._clock = clock
        self._told = told

    def open(self, after: str | None) -> Page[Any]:
        """Return the first page of the rows behind this Id, and choose the way of the next."""
        before = self._clock.monotonic()
        page = self._rest.open(after)
        took = self._clock.monotonic() - before
        read = len(page.records)
        if page.next_records_url is None or page.total_size <= read:
            return page  # all of it, or a window of a query that ran for too long
        exchange = max(0.0, took - read * REST_SECONDS_A_RECORD)
        choice = self._choose(page.total_size - read, exchange)
        self._told(choice)
        if choice.route == "rest":
            return page
        return dataclasses.replace(page, next_records_url=f"{BEHIND}{page.records[-1].Id}")

    def follow(self, locator: str) -> Page[Any]:
        """Return the page at a locator of either way.

        Raises:
            QueryLocatorError: Salesforce does not know the locator, or the job, any more.
        """
        way = self._job if bulk.is_locator(locator) else self._rest
        return way.follow(locator)

    def following(self, page: Page[Any]) -> str | None:
        """Return the locator of the next page, None after the last."""
        return page.next_records_url
