"""The floor: SQLite's own ATTACH and INSERT SELECT from the org's file. Nothing can be faster."""

import sqlite3

from lap import DATA, OTHERS, STORE, Stopwatch, finish, make_store

make_store()
pairs = ", ".join(f"'{name}', \"{name}\"" for name in OTHERS)
stopwatch = Stopwatch()
connection = sqlite3.connect(STORE, isolation_level=None)
connection.execute("PRAGMA synchronous = NORMAL")
connection.execute("ATTACH ? AS org", (str(DATA),))
connection.execute(
    "INSERT INTO members (generation, record_id, email, field_values)"  # noqa: S608 - our own names
    f" SELECT 1, Id, Email, json_object({pairs}) FROM org.Lead"
    " WHERE Email IS NOT NULL AND IsDeleted = 0 ORDER BY Id"
)
finish(stopwatch.seconds(), generation=1)
