"""Pull: read a source page by page and store each page with its cursor, fetching one page ahead.

The source is read through a locator. When the locator is lost the source is opened again behind the
last stored row. A thread fetches the next page while this one is stored; a page is always stored
before an error of the page after it is raised, so nothing that arrived is lost. An error waits for
the fetch under way; the keyboard does not, since an answer may take minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Thread
from typing import Generic, Protocol, TypeVar

from sfconnector.errors import QueryLocatorError

PageT = TypeVar("PageT")

LOOK_SECONDS = 60.0
"""Of the machine's own clock: how often whoever pulls is told that a page is still to come."""


class Source(Protocol[PageT]):
    """Something that can be read page by page, in the order of its rows' keys."""

    def open(self, after: str | None) -> PageT:
        """Return the first page of the rows behind this key; None means of all rows."""
        ...

    def follow(self, locator: str) -> PageT:
        """Return the page at a locator.

        Raises:
            QueryLocatorError: the locator is lost.
        """
        ...

    def following(self, page: PageT) -> str | None:
        """Return the locator of the page behind this one, None if it is the last."""
        ...


@dataclass(frozen=True, slots=True)
class Start:
    """Where to begin: at a locator, else behind a key, else at the beginning."""

    locator: str | None
    after: str | None


class Puller(Generic[PageT]):
    """Moves a source's pages into a store."""

    def __init__(
        self,
        source: Source[PageT],
        *,
        store: Callable[[PageT, bool], str | None],
        lost: Callable[[str | None], None],
        pending: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the two ends.

        Args:
            source: where pages come from.
            store: stores a page with its cursor in one transaction and returns the key of the last
                row stored so far; the second argument says that the page was opened by key, so its
                announced total counts from there.
            lost: is told the key behind which the source is opened again.
            pending: is called now and then while a page is awaited; what it raises ends the pull.
        """
        self._source = source
        self._store = store
        self._lost = lost
        self._pending = pending

    def run(self, start: Start) -> None:
        """Pull until the last page is stored.

        Raises:
            Exception: whatever source, store or pending raise, but for a lost locator; every page
                before is stored.
        """
        after, locator = start.after, start.locator
        while True:
            opened = locator is None
            fetch = self._fetch(after, locator)
            try:
                while True:
                    page = self._awaited(fetch)
                    locator = self._source.following(page)
                    if locator is not None:
                        fetch = self._fetch(after, locator)
                    after = self._store(page, opened)
                    opened = False
                    if locator is None:
                        return
            except QueryLocatorError:
                if locator is None:
                    raise
                locator = None
                self._lost(after)
            except Exception:
                wait([fetch])  # it may use the store, which the caller may close
                raise

    def _awaited(self, fetch: Future[PageT]) -> PageT:
        while not wait([fetch], timeout=LOOK_SECONDS).done:
            self._pending()
        return fetch.result()

    def _fetch(self, after: str | None, locator: str | None) -> Future[PageT]:
        """Fetch a page in a thread: the one at the locator, else the first behind the key."""
        fetched: Future[PageT] = Future()

        def fetch() -> None:
            try:
                page = self._source.open(after) if locator is None else self._source.follow(locator)
            except BaseException as error:  # noqa: BLE001 - raised again by `result`
                fetched.set_exception(error)
            else:
                fetched.set_result(page)

        Thread(target=fetch, name="sfconnector-fetch", daemon=True).start()
        return fetched
