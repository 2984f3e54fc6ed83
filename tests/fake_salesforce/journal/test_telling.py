from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, oauth_login, session_of, soap_login, soap_post
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.clock import SUMMER_20
from fake_salesforce.faults import Latency, QueryTimeout, Reset
from fake_salesforce.http.weather import Weather
from fake_salesforce.journal import Exchange, Journal, Told
from fake_salesforce.journal.redaction import redacted_headers, redacted_query, session_hash

LEAD = {"LastName": "Doe", "Company": "Example"}


def _told(path: str) -> Told:
    return Told(time=SUMMER_20, resource="x", method="GET", path=path, status=200)


def test_exchange_tells_headers_session_and_records(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, api: ApiClient
) -> None:
    """Besides request and answer an exchange has headers, session, records, calls and faults."""
    salesforce_org.populate(leads=5)
    salesforce_org.limits.query_page_rows = 3
    after = salesforce.journal.position
    page = api.query("SELECT Id FROM Lead", headers={"X-Mine": "yes"}).json()
    api.get(page["nextRecordsUrl"])
    lead = api.post("sobjects/Lead", json=LEAD).json()["id"]
    api.get(f"sobjects/Lead/{lead}")
    api.patch(f"sobjects/Lead/{lead}", json={"City": "x"})
    api.post("sobjects/Lead", json={})
    api.delete(f"sobjects/Lead/{lead}")
    salesforce_org.faults.add(QueryTimeout(), count=1)
    api.query("SELECT Id FROM Lead")
    soap_login(salesforce.url, user.username, user.secret)
    exchanges = salesforce.journal.find(after=after)
    assert [
        (each.resource, each.records_read, each.records_written, each.api_calls, each.faults)
        for each in exchanges
    ] == [
        ("query", 3, 0, 1, ()),
        ("query_more", 2, 0, 1, ()),
        ("row_create", 0, 1, 1, ()),
        ("row_get", 1, 0, 1, ()),
        ("row_update", 0, 1, 1, ()),
        ("row_create", 0, 0, 1, ()),
        ("row_delete", 0, 1, 1, ()),
        ("query", 0, 0, 0, ("query_timeout",)),
        ("soap", 0, 0, 0, ()),
    ]
    first = exchanges[0]
    assert first.query_string == "q=SELECT+Id+FROM+Lead"
    assert ("X-Mine", "yes") in first.request_headers
    assert ("Authorization", "Bearer (redacted)") in first.request_headers
    assert dict(first.response_headers)["Sforce-Limit-Info"] == "api-usage=1/115000"
    assert {each.session for each in exchanges[:-1]} == {session_hash(api.session_id)}
    assert exchanges[-1].session is None


def test_soap_calls_tell_their_session(
    salesforce: FakeSalesforce, user: User, api: ApiClient
) -> None:
    """A SOAP call with a session is told with the same hash as a REST call, and is an API call."""
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>'
        f'<SessionHeader xmlns="urn:partner.soap.sforce.com"><sessionId>{api.session_id}'
        "</sessionId></SessionHeader></e:Header><e:Body>"
        '<getUserInfo xmlns="urn:partner.soap.sforce.com"/></e:Body></e:Envelope>'
    )
    assert soap_post(salesforce.url, body).status_code == 200
    told = salesforce.journal.exchanges[-1]
    assert (told.session, told.username) == (session_hash(api.session_id), user.username)
    assert told.api_calls == 1
    assert api.session_id.partition("!")[2] not in repr(told)


def test_find_filters_by_everything_at_once(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, api: ApiClient
) -> None:
    """Conditions go together; each alone finds no more than what it says."""
    journal = salesforce.journal
    after = journal.position
    api.query("SELECT Id FROM Lead")
    api.query("SELECT Nothing__c FROM Lead")
    salesforce_org.clock.advance(seconds=10)
    later = salesforce_org.clock.now()
    salesforce_org.faults.add(Latency(seconds=1), count=1)
    api.get("nowhere")

    def numbers(**conditions: Any) -> list[int]:
        return [each.number - after for each in journal.find(after=after, **conditions)]

    assert numbers() == [1, 2, 3]
    assert numbers(resource="query") == [1, 2]
    assert numbers(status=400) == numbers(error_code="INVALID_FIELD") == [2]
    assert numbers(since=later) == numbers(fault="latency") == [3]
    assert numbers(username=user.username, org_id=salesforce_org.id, status=404) == [3]
    assert numbers(resource="query", since=later) == numbers(username="nobody") == []


def test_waiting_for_an_exchange(salesforce: FakeSalesforce) -> None:
    """What is there is found at once, what is to come is waited for, what never comes is told."""
    journal = salesforce.journal
    after = journal.position

    def ask(path: str) -> None:
        requests.get(salesforce.url + path, timeout=60)

    ask("/there")
    found = journal.wait_for(lambda each: each.path == "/there", seconds=60, after=after)
    asking = threading.Thread(target=ask, args=("/to-come",))
    asking.start()
    coming = journal.wait_for(lambda each: each.path == "/to-come", seconds=60, after=after)
    asking.join()
    assert found.number < coming.number
    with pytest.raises(TimeoutError, match="no such exchange within 0 seconds"):
        journal.wait_for(lambda each: each.path == "/never", seconds=0, after=after)


def test_following_yields_what_comes_until_the_end(salesforce: FakeSalesforce) -> None:
    """A follower sees each exchange of its block, in order, those before the end's end too."""
    with salesforce.journal.follow() as exchanges:
        for path in ("/a", "/b", "/c"):
            requests.get(salesforce.url + path, timeout=60)
        assert next(exchanges).path == "/a"
    requests.get(f"{salesforce.url}/d", timeout=60)
    assert [each.path for each in exchanges] == ["/b", "/c"]


@given(most=st.integers(1, 8), count=st.integers(0, 20))
def test_memory_is_bounded(most: int, count: int) -> None:
    """Only the last exchanges are kept; numbers and position go on."""
    journal = Journal(most_exchanges=most)
    for n in range(count):
        journal.answered(_told(f"/{n}"))
    assert journal.position == count
    expected = list(range(max(count - most, 0) + 1, count + 1))
    assert [each.number for each in journal.exchanges] == expected


@given(
    secret=st.text("abcdefXYZ0123456789", min_size=8, max_size=20),
    name=st.sampled_from(["password", "client_secret", "Refresh_Token", "%70assword", "sid"]),
    before=st.sampled_from(["", "a=b&", "grant_type=password&"]),
)
def test_query_strings_lose_their_secrets(secret: str, name: str, before: str) -> None:
    """A parameter that holds a secret is told without it, whatever its case or escapes."""
    text = redacted_query(f"{before}{name}={secret}&z=1")
    assert text == f"{before}{name}=(redacted)&z=1"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("Authorization", "Bearer 00D000000000001!AQ.x", "Bearer (redacted)"),
        ("authorization", "Basic dXNlcjpwYXNz", "Basic (redacted)"),
        ("Authorization", "secret", "(redacted)"),
        ("Cookie", "sid=00D000000000001!AQ.x; a=b", "(redacted)"),
        ("X-SFDC-Session", "00D000000000001!AQ.x", "(redacted)"),
        ("Referer", "http://x/?sid=00D000000000001!AQ.x", "http://x/?sid=(session id)"),
        ("Accept", "*/*", "*/*"),
    ],
)
def test_headers_lose_their_secrets(name: str, value: str, told: str) -> None:
    """What carries a session or a password is told without it; of a scheme the word is left."""
    assert redacted_headers([(name, value)]) == ((name, told),)


def test_signature_of_a_token_is_not_told(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """What the token endpoint signs with the client secret stays out of the journal."""
    answer = oauth_login(salesforce.url, salesforce_org, user.username, user.secret).json()
    told = json.loads(salesforce.journal.exchanges[-1].response)
    assert told == answer | {"signature": "(signature)", "access_token": "(session id)"}


def test_token_request_in_the_url_is_told_without_secrets(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """A client that puts its password into the URL finds none of it in the journal."""
    requests.post(
        f"{salesforce.url}/services/oauth2/token",
        params={"password": user.secret, "client_secret": salesforce_org.client_secret},
        timeout=60,
    )
    told = repr(salesforce.journal.exchanges[-1])
    assert user.secret not in told
    assert salesforce_org.client_secret not in told


def test_json_lines_and_har_tell_every_exchange() -> None:
    """Both files have each exchange with its request and answer, and no port and no secret."""
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org()
        user = org.create_user("har@example.com")
        client = ApiClient(salesforce.url, session_of(salesforce.url, user))
        oauth_login(salesforce.url, org, user.username, user.secret)
        client.query("SELECT Id FROM Lead WHERE Company = 'A & B'")
        client.post("sobjects/Lead", json=LEAD)
        org.faults.add(Reset(), count=1)
        with pytest.raises(requests.ConnectionError):
            client.get("sobjects")
        exchanges = salesforce.journal.exchanges
        lines = [json.loads(each) for each in salesforce.json_lines().splitlines()]
        log = json.loads(salesforce.har())["log"]
        only = salesforce.json_lines(salesforce.journal.find(resource="query"))
        port = str(salesforce._server.port if salesforce._server else "")
        client.close()
    assert [each["number"] for each in lines] == [each.number for each in exchanges]
    assert json.loads(only) == lines[2]
    for text in (json.dumps(lines), json.dumps(log)):
        assert f":{port}" not in text
        assert user.secret not in text
        assert client.session_id.partition("!")[2] not in text
    assert log["version"] == "1.2"
    assert {"name", "version"} == log["creator"].keys()
    query = log["entries"][2]
    assert query["request"]["url"].startswith("{origin}/services/data/v49.0/query?q=SELECT")
    (parameter,) = query["request"]["queryString"]
    assert parameter == {"name": "q", "value": "SELECT Id FROM Lead WHERE Company = 'A & B'"}
    assert query["response"]["content"]["mimeType"] == "application/json;charset=UTF-8"
    created = log["entries"][3]
    assert json.loads(created["request"]["postData"]["text"]) == LEAD
    assert created["response"]["statusText"] == "Created"
    broken = log["entries"][4]
    assert (broken["response"]["status"], broken["_faults"]) == (0, ["reset"])
    for each in log["entries"]:
        assert each.keys() >= {"startedDateTime", "time", "request", "response", "cache", "timings"}
        assert each["startedDateTime"] == SUMMER_20.isoformat()


def test_data_of_an_exchange_is_plain(salesforce: FakeSalesforce, api: ApiClient) -> None:
    """What an exchange tells as data survives JSON, and has every field."""
    api.get("sobjects")
    exchange = salesforce.journal.exchanges[-1]
    data = json.loads(json.dumps(exchange.data()))
    assert data["time"] == exchange.time.isoformat()
    assert data.keys() == set(Exchange.__dataclass_fields__)


def test_crash_in_a_fault_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure of the fake while it spoils an answer is a crash as any other, and an exchange."""

    def fail(*_: object, **__: object) -> None:
        message = "on purpose"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(Weather, "_wait", fail)
    salesforce = FakeSalesforce()
    with salesforce:
        salesforce.add_fault(Latency(seconds=1), phase="after")
        answer = requests.get(f"{salesforce.url}/services/data", timeout=60)
        assert answer.status_code == 500
        assert [type(each) for each in salesforce.journal.crashes] == [ZeroDivisionError]
        assert salesforce.journal.exchanges[-1].status == 500
        with pytest.raises(Exception, match="failed 1 time"):
            salesforce.journal.raise_crash()
    assert timedelta(0) == salesforce.clock.now() - SUMMER_20
