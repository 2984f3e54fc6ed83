"""What every contestant shares: the job, the clock, the checksum and the line it prints."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from memory import peak_kib

from sfconnector.store.store import Store

FIELDS = (
    "Email",
    "FirstName",
    "LastName",
    "Company",
    "Title",
    "Phone",
    "City",
    "State",
    "Country",
    "LeadSource",
    "Status",
    "SystemModstamp",
)
"""What is imported of each lead."""

OTHERS = FIELDS[1:]
"""The fields beside Email, which has a column of its own."""

SOQL = f"SELECT Id, {', '.join(FIELDS)} FROM Lead ORDER BY Id"  # noqa: S608 - our own names
URL = os.environ["BENCH_URL"]
USERNAME = os.environ["BENCH_USERNAME"]
SECRET = os.environ["BENCH_SECRET"]
DATA = Path(os.environ["BENCH_DATA"])
STORE = Path(sys.argv[1]) / "store.sqlite"


INSERT = "INSERT INTO members (generation, record_id, email, field_values) VALUES (?, ?, ?, ?)"
"""How a contestant without a writer of its own stores members, one by one with executemany."""


class Stopwatch:
    """Counts seconds from its making; a benchmark is where the machine's clock may be read."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    def seconds(self) -> float:
        """Return the seconds gone by."""
        return time.perf_counter() - self._start


def make_store() -> None:
    """Make an empty store of the connector's schema, before the stopwatch runs."""
    Store.open(STORE).close()


def member(record: Mapping[str, object]) -> tuple[int, str, str, str] | None:
    """Return a decoded record's row in the store; None if it has no address."""
    if not record["Email"]:
        return None
    values = json.dumps({name: record[name] for name in OTHERS})
    return 1, str(record["Id"]), str(record["Email"]), values


def record_of_csv(cells: Mapping[str, str]) -> dict[str, str | None]:
    """Return a row of a query job's results as the record that REST gives: null, and stamps."""
    record = {name: cell or None for name, cell in cells.items()}
    stamp = cells["SystemModstamp"]
    return record | {"SystemModstamp": f"{stamp.removesuffix('Z')}+0000"}


def finish(seconds: float, *, generation: int) -> None:
    """Print the lap: seconds, rows, a checksum over every value, the process's peak memory."""
    peak = peak_kib()
    connection = sqlite3.connect(STORE)
    rows = connection.execute(
        "SELECT record_id, email, field_values FROM members WHERE generation = ?"
        " ORDER BY record_id",
        (generation,),
    )
    finish_rows(seconds, rows, peak=peak)


def finish_rows(seconds: float, rows: Iterable[tuple[str, str, str]], *, peak: int) -> None:
    """Print the lap of rows by record id: the id, the e-mail, the JSON text of the others."""
    digest = hashlib.sha256()
    count = 0
    for record_id, email, values in rows:
        canonical = json.dumps([record_id, email, json.loads(values)], sort_keys=True)
        digest.update(canonical.encode())
        count += 1
    line = {
        "seconds": seconds,
        "rows": count,
        "checksum": digest.hexdigest(),
        "peak_kib": peak,
    }
    sys.stdout.write(json.dumps(line) + "\n")
