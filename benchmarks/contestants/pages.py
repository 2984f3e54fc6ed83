"""What those who make pages share: the query, whose rights count, and the line they print.

The stopwatch runs while pages are made, not while they are compared.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time

from lap import DATA
from memory import peak_kib

from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.org import Asking
from fake_salesforce.soql import page_of_array

PAGE_ROWS = 2000
VERSION = "49.0"
POOL = (
    *("Id", "LastName", "FirstName", "Name", "Company", "Title", "Phone", "Email", "City"),
    *("Country", "LeadSource", "Status", "Industry", "OwnerId", "CreatedDate", "SystemModstamp"),
)
FIELDS = tuple(random.Random(7).sample(POOL, 9))  # noqa: S311 - a projection, nothing secret
"""A projection at random; without doubles, which Salesforce writes as Java does."""

SOQL = f"SELECT {', '.join(FIELDS)} FROM Lead ORDER BY Company, Id"  # noqa: S608 - our own names


class Pages:
    """Counts the seconds in which pages are made, and what they hold."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._started = 0.0
        self._rows = 0
        self._digest = hashlib.sha256()

    def start(self) -> None:
        """Let the stopwatch run."""
        self._started = time.perf_counter()

    def made(self, page: bytes | str) -> None:
        """Stop the stopwatch, and take a page into the checksum."""
        self._seconds += time.perf_counter() - self._started
        records = json.loads(page)["records"]
        self._digest.update(json.dumps(records, sort_keys=True).encode())
        self._rows += len(records)

    def finish(self) -> None:
        """Print the lap."""
        line = {
            "seconds": self._seconds,
            "rows": self._rows,
            "checksum": self._digest.hexdigest(),
            "peak_kib": peak_kib(),
        }
        sys.stdout.write(json.dumps(line) + "\n")


def make_pages(username: str, *, is_repeated: bool = False) -> None:
    """Make every page of the query as the fake does for a user.

    The process has answered a query before, as any server soon has: the grammar is read once. If
    the query is repeated, its first answer is not counted.
    """
    pages = Pages()
    salesforce = FakeSalesforce()
    org = salesforce.create_org(data=DATA)
    user_id = org.user(username).id
    _answer(org, user_id, "SELECT Id FROM User LIMIT 1", Pages())
    if is_repeated:
        _answer(org, user_id, SOQL, Pages())
    _answer(org, user_id, SOQL, pages)
    pages.finish()


def _answer(org: Org, user_id: str, text: str, pages: Pages) -> None:
    """Make every page of a query."""
    pages.start()
    page = org.queries.first_page(text, _asking(org, user_id), written_for=VERSION)
    while True:
        url = f"/services/data/v{VERSION}/query/{page.next_locator}" if page.next_locator else None
        assert page.written is not None
        size = page.total_size
        pages.made(page_of_array(page.written.array, total_size=size, next_records_url=url))
        if page.next_locator is None:
            return
        pages.start()
        page = org.queries.next_page(page.next_locator, _asking(org, user_id), written_for=VERSION)


def _asking(org: Org, user_id: str) -> Asking:
    """Ask for the user's rights anew, as each request does."""
    return org.asking(user_id, page_rows=PAGE_ROWS)
