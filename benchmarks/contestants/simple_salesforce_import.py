"""simple-salesforce ``query_all_iter`` and ``executemany``, as most people write it."""

import sqlite3

from lap import INSERT, SECRET, SOQL, STORE, URL, USERNAME, Stopwatch, finish, make_store, member
from simple_salesforce import Salesforce

from fake_salesforce.patch import patched

make_store()
with patched(URL):
    stopwatch = Stopwatch()
    client = Salesforce(username=USERNAME, password=SECRET, security_token="", version="49.0")
    rows = (row for each in client.query_all_iter(SOQL) if (row := member(each)) is not None)
    connection = sqlite3.connect(STORE)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executemany(INSERT, rows)
    connection.commit()
    seconds = stopwatch.seconds()
finish(seconds, generation=1)
