"""simple-salesforce ``query_all_iter`` and ``executemany``, as most people write it."""

import json
import sqlite3
from collections.abc import Iterator

from lap import OTHERS, SECRET, SOQL, STORE, URL, USERNAME, Stopwatch, finish, make_store
from simple_salesforce import Salesforce

from fake_salesforce.patch import patched

make_store()
with patched(URL):
    stopwatch = Stopwatch()
    client = Salesforce(username=USERNAME, password=SECRET, security_token="", version="49.0")

    def rows() -> Iterator[tuple[int, str, str, str]]:
        """Yield the leads that have an address."""
        for record in client.query_all_iter(SOQL):
            if record["Email"]:
                values = json.dumps({name: record[name] for name in OTHERS})
                yield 1, record["Id"], record["Email"], values

    connection = sqlite3.connect(STORE)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executemany("INSERT INTO members VALUES (?, ?, ?, ?)", rows())
    connection.commit()
    seconds = stopwatch.seconds()
finish(seconds, generation=1)
