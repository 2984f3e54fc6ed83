"""An org that is crawled: every route of the URL map, with what its path parameters may be.

The samples go by the name of a path parameter. A parameter that has none is an error that says so:
a new route is crawled by itself, or fails until its parameters are known here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.routing import Map, Rule
from werkzeug.test import TestResponse

from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.app import create_app
from fake_salesforce.login.hosts import own_host
from fake_salesforce.profiles import Rights

SENTINEL = "Sentinel4711"
"""Stands in the records that only the org's own users may read."""
_NO_RECORD = "00Q00000000ZZZZAAZ"


class NoSampleError(AssertionError):
    """A path has a parameter of which nobody said what it may be."""


@dataclass(frozen=True)
class Samples:
    """What a path parameter may be: a right value, and wrong ones."""

    good: str
    bad: tuple[str, ...]


@dataclass
class Crawled:
    """An org, its application, and the sessions that come to it."""

    salesforce: FakeSalesforce
    org: Org
    client: FlaskClient
    url_map: Map
    host: str
    sessions: Mapping[str, str | None]
    """By whose it is; None is no session at all."""
    samples: Mapping[str, Samples]

    def send(self, method: str, path: str, *, who: str = "own", **kwargs: Any) -> TestResponse:
        """Send a request to the org's own host, as somebody."""
        headers = {"Host": self.host}
        session = self.sessions[who]
        if session is not None:
            headers["Authorization"] = f"Bearer {session}"
        headers |= kwargs.pop("headers", {})
        return self.client.open(path, method=method, headers=headers, **kwargs)

    def path(self, rule: Rule, **changes: str) -> str:
        """Return the path of a rule with right parameters, but for the changes."""
        values = {each: self._sample(rule, each).good for each in rule.arguments} | changes
        return "".join(
            quote(values[part], safe="/" if rule.endpoint == "layouts" else "") if dynamic else part
            for dynamic, part in parts(rule)
        )

    def wrong_paths(self, rule: Rule) -> Iterator[str]:
        """Return the paths with one parameter wrong."""
        for name in sorted(rule.arguments):
            for value in self._sample(rule, name).bad:
                yield self.path(rule, **{name: value})

    def _sample(self, rule: Rule, name: str) -> Samples:
        if name not in self.samples:
            message = (
                f"{rule.rule} has the path parameter <{name}>, of which tests/support/crawled.py"
                " knows no sample: add a right value and wrong ones to `_samples`"
            )
            raise NoSampleError(message)
        return self.samples[name]


def parts(rule: Rule) -> Iterator[tuple[bool, str]]:
    """Return the parts of a rule, and whether each is a parameter."""
    rest = rule.rule
    while rest:
        before, opened, rest = rest.partition("<")
        if before:
            yield False, before
        if opened:
            inside, _, rest = rest.partition(">")
            yield True, inside.rpartition(":")[2]


def crawled(salesforce: FakeSalesforce) -> Crawled:
    """Stage the org that is crawled, in a fake that serves nobody else."""
    app = create_app(salesforce)
    org = salesforce.create_org("Crawled")
    org.limits.daily_api_requests = 10**9
    org.settings.session_timeout_minutes = 1440
    org.limits.query_page_rows = 1
    other = salesforce.create_org("Other")
    org.add_field("Lead", "Key__c", type="Text", length=40, external_id=True, unique=True)
    org.share_by_default("Lead", "None")
    user = org.create_user("own@example.com")
    weak = org.create_user("weak@example.com", profile="Minimum Access - Salesforce")
    rights = org.permission_set("Weak")
    rights.take(Rights(name="Weak", permissions=frozenset({"ApiEnabled"}), objects={}, fields={}))
    weak.assign(rights)
    stranger = other.create_user("stranger@example.com")
    ended = org.open_session(user.id, client="ended")
    org.sessions.end_one(org.use_session(ended))
    sessions = {
        "own": org.open_session(user.id, client="crawl"),
        "weak": org.open_session(weak.id, client="crawl"),
        "stranger": other.open_session(stranger.id, client="crawl"),
        "ended": ended,
        "garbage": f"{org.id[:15]}!garbage",
        "nobody": None,
    }
    app.testing = False
    staged = Crawled(
        salesforce, org, app.test_client(), app.url_map, own_host(org), sessions, samples={}
    )
    staged.samples = _samples(staged, user.id)
    return staged


def _samples(staged: Crawled, user_id: str) -> Mapping[str, Samples]:
    org = staged.org
    lead = org.create("Lead", {"LastName": SENTINEL, "Company": SENTINEL, "Key__c": "key"})
    org.create("Lead", {"LastName": "Second", "Company": "Second"})
    account = org.create("Account", {"Name": SENTINEL})
    folder = org.add_report_folder("Private")
    report = org.add_report(SENTINEL, sobject="Lead", columns=["Id", "LastName"], folder_id=folder)
    base = "/services/data/v49.0"

    def asked(method: str, path: str, **kwargs: Any) -> Any:
        response = staged.send(method, f"{base}/{path}", **kwargs)
        assert response.status_code < 300, response.text
        return response.get_json()

    page = asked("GET", "query", query_string={"q": "SELECT Id FROM Lead"})
    ingest = asked("POST", "jobs/ingest", json={"object": "Lead", "operation": "insert"})
    instance = asked("POST", f"analytics/reports/{report}/instances")
    names = ("lead", "Nope__c", "Case", "Lead'", "%00", "\N{PILE OF POO}", "Lead;drop", "a" * 300)
    return {
        "version": Samples("49.0", ("48.0", "20.0", "99.0", "49", "x", "٤٩.0", "50.0", "67.0")),
        "name": Samples("Lead", names),
        "record_id": Samples(lead, _wrong_ids(lead, account)),
        "relationship": Samples("Owner", ("owner", "Nope__r", "Name", "", "'", "a" * 300)),
        "field_name": Samples("Key__c", ("key__C", "Nope__c", "Name", "Id", "'", "%", "a" * 300)),
        "value": Samples("key", ("KEY", "nope", "", "'", "%", "\x00", "a" * 3000, lead, account)),
        "layouts": Samples("layouts", ("", "a/b/c", "012000000000000AAA")),
        "user_id": Samples(user_id, _wrong_ids(user_id, account)),
        "locator": Samples(
            page["nextRecordsUrl"].rsplit("/", 1)[-1],
            ("01g", "01g000000000001AAA-0", "01g000000000001AAA-" + "9" * 40, "-", lead, "x-1"),
        ),
        "job_id": Samples(ingest["id"], _wrong_ids(ingest["id"], account)),
        "which": Samples("failedResults", ("FAILEDRESULTS", "nope", "'", "batches")),
        "report_id": Samples(report, _wrong_ids(report, account)),
        "instance_id": Samples(instance["id"], _wrong_ids(instance["id"], account)),
        "letter": Samples("u", ("c", "m", "x")),
        "organization_id": Samples(org.id, (org.id[:15], "00D000000000001AAA", "x", account)),
    }


def _wrong_ids(right: str, other: str) -> tuple[str, ...]:
    broken = right.swapcase()
    return (
        right[:15],
        other,
        f"{right[:3]}00000000ZZZZ",
        _NO_RECORD,
        broken,
        right[:14],
        f"{right}A",
        "x",
        "'",
        "\x00",
        "é" * 18,
        "0" * 18,
    )


BODIES: tuple[tuple[str, str | None, bytes], ...] = (
    ("nothing", None, b""),
    ("an empty object", "application/json", b"{}"),
    ("a list", "application/json", b"[]"),
    ("null", "application/json", b"null"),
    ("a number", "application/json", b"1e999"),
    ("a text", "application/json", b'"x"'),
    ("no JSON", "application/json", b"{no"),
    ("no number", "application/json", b'{"LastName": NaN, "Company": Infinity}'),
    ("unknown names", "application/json", b'{"Nope__c": 1, "attributes": {"type": "Nope"}}'),
    (
        "wrong types",
        "application/json",
        (
            b'{"LastName": {"a": []}, "records": 1, "ids": 7, "object": [], "operation": {},'
            b' "query": 1, "state": [], "compositeRequest": {}, "batchRequests": "x",'
            b' "reportMetadata": 4, "allOrNone": "x", "NewPassword": 5}'
        ),
    ),
    (
        "lists of the wrong things",
        "application/json",
        (
            b'{"records": [1, null, {}, {"attributes": 3}], "ids": [null, 1, {}], "fields": [1],'
            b' "compositeRequest": [1, {"method": 1, "url": [], "referenceId": {}}],'
            b' "batchRequests": [null, {"method": "GET"}], "reportMetadata": {"reportFilters": 1}}'
        ),
    ),
    ("deep", "application/json", b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
    ("deep lists", "application/json", b"[" * 100_000),
    ("huge", "application/json", b'{"LastName": "' + b"x" * 2_000_000 + b'"}'),
    ("a long number", "application/json", b'{"LastName": ' + b"9" * 5_000 + b"}"),
    ("Latin-1", "application/json", '{"LastName": "é"}'.encode("latin-1")),
    ("UTF-16", "application/json", '{"LastName": "é"}'.encode("utf-16")),
    ("half a surrogate", "application/json", b'{"LastName": "\\ud800", "Company": "\\u0000"}'),
    ("a name twice", "application/json", b'{"LastName": "a", "LastName": "b"}'),
    ("XML", "application/xml", b"<Lead><LastName>x</LastName></Lead>"),
    ("a form", "application/x-www-form-urlencoded", b"LastName=x&LastName=y&%zz=%ff"),
    ("CSV", "text/csv", b'LastName,Company\n"x,\n'),
    ("multipart without a boundary", "multipart/form-data", b"--x\r\n"),
    ("multipart of nothing", "multipart/form-data; boundary=x", b"--x--\r\n"),
    ("no such type", "no/such; charset=no-such", b"\xff\xfe\x00"),
)
"""Bodies by what they are, with their content type."""
_PACKED = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
CODINGS: tuple[tuple[str, Mapping[str, str], bytes], ...] = (
    ("gzip that is none", _PACKED, b"{}"),
    ("gzip that ends", _PACKED, b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"),
    ("another coding", _PACKED | {"Content-Encoding": "br"}, b"{}"),
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


def rules() -> list[Rule]:
    """Return every rule of the URL map; rules that differ in nothing but methods stand alone."""
    app = create_app(FakeSalesforce())
    return sorted(app.url_map.iter_rules(), key=lambda each: (each.rule, each.endpoint))


def allowed_methods(url_map: Map) -> dict[str, frozenset[str]]:
    """Return the methods that each path takes, over all its rules."""
    found: dict[str, frozenset[str]] = {}
    ordered = sorted(url_map.iter_rules(), key=lambda each: each.rule)
    for path, same in itertools.groupby(ordered, key=lambda each: each.rule):
        found[path] = frozenset().union(*(each.methods or () for each in same))
    return found
