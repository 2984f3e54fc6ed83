"""New leads through one ingest job of Bulk API 2.0, uploaded while the rows are made."""

from collections.abc import Iterator

from transfer import BASE, ROWS_IN, Caller, new_lead

_ROWS = 1_000


def pieces() -> Iterator[bytes]:
    """Make the file."""
    yield (",".join(new_lead(0)) + "\n").encode()
    for first in range(0, ROWS_IN, _ROWS):
        numbers = range(first, min(first + _ROWS, ROWS_IN))
        yield "".join(",".join(new_lead(each).values()) + "\n" for each in numbers).encode()


caller = Caller()
spec = {"object": "Lead", "operation": "insert", "contentType": "CSV"}
job = caller.ask("POST", f"{BASE}/jobs/ingest", json=spec).json()
url = f"{BASE}/jobs/ingest/{job['id']}"
caller.ask("PUT", f"{url}/batches", data=pieces(), headers={"Content-Type": "text/csv"})
caller.ask("PATCH", url, json={"state": "UploadComplete"})
told = caller.ask("GET", url).json()
assert (told["state"], told["numberRecordsFailed"]) == ("JobComplete", 0), told
caller.finish(caller.stopwatch.seconds(), caller.made())
