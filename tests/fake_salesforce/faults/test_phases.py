from __future__ import annotations

import socket
import threading
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from fake_clients import ApiClient, element, oauth_login, session_of, soap_login
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.app import create_app
from fake_salesforce.clock import SUMMER_20, to_wire
from fake_salesforce.faults import (
    FAULTS,
    AnswerLost,
    ConnectionRefused,
    Latency,
    Outage,
    ProxyPage,
    QueryTimeout,
    Reset,
    ServerUnavailable,
    SessionExpiry,
    SlowDrip,
    TruncatedGzip,
    UnableToLockRow,
)
from wire_eye import look

LEAD = {"LastName": "Doe", "Company": "Example"}


def _count(org: Org) -> int:
    return len(org.query("SELECT Id FROM Lead"))


@pytest.mark.parametrize("fault", [AnswerLost(), Reset(), ProxyPage(), UnableToLockRow()])
@pytest.mark.parametrize(("phase", "committed"), [("before", 0), ("after", 1), ("late", 0)])
def test_phase_decides_what_is_committed(
    salesforce_org: Org, api: ApiClient, fault: Any, phase: str, committed: int
) -> None:
    """Before, nothing is written; after, all is, though the client cannot see it."""
    salesforce_org.faults.add(fault, match={"resource": "row_create"}, phase=phase, count=1)
    try:
        assert not api.post("sobjects/Lead", json=LEAD).text.startswith('{"id":')
    except requests.ConnectionError:
        assert fault.needs_wire
    assert _count(salesforce_org) == committed
    assert api.post("sobjects/Lead", json=LEAD).status_code == 201
    assert _count(salesforce_org) == committed + 1


def test_late_commit_has_its_own_time() -> None:
    """A late request is committed when the clock gets there, with the stamp of that instant."""
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org()
        user = org.create_user("late@example.com")
        api = ApiClient(salesforce.url, session_of(salesforce.url, user))
        org.faults.add(
            AnswerLost(), match={"method": "POST"}, phase="late", seconds_late=90, count=1
        )
        with pytest.raises(requests.ConnectionError):
            api.post("sobjects/Lead", json=LEAD)
        org.clock.advance(seconds=89)
        assert _count(org) == 0
        org.clock.advance(days=1)
        (lead,) = org.query("SELECT CreatedDate, CreatedById FROM Lead")
        due = SUMMER_20.replace(minute=1, second=30)
        assert lead == {"CreatedDate": to_wire(due), "CreatedById": user.id}
        lost, late = salesforce.journal.find(resource="row_create")
        assert (lost.status, lost.delivery, lost.is_late) == (0, "none", False)
        assert (late.status, late.time, late.is_late) == (201, due, True)
        assert lost.username == late.username == user.username
        api.close()


def test_what_is_late_comes_to_nothing_when_the_fake_closes() -> None:
    """A clock that outlives its fake commits nothing for it."""
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org()
        user = org.create_user("late@example.com")
        api = ApiClient(salesforce.url, session_of(salesforce.url, user))
        org.faults.add(AnswerLost(), match={"method": "POST"}, phase="late", count=1)
        with pytest.raises(requests.ConnectionError):
            api.post("sobjects/Lead", json=LEAD)
        api.close()
    salesforce.clock.advance(days=1)
    assert len(salesforce.journal.find(resource="row_create")) == 1


def test_session_expiry_at_the_third_page(
    salesforce_org: Org, user: User, api: ApiClient, salesforce: FakeSalesforce
) -> None:
    """The session of the n-th page ends for good; a new login goes on."""
    salesforce_org.populate(leads=10)
    salesforce_org.limits.query_page_rows = 2
    salesforce_org.faults.add(SessionExpiry(), match={"resource": "query_more", "nth": 3})
    page = api.query("SELECT Id FROM Lead").json()
    statuses = []
    for _ in range(4):
        answer = api.get(page["nextRecordsUrl"])
        statuses.append(answer.status_code)
        page = answer.json() if answer.status_code == 200 else page
    assert statuses == [200, 200, 401, 401]
    again = ApiClient(salesforce.url, session_of(salesforce.url, user))
    assert again.get(page["nextRecordsUrl"]).status_code == 200
    again.close()


def test_session_expiry_afterwards_spares_the_call(salesforce_org: Org, api: ApiClient) -> None:
    """After the call its session is gone: this one is answered, the next is not."""
    salesforce_org.faults.add(SessionExpiry(), phase="after", count=1)
    assert api.get("sobjects").status_code == 200
    assert api.get("sobjects").status_code == 401


def test_soap_and_oauth_are_refused_in_their_own_form(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """A refusal is a fault to SOAP, and matches by the username that wants in."""
    salesforce_org.faults.add(ServerUnavailable(), match={"username": user.username})
    soap = soap_login(salesforce.url, user.username, user.secret)
    assert (soap.status_code, element(soap.text, "sf:exceptionCode")) == (500, "SERVER_UNAVAILABLE")
    oauth = oauth_login(salesforce.url, salesforce_org, user.username, user.secret)
    assert (oauth.status_code, oauth.json()[0]["errorCode"]) == (503, "SERVER_UNAVAILABLE")
    other = salesforce_org.create_user("other@example.com")
    assert soap_login(salesforce.url, other.username, other.secret).status_code == 200


def test_fault_concerns_only_what_can_go_wrong_so(salesforce_org: Org, api: ApiClient) -> None:
    """A time-out of queries leaves describes alone, a lock leaves reads alone."""
    salesforce_org.faults.add(QueryTimeout())
    salesforce_org.faults.add(UnableToLockRow())
    assert api.get("sobjects").status_code == 200
    assert api.query("SELECT Id FROM Lead").json()[0]["errorCode"] == "QUERY_TIMEOUT"
    assert api.post("sobjects/Lead", json=LEAD).json()[0]["errorCode"] == "UNABLE_TO_LOCK_ROW"


@pytest.mark.parametrize(
    ("soql", "is_struck"),
    [
        ("SELECT Id FROM Lead", True),
        ("SELECT Id FROM Contact WHERE Id IN (SELECT ContactId FROM CampaignMember)", False),
        ("SELECT Id, (SELECT Id FROM Contacts) FROM Account", False),
        ("select Id from lead where Company = 'FROM Contact'", True),
    ],
)
def test_object_of_a_query_is_its_outer_from(
    salesforce_org: Org, api: ApiClient, soql: str, *, is_struck: bool
) -> None:
    """A match by object looks at the query's FROM, not at those of its subqueries."""
    salesforce_org.faults.add(QueryTimeout(), match={"object": "Lead"})
    assert (api.query(soql).status_code == 400) == is_struck


def test_faults_of_one_org_leave_the_others_alone(
    salesforce: FakeSalesforce, api: ApiClient
) -> None:
    """An org's fault strikes its own calls, the server's strike everybody's."""
    with salesforce.create_org("Other Org") as other:
        other.faults.add(QueryTimeout())
        assert api.query("SELECT Id FROM Lead").status_code == 200
        stranger = other.create_user("stranger@example.com")
        client = ApiClient(salesforce.url, session_of(salesforce.url, stranger))
        assert client.query("SELECT Id FROM Lead").status_code == 400
        number = salesforce.add_fault(QueryTimeout())
        assert api.query("SELECT Id FROM Lead").status_code == 400
        salesforce.faults.remove(number)
        client.close()
    assert api.query("SELECT Id FROM Lead").status_code == 200


def test_latency_moves_the_clock_only() -> None:
    """On a clock that stands still the time of a latency goes by at once."""
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org()
        api = ApiClient(salesforce.url, session_of(salesforce.url, org.create_user("a@b.example")))
        org.faults.add(Latency(seconds=86_000))
        org.settings.session_timeout_minutes = 1440
        assert api.get("sobjects").headers["Date"] == "Tue, 21 Jul 2020 08:53:20 GMT"
        api.close()


def test_real_latency_waits_until_the_client_hangs_up(
    salesforce: FakeSalesforce, salesforce_org: Org, api: ApiClient
) -> None:
    """A client's own time-out is met on the socket; the server is free again at once."""
    salesforce_org.faults.add(Latency(seconds=3000, real=True), count=1)
    with pytest.raises(requests.ReadTimeout):
        requests.get(
            f"{salesforce.url}/services/data/v49.0/sobjects",
            headers={"Authorization": f"Bearer {api.session_id}"},
            timeout=0.05,
        )
    met = salesforce.journal.wait_for(
        lambda each: "latency" in each.faults and each.org_id == salesforce_org.id, seconds=60
    )
    assert met.delivery == "none"
    assert api.get("sobjects").status_code == 200


def test_slow_drip_pauses_between_pieces() -> None:
    """The first piece is at the client before the time of the first pause goes by."""
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org()
        session_id = org.open_session(org.create_user("a@b.example").id, client="raw")
        org.faults.add(SlowDrip(seconds=10, piece_bytes=7))
        has_first = threading.Event()

        def wait_for_the_client() -> None:
            assert has_first.wait(60)

        org.clock.at(SUMMER_20.replace(second=10), wait_for_the_client)
        seen: list[bytes] = []
        address = urlsplit(salesforce.url)
        with socket.create_connection((address.hostname, address.port), timeout=60) as raw:
            raw.sendall(
                b"GET /services/data/v49.0/query?q=SELECT+Id+FROM+Lead HTTP/1.1\r\nHost: x\r\n"
                b"Connection: close\r\nAuthorization: Bearer " + session_id.encode() + b"\r\n\r\n"
            )
            text = b""
            while not text.partition(b"\r\n\r\n")[2]:
                text += raw.recv(65536)
            seen.append(text.partition(b"\r\n\r\n")[2])
            has_first.set()
            while piece := raw.recv(65536):
                seen.append(piece)
        assert seen[0] == b'{"total'
        assert b"".join(seen) == b'{"totalSize":0,"done":true,"records":[]}'
        assert org.clock.now() == SUMMER_20.replace(second=50)


def test_refused_connections_end_with_their_time() -> None:
    """Nobody listens until the clock has got there; then it is the same address again."""
    with FakeSalesforce() as salesforce:
        url = salesforce.url
        kept = requests.Session()
        assert kept.get(f"{url}/services/data", timeout=60).status_code == 200
        salesforce.add_fault(ConnectionRefused(seconds=30))
        for client in (kept, requests):
            with pytest.raises(requests.ConnectionError):
                client.get(f"{url}/services/data", timeout=60)
        assert look(url, "GET", "/services/data", headers={}).end == "refused"
        salesforce.clock.advance(seconds=29)
        assert look(url, "GET", "/services/data", headers={}).end == "refused"
        salesforce.clock.advance(seconds=1)
        assert salesforce.url == url
        assert kept.get(f"{url}/services/data", timeout=60).status_code == 200
        kept.close()
        assert salesforce.faults.staged == ()


def test_outage_may_be_staged_before_the_server_starts() -> None:
    """A fake that is entered with the fault staged takes no connection until it is removed."""
    fake = FakeSalesforce()
    number = fake.add_fault(ConnectionRefused())
    with fake:
        assert look(fake.url, "GET", "/services/data", headers={}).end == "refused"
        fake.faults.remove(number)
        assert look(fake.url, "GET", "/services/data", headers={}).status == 200


def test_truncated_gzip_is_compressed_by_the_clock(
    salesforce_org: Org, salesforce: FakeSalesforce, api: ApiClient
) -> None:
    """What is left of it is the beginning of the whole answer's gzip."""
    salesforce_org.faults.add(TruncatedGzip(share=0.9), count=1)
    target = "/services/data/v49.0/limits"
    seen = look(
        salesforce.url, "GET", target, headers={"Authorization": f"Bearer {api.session_id}"}
    )
    assert seen.body[:4] == b"\x1f\x8b\x08\x00"
    assert int.from_bytes(seen.body[4:8], "little") == int(salesforce.clock.now().timestamp())
    assert len(seen.body) == seen.announced


@pytest.mark.parametrize("kind", [each for each in FAULTS if not issubclass(each, Outage)])
def test_other_servers_refuse_faults_of_the_wire(kind: Any) -> None:
    """Under any WSGI server but the fake's own a fault of the wire is 501, by its name."""
    fault = kind(seconds=1) if kind is Latency else kind()
    salesforce = FakeSalesforce()
    client = create_app(salesforce).test_client()
    with salesforce.create_org() as org:
        user = org.create_user("a@b.example")
        headers = {"Authorization": f"Bearer {org.open_session(user.id, client='x')}"}
        salesforce.add_fault(fault)
        answer = client.get("/services/data/v49.0/sobjects", headers=headers)
        if fault.needs_wire:
            assert answer.status_code == 501
            assert f"the fault {fault.kind} under another WSGI server" in answer.text
        else:
            assert answer.status_code != 501
    salesforce.close()
