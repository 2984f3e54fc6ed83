"""A large org beside a small one: populated, asked by what is indexed, read to its end by HTTP.

It prints one line of JSON: seconds, milliseconds and peak memory. Queries alternate between the two
orgs, so that a busy machine is busy for both. Usage: large_org.py FOLDER LEADS FEWER_LEADS
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import requests
from memory import peak_kib

from fake_salesforce import FakeSalesforce, Org

CHANGED = 100
"""Leads that are touched last, which the queries look for."""
TIMES = 20
"""Queries of each kind, each for another lead."""
PAGES = 10
"""Pages at each end whose times are compared."""
PAGE_ROWS = 2000
ALL = "SELECT Id, LastName, Email, Phone, Title, City, Status, SystemModstamp FROM Lead"


class Client:
    """Asks one org over HTTP, and takes the time."""

    def __init__(self, salesforce: FakeSalesforce, org: Org) -> None:
        user = org.create_user(f"client@{org.id.lower()}.example.com")
        self._session = requests.Session()
        session_id = org.open_session(user.id, client="large_org")
        self._session.headers["Authorization"] = f"Bearer {session_id}"
        self._url = salesforce.url

    def get(self, path: str, **query: str) -> tuple[dict[str, object], float]:
        """Return an answer, and the milliseconds until it was there."""
        started = time.perf_counter()
        answer = self._session.get(self._url + path, params=query, timeout=600)
        took = time.perf_counter() - started
        answer.raise_for_status()
        return answer.json(), 1000 * took

    def query(self, soql: str) -> tuple[dict[str, object], float]:
        """Return the first page of a query, and its milliseconds."""
        return self.get("/services/data/v49.0/query", q=soql)

    def pages(self, soql: str) -> Iterator[tuple[int, float]]:
        """Yield the number of records of each page of a query, and its milliseconds."""
        page, took = self.query(soql)
        while True:
            records = page["records"]
            assert isinstance(records, list)
            yield len(records), took
            if page["done"]:
                return
            page, took = self.get(str(page["nextRecordsUrl"]))


def stage(org: Org) -> list[Mapping[str, object]]:
    """Give leads an external id, and touch some of them last; return those."""
    org.add_field("Lead", "Key__c", type="Text", length=20, external_id=True, unique=True)
    with org.database.write() as connection:
        connection.execute('UPDATE "Lead" SET "Key__c" = \'K\' || _row')
    owner = org.create_user(f"owner@{org.id.lower()}.example.com")
    org.clock.advance(hours=1)
    step = int(str(org.query("SELECT COUNT() FROM Lead")[0]["count"])) // CHANGED
    for number in range(1, CHANGED + 1):
        [lead] = org.query(f"SELECT Id FROM Lead WHERE Key__c = 'K{number * step}'")  # noqa: S608 - a number
        changes = {"LastName": f"Rare{number}", "FirstName": None, "OwnerId": owner.id}
        org.update("Lead", str(lead["Id"]), changes)
    return [
        *org.query(
            f"SELECT Id, Email, Key__c, Name, OwnerId, SystemModstamp FROM Lead"  # noqa: S608 - an id
            f" WHERE OwnerId = '{owner.id}'"
        )
    ]


Asked = tuple[Client, list[Mapping[str, object]]]


def ask_for(orgs: Mapping[str, Asked]) -> dict[str, dict[str, float]]:
    """Return the median milliseconds of a query by each indexed field, in each org by turns."""
    took = {}
    for name in ("Id", "Email", "Key__c", "Name", "OwnerId", "SystemModstamp"):
        times: dict[str, list[float]] = {size: [] for size in orgs}
        for turn in range(TIMES):
            for size, (client, leads) in orgs.items():
                having = [each for each in leads if each[name] is not None]
                times[size].append(look_up(client, name, having[turn][name]))
        took[name] = {size: statistics.median(each) for size, each in times.items()}
    return took


def look_up(client: Client, name: str, value: object) -> float:
    """Return the milliseconds of a query for what a field has; what it finds is a few leads."""
    condition = f"{name} = '{value}'" if name != "SystemModstamp" else f"{name} >= {value}"
    answer, took = client.query(f"SELECT Id, Name, Email FROM Lead WHERE {condition}")  # noqa: S608 - the org's own
    found = int(str(answer["totalSize"]))
    assert 1 <= found <= CHANGED, f"{found} leads where {condition}"
    return took


def ends_by_number(client: Client, org: Org, soql: str) -> dict[str, float]:
    """Return the median milliseconds of the first and the last pages, read by their row numbers.

    A change after the first answer lets go of what was written with it.
    """
    page, _ = client.query(soql)
    locator, total = str(page["nextRecordsUrl"]).rpartition("-")[0], int(str(page["totalSize"]))
    org.create("Lead", {"LastName": "Later", "Company": "Later"})
    last = (total - 1) // PAGE_ROWS
    pages = min(PAGES, last // 2)
    ends = {"first": range(1, 1 + pages), "last": range(last - pages, last)}
    return {
        name: statistics.median(client.get(f"{locator}-{at * PAGE_ROWS}")[1] for at in places)
        for name, places in ends.items()
    }


def main(folder: Path, leads: int, fewer: int) -> dict[str, object]:
    """Return what the line says."""
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org(data=folder / "large.sqlite")
        started = time.perf_counter()
        org.populate(leads=leads, seed=1)
        populated = time.perf_counter() - started
        peak_of_population = peak_kib()
        small = salesforce.create_org(data=folder / "small.sqlite")
        small.populate(leads=fewer, seed=1)
        changed = {"small": stage(small), "large": stage(org)}
        # Sessions end while the clock moves: they are opened behind it.
        clients = {"small": Client(salesforce, small), "large": Client(salesforce, org)}
        asked = ask_for({size: (clients[size], changed[size]) for size in changed})
        client = clients["large"]
        reads = {}
        for name, order in (("unsorted", ""), ("sorted", " ORDER BY City DESC, Email")):
            started = time.perf_counter()
            assert sum(number for number, _ in client.pages(ALL + order)) == leads
            reads[name] = time.perf_counter() - started
        return {
            "populate_seconds": populated,
            "peak_kib_of_population": peak_of_population,
            "milliseconds": asked,
            "read_seconds": reads,
            "page_milliseconds": ends_by_number(client, org, f"{ALL} ORDER BY City, Email"),
            "peak_kib": peak_kib(),
        }


if __name__ == "__main__":
    found = main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(found) + "\n")
