"""simple-salesforce ``bulk2`` and ``executemany``; the five seconds before its first look are gone.

It polls with pauses of its own; they are taken away, so that what is measured is its work.
"""

import csv
import io
import sqlite3
from collections.abc import Iterator
from typing import Any
from unittest import mock

from lap import (
    INSERT,
    SECRET,
    SOQL,
    STORE,
    URL,
    USERNAME,
    Stopwatch,
    finish,
    make_store,
    member,
    record_of_csv,
)
from simple_salesforce import Salesforce, bulk2

from fake_salesforce.patch import patched


def rows(client: Salesforce) -> Iterator[tuple[int, str, str, str]]:
    """Yield what is stored of each record."""
    bulk: Any = client.bulk2  # annotated as one of several, some without it
    for text in bulk.Lead.query(SOQL, max_records=10_000):
        for each in csv.DictReader(io.StringIO(text)):
            row = member(record_of_csv(each))
            if row is not None:
                yield row


make_store()
with patched(URL), mock.patch.object(bulk2, "sleep"):
    stopwatch = Stopwatch()
    client = Salesforce(username=USERNAME, password=SECRET, security_token="", version="49.0")
    connection = sqlite3.connect(STORE)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executemany(INSERT, rows(client))
    connection.commit()
    seconds = stopwatch.seconds()
finish(seconds, generation=1)
