"""Every lead through the pages of ``query``."""

import json
from collections.abc import Iterator

from lap import URL
from transfer import BASE, DECODES, FIELDS, KEPT, SOQL, Caller


def rows(page: bytes) -> Iterator[list[str]]:
    """Read a page."""
    for each in json.loads(page)["records"]:
        yield [each[name] or "" for name in FIELDS]


def kept_rows() -> Iterator[list[str]]:
    """Read the pages that were kept."""
    with KEPT.open("rb") as kept:
        for line in kept:
            yield from rows(line)


caller = Caller()
with KEPT.open("wb") as kept:
    page = caller.ask("GET", f"{BASE}/query", params={"q": SOQL}).content
    while True:
        kept.write(page + b"\n")
        if DECODES:
            caller.take(rows(page))
        head = page[:300].partition(b'"nextRecordsUrl":"')[2].partition(b'"')[0].decode()
        if not head:
            break
        page = caller.ask("GET", URL + head).content
caller.finish(caller.stopwatch.seconds(), kept_rows())
