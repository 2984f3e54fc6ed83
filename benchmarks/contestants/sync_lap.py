"""One sync of the list: what was changed since the last is read, compared and applied."""

import json
import sys

from lap import Stopwatch
from memory import peak_kib
from sync_race import LIST, opened

with opened() as connector:
    connector.test()
    stopwatch = Stopwatch()
    report = connector.sync_list(LIST)
    seconds = stopwatch.seconds()
assert report.state == "complete", report
assert report.kind == "changes", report
line = {
    "seconds": seconds,
    "rows": report.changed,
    "checksum": f"{report.added} {report.left}",
    "peak_kib": peak_kib(),
}
sys.stdout.write(json.dumps(line) + "\n")
