"""Pages as anybody would make them: SQLite's rows, a dict each, and json.dumps.

The pages are cut as the fake cuts them, from a list of row numbers, so that any page can be asked
for: what differs is how a record becomes text.
"""

import json
import sqlite3

from lap import DATA
from pages import FIELDS, PAGE_ROWS, Pages

URL = "/services/data/v49.0/sobjects/Lead/"

pages = Pages()
connection = sqlite3.connect(DATA)
connection.row_factory = sqlite3.Row
pages.start()
numbers = [
    row[0]
    for row in connection.execute(
        "SELECT _row FROM Lead WHERE IsDeleted = 0 ORDER BY upper(Company), Id"
    )
]
for begin in range(0, len(numbers), PAGE_ROWS):
    shown = numbers[begin : begin + PAGE_ROWS]
    found = {}
    for row in connection.execute(
        f"SELECT _row, {', '.join(FIELDS)}, Id AS RecordId FROM Lead"  # noqa: S608 - our own names
        " WHERE _row IN (SELECT value FROM json_each(?))",
        (json.dumps(shown),),
    ):
        record = {"attributes": {"type": "Lead", "url": URL + row["RecordId"]}}
        for name in FIELDS:
            record[name] = row[name]
        found[row["_row"]] = record
    is_last = begin + PAGE_ROWS >= len(numbers)
    page = {
        "totalSize": len(numbers),
        "done": is_last,
        "records": [found[each] for each in shown],
    }
    pages.made(json.dumps(page, ensure_ascii=False).encode())
    pages.start()
pages.finish()
