"""One sync of the list: what was changed since the last is read, compared and applied."""

import json
import sys
from typing import Any

import requests
from lap import Stopwatch
from memory import peak_kib
from sync_race import LIST, opened

waits: list[float] = []
send = requests.Session.send


def timed(self: requests.Session, request: requests.PreparedRequest, **options: Any) -> Any:  # noqa: ANN401 - as requests has it
    """Send, and note how long the answer's beginning took."""
    stopwatch = Stopwatch()
    try:
        return send(self, request, **options)
    finally:
        waits.append(stopwatch.seconds())


requests.Session.send = timed  # type: ignore[method-assign] # of this process alone
with opened() as connector:
    connector.test()
    waits.clear()
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
    "waited": sum(waits),
}
sys.stdout.write(json.dumps(line) + "\n")
