"""What those share who move leads out of an org or into it: a session, the stopwatch, the line.

What comes is kept in a file while the stopwatch runs, and compared afterwards. Where records are to
be decoded too, each contestant makes lists of texts of them, of the same fields in the same order.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import requests
from lap import SECRET, URL, USERNAME, Stopwatch
from memory import peak_kib

FIELDS = (
    *("City", "Company", "Email", "FirstName", "Id", "LastName", "LeadSource", "Phone"),
    *("Status", "Title"),
)
"""What is read of each lead, in the order in which Bulk API of v49.0 gives columns."""
SOQL = f"SELECT {', '.join(FIELDS)} FROM Lead ORDER BY Id"  # noqa: S608 - our own names
ROWS_IN = int(os.environ.get("BENCH_ROWS_IN", "20000"))
DECODES = os.environ.get("BENCH_DECODES") == "yes"
"""Whether records are decoded while the stopwatch runs."""
BASE = f"{URL}/services/data/v49.0"
KEPT = Path(sys.argv[1]) / "kept"
_SECONDS = 3600
_LOGIN = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
    '<login xmlns="urn:partner.soap.sforce.com"><username>{}</username><password>{}</password>'
    "</login></e:Body></e:Envelope>"
)


class Caller:
    """A session of the API over one connection; it takes answers plain."""

    def __init__(self) -> None:
        self._http = requests.Session()
        self._http.trust_env = False
        answer = self._http.post(
            f"{URL}/services/Soap/u/49.0",
            data=_LOGIN.format(USERNAME, SECRET).encode(),
            headers={"Content-Type": "text/xml", "SOAPAction": "login"},
            timeout=_SECONDS,
        )
        found = re.search("<sessionId>([^<]*)", answer.text)
        assert found is not None, answer.text
        self._http.headers["Authorization"] = f"Bearer {found[1]}"
        self._http.headers["Accept-Encoding"] = "identity"
        self.stopwatch = Stopwatch()

    def ask(self, method: str, url: str, **kwargs: object) -> requests.Response:
        """Send a request; what is refused ends the lap."""
        response = self._http.request(method, url, timeout=_SECONDS, **kwargs)  # type: ignore[arg-type] # requests' own
        response.raise_for_status()
        return response

    def take(self, rows: Iterable[Sequence[str]]) -> None:
        """Take decoded records; none is held."""
        for _ in rows:
            pass

    def finish(self, seconds: float, rows: Iterable[Sequence[str]]) -> None:
        """Print the lap: seconds, rows, a checksum over every value, the peak memory."""
        peak = peak_kib()
        digest = hashlib.sha256()
        count = 0
        for row in rows:
            digest.update(json.dumps(list(row)).encode())
            count += 1
        line = {
            "seconds": seconds,
            "rows": count,
            "checksum": digest.hexdigest(),
            "peak_kib": peak,
        }
        sys.stdout.write(json.dumps(line) + "\n")

    def made(self) -> Iterator[tuple[str, ...]]:
        """Return the leads that were put in, by what they are called, a page at a time."""
        url = f"{BASE}/query"
        soql = "SELECT LastName, Company, Email FROM Lead WHERE City = 'Bench' ORDER BY LastName"
        page = self.ask("GET", url, params={"q": soql}).json()
        while True:
            for each in page["records"]:
                yield each["LastName"], each["Company"], each["Email"]
            if page["done"]:
                return
            page = self.ask("GET", URL + page["nextRecordsUrl"]).json()


def new_lead(number: int) -> dict[str, str]:
    """Return one of the leads that are put in."""
    return {
        "LastName": f"Lead {number:07d}",
        "Company": f"Company {number % 977}",
        "Email": f"lead{number}@example.com",
        "City": "Bench",
    }
