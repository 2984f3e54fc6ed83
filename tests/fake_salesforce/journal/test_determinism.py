from __future__ import annotations

import json

import requests

from fake_clients import ApiClient, oauth_login, session_of, soap_login
from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import (
    AnswerLost,
    ErrorPage,
    Latency,
    Match,
    Reset,
    ServerUnavailable,
    SessionExpiry,
    SlowDrip,
    TruncatedBody,
    TruncatedGzip,
    UnableToLockRow,
)

LEAD = {"LastName": "Doe", "Company": "Example"}


def _stage(salesforce: FakeSalesforce) -> None:
    """Stage faults of every kind of ending, some by chance."""
    org = salesforce.orgs[0]
    salesforce.add_fault(Latency(seconds=3), match=Match(every=5))
    salesforce.add_fault(ServerUnavailable(), match=Match(resource="soap", nth=2))
    faults = org.faults
    faults.add(Reset(), match=Match(resource="query", probability=0.3))
    faults.add(TruncatedBody(), match=Match(resource="query", probability=0.3))
    faults.add(SlowDrip(piece_bytes=50), match=Match(resource="query", probability=0.3))
    faults.add(AnswerLost(), match=Match(resource="row_create", nth=2))
    faults.add(
        AnswerLost(), match=Match(resource="row_create", nth=3), phase="late", seconds_late=60
    )
    faults.add(UnableToLockRow(), match=Match(resource="row_update", nth=1))
    faults.add(ErrorPage(), match=Match(resource="describe"))
    faults.add(TruncatedGzip(), match=Match(resource="limits"))
    faults.add(SessionExpiry(), match=Match(resource="query_more", nth=2), phase="after")


def _drive(salesforce: FakeSalesforce) -> str:
    """Log in, read, write, page, be refused, meet faults; return the journal as JSON lines."""
    org = salesforce.create_org()
    org.limits.query_page_rows = 3
    org.settings.compresses_answers = True
    user = org.create_user("driver@example.com")
    org.populate(leads=10, seed=3)
    _stage(salesforce)
    soap_login(salesforce.url, user.username, "wrong")
    soap_login(salesforce.url, user.username, user.secret)
    oauth_login(salesforce.url, org, user.username, user.secret)
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    lead = org.create("Lead", LEAD)
    steps = [
        *(("GET", "query?q=SELECT+Id,Email+FROM+Lead", None) for _ in range(20)),
        *(("POST", "sobjects/Lead", LEAD) for _ in range(4)),
        *(("PATCH", f"sobjects/Lead/{lead}", {"City": f"{n}"}) for n in range(2)),
        ("GET", "sobjects/Lead/describe", None),
        ("GET", "limits", None),
        ("DELETE", f"sobjects/Lead/{lead}", None),
        ("GET", "nowhere", None),
    ]
    for method, path, body in steps:
        try:
            client.request(method, path, json=body)
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
            client.get("/services/data")
    for each in org.faults.staged:
        if each.match.resource == "query":
            org.faults.remove(each.number)
    page = client.query("SELECT Id FROM Lead").json()
    for _ in range(4):
        page = client.get(page["nextRecordsUrl"]).json()
        if isinstance(page, list):
            break
    org.clock.advance(minutes=5)
    client.close()
    return salesforce.json_lines()


def _run(seed: int) -> str:
    with FakeSalesforce(seed=seed, tick_seconds=1) as salesforce:
        return _drive(salesforce)


def test_two_runs_of_one_seed_have_equal_journals() -> None:
    """One client, driven alike twice, with faults of all sorts: byte for byte the same journal."""
    first, second = _run(7), _run(7)
    assert first == second
    lines = [json.loads(each) for each in first.splitlines()]
    struck = {kind for each in lines for kind in each["faults"]}
    assert struck == {
        "latency",
        "server_unavailable",
        "reset",
        "truncated_body",
        "slow_drip",
        "answer_lost",
        "unable_to_lock_row",
        "error_page",
        "truncated_gzip",
        "session_expiry",
    }
    assert {each["delivery"] for each in lines} == {"whole", "part", "none"}
    assert [each["number"] for each in lines] == list(range(1, len(lines) + 1))
    assert any(each["is_late"] for each in lines)
    assert "{origin}/services/Soap/u/49.0" in first
    assert "127.0.0.1" not in first.replace('"127.0.0.1"', "")


def test_another_seed_meets_other_faults() -> None:
    """The same client meets another weather under another seed."""
    assert _run(7) != _run(8)
