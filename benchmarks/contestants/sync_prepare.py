"""Imports the leads, and syncs the list for the first time."""

import json
import sys

from lap import FIELDS, SECRET, URL, USERNAME
from sync_race import LIST, opened

with opened() as connector:
    connector.connect(USERNAME, SECRET, login_url=URL)
    connector.import_list("leads", name=LIST, fields=FIELDS)
    report = connector.sync_list(LIST)
assert report.state == "complete", report
line = {"seconds": 0.0, "rows": report.rows_read, "checksum": "", "peak_kib": 0}
sys.stdout.write(json.dumps(line) + "\n")
