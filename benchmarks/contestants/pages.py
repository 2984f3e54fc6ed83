"""What those who make pages share: the query, whose rights count, and the line they print.

The stopwatch runs while pages are made, not while they are compared.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time

from lap import DATA, peak_kib

from fake_salesforce import FakeSalesforce
from fake_salesforce.soql import render_page

PAGE_ROWS = 2000
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


def make_pages(username: str) -> None:
    """Make every page of the query as the fake does for a user."""
    pages = Pages()
    salesforce = FakeSalesforce()
    org = salesforce.create_org(data=DATA)
    user = org.user(username)
    pages.start()
    page = org.queries.first_page(SOQL, org.asking(user.id, page_rows=PAGE_ROWS))
    while True:
        url = f"/services/data/v49.0/query/{page.next_locator}" if page.next_locator else None
        pages.made(
            render_page(
                page.projection, page.records, total_size=page.total_size, next_records_url=url
            )
        )
        if page.next_locator is None:
            break
        pages.start()
        asking = org.asking(user.id, page_rows=PAGE_ROWS)
        page = org.queries.next_page(page.next_locator, asking)
    pages.finish()
