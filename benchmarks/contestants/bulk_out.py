"""Every lead through a query job of Bulk API 2.0, a set of results after the other."""

import csv
import io
from collections.abc import Iterator

from transfer import BASE, DECODES, KEPT, SOQL, Caller

_SET_RECORDS = 100_000
_PIECE_BYTES = 256 * 1024


def rows(begin: int) -> Iterator[list[str]]:
    """Read the sets that were kept from a byte on; each begins with the header."""
    with KEPT.open("rb") as kept:
        kept.seek(begin)
        text = io.TextIOWrapper(kept, encoding="utf-8", newline="")
        yield from (each for each in csv.reader(text) if each[4] != "Id")


caller = Caller()
job = caller.ask("POST", f"{BASE}/jobs/query", json={"operation": "query", "query": SOQL}).json()
url = f"{BASE}/jobs/query/{job['id']}"
assert caller.ask("GET", url).json()["state"] == "JobComplete"
asked = {"maxRecords": str(_SET_RECORDS)}
with KEPT.open("wb") as kept:
    while asked.get("locator") != "null":
        begin = kept.tell()
        results = caller.ask("GET", f"{url}/results", params=asked, stream=True)
        for piece in results.iter_content(_PIECE_BYTES):
            kept.write(piece)
        if DECODES:
            kept.flush()
            caller.take(rows(begin))
        asked["locator"] = results.headers["Sforce-Locator"]
caller.finish(caller.stopwatch.seconds(), rows(0))
