"""simple-salesforce ``bulk2`` query, its wait for the job removed, and ``executemany``."""

import csv
import io
import sqlite3
from collections.abc import Iterator

from lap import (
    FIELDS,
    INSERT,
    SECRET,
    STORE,
    URL,
    USERNAME,
    Stopwatch,
    finish,
    from_text,
    make_store,
    member,
)
from simple_salesforce import Salesforce, bulk2

from fake_salesforce.patch import patched

SOQL = f"SELECT Id, {', '.join(FIELDS)} FROM Lead"  # noqa: S608 - our own names
bulk2.sleep = lambda _: None  # type: ignore[attr-defined] # it waits five seconds at first

make_store()
with patched(URL):
    stopwatch = Stopwatch()
    client = Salesforce(username=USERNAME, password=SECRET, security_token="", version="49.0")

    def rows() -> Iterator[tuple[int, str, str, str]]:
        """Yield the leads that have an address."""
        for text in client.bulk2.Lead.query(SOQL, max_records=50_000):
            for cells in csv.DictReader(io.StringIO(text, newline="")):
                row = member(from_text(cells))
                if row is not None:
                    yield row

    connection = sqlite3.connect(STORE)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executemany(INSERT, rows())
    connection.commit()
    seconds = stopwatch.seconds()
finish(seconds, generation=1)
