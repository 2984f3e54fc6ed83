"""Who may control the fake: this machine or whoever has the key, and never a web page."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from control_calls import control, run
from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, User
from fake_salesforce.app import create_app
from fake_salesforce.cli import main
from fake_salesforce.wire import is_loopback

KEY = "a key of the test"


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "localhost:8080", "127.0.0.1:1", "[::1]:65535"]
)
def test_loopback_names_are_let_in(salesforce: FakeSalesforce, host: str) -> None:
    """Without a key whoever calls a loopback name from this machine is let in."""
    assert control(salesforce.url, "GET", "/clock", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status", "detail"),
    [
        ({"Host": "fake.example.com"}, 403, "not at 'fake.example.com'"),
        ({"Host": "login.salesforce.com"}, 403, "not at 'login.salesforce.com'"),
        ({"Host": "localhost.example.com:80"}, 403, "not at"),
        ({"Host": "127.0.0.1.example.com"}, 403, "not at"),
        ({"Origin": "http://localhost:8080"}, 403, "send no Origin"),
        ({"Origin": "null"}, 403, "send no Origin"),
        ({"Sec-Fetch-Site": "cross-site"}, 403, "send no Origin"),
        ({"X-Forwarded-For": "203.0.113.7"}, 403, "through a proxy"),
        ({"Forwarded": "for=203.0.113.7"}, 403, "through a proxy"),
        ({"Content-Type": "text/plain"}, 415, "not 'text/plain'"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415, "application/json"),
    ],
)
def test_others_are_refused(
    salesforce: FakeSalesforce, headers: dict[str, str], status: int, detail: str
) -> None:
    """Another Host, any Origin, a proxy or a form is refused, with what would be right."""
    before = salesforce.clock.now()
    answer = control(
        salesforce.url,
        "POST",
        "/clock/advance",
        data='{"by": "1d"}',
        headers={"Content-Type": "application/json"} | headers,
    )
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert detail in answer.json()["detail"]
    assert salesforce.clock.now() == before


def test_body_without_a_type_is_refused(salesforce: FakeSalesforce) -> None:
    """A body that does not say what it is might be a form's."""
    answer = control(salesforce.url, "POST", "/clock/advance", data=b'{"by": "1d"}')
    assert answer.status_code == 415


@pytest.fixture(scope="module")
def client(salesforce: FakeSalesforce) -> Client:
    """A caller of the application without a server."""
    return Client(create_app(salesforce))


@given(host=st.from_regex(r"\A[a-z0-9.:\[\]-]{1,30}\Z"))
def test_only_loopback_names_are_let_in(client: Client, host: str) -> None:
    """Whatever the Host says, it is let in exactly if it is one of the three names."""
    answer = client.get(
        "/_fake/clock", environ_overrides={"HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1"}
    )
    name, _, port = host.rpartition(":")
    bare = name if port.isdecimal() and name and len(port) <= 5 else host
    assert (answer.status_code == 200) is (bare in {"localhost", "127.0.0.1", "[::1]"})


@pytest.mark.parametrize(("peer", "status"), [("127.0.0.9", 200), ("::1", 200), ("10.0.0.7", 403)])
def test_another_machine_is_refused_whatever_it_says(
    client: Client, peer: str, status: int
) -> None:
    """Under another WSGI server that binds elsewhere, a loopback Host helps nobody outside."""
    answer = client.get(
        "/_fake/clock", environ_overrides={"HTTP_HOST": "localhost", "REMOTE_ADDR": peer}
    )
    assert answer.status_code == status


def test_key_is_demanded_where_there_is_one() -> None:
    """A server with a key lets in who sends it, from anywhere, and nobody else."""
    with FakeSalesforce(control_key=KEY) as salesforce:
        for sent, status in ((None, 401), ("wrong", 401), (KEY + " ", 200), (KEY, 200)):
            headers = {} if sent is None else {"Authorization": f"Bearer {sent}"}
            answer = control(salesforce.url, "GET", "/clock", headers=headers)
            assert answer.status_code == status
        headers = {"Authorization": f"Bearer {KEY}", "Host": "fake.example.com"}
        assert control(salesforce.url, "GET", "/clock", headers=headers).status_code == 200
        headers |= {"Origin": "http://fake.example.com"}
        assert control(salesforce.url, "GET", "/clock", headers=headers).status_code == 403
        assert control(salesforce.url, "GET", "/clock", headers={"Authorization": KEY}).json() == {
            "title": "The key is missing or wrong",
            "status": 401,
            "detail": "Send the control key as `Authorization: Bearer KEY`; the command takes it"
            " from FAKE_SALESFORCE_CONTROL_KEY.",
        }
        assert run(salesforce.url, "clock", "show", key=KEY).exit_code == 0
        refused = run(salesforce.url, "clock", "show", key="wrong")
        assert (refused.exit_code, "The key is missing or wrong" in refused.output) == (1, True)
        assert KEY not in repr(vars(salesforce.journal))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "fake.example.com"])  # noqa: S104 - refused
def test_server_that_others_can_reach_needs_a_key(host: str) -> None:
    """Bound elsewhere than loopback it does not start without a key, in Python and by `serve`."""
    with pytest.raises(ValueError, match="control of the fake needs a key"):
        FakeSalesforce(host=host)
    result = CliRunner().invoke(
        main, ["serve", "--host", host, "--port", "0"], env={"FAKE_SALESFORCE_CONTROL_KEY": None}
    )
    assert result.exit_code == 1
    assert "control of the fake needs a key" in result.output
    assert FakeSalesforce(host=host, control_key=KEY).control_key == KEY


def test_serve_binds_elsewhere_with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a key `serve` starts at an address that others can reach, and never prints the key."""
    monkeypatch.setattr("fake_salesforce.cli.serve_command._wait", lambda ended: ended.append(15))
    result = CliRunner().invoke(
        main,
        ["serve", "--host", "0.0.0.0", "--port", "0", "--leads", "1"],  # noqa: S104 - with a key
        env={"FAKE_SALESFORCE_CONTROL_KEY": KEY},
    )
    assert result.exit_code == 0, result.output
    assert KEY not in result.output


@pytest.mark.parametrize("key", ["", "schl\u00fcssel"])
def test_key_has_to_be_one_that_a_header_can_hold(key: str) -> None:
    """An empty key, or one of other letters than ASCII, is refused at once."""
    with pytest.raises(ValueError, match="at least one character, all of them ASCII"):
        FakeSalesforce(control_key=key)


@given(st.ip_addresses())
def test_loopback_is_what_the_addresses_say(address: object) -> None:
    """An address is this machine's exactly if it lies in 127.0.0.0/8 or is ::1."""
    text = str(address)
    assert is_loopback(text) is (text.startswith("127.") or text == "::1")
    assert is_loopback(f"[{text}]") is is_loopback(text)


def test_control_is_no_exchange(salesforce: FakeSalesforce, user: User) -> None:
    """A control call spends nothing, meets no fault, does not tick and is not in the journal."""
    org = user._org
    api = ApiClient(salesforce.url, session_of(salesforce.url, user))
    before = api.get("sobjects").headers["Sforce-Limit-Info"]
    position, now = salesforce.journal.position, salesforce.clock.now()
    arrivals: list[object] = []
    unsubscribe = salesforce.on_request(arrivals.append)
    salesforce.clock.tick_seconds = 60
    number = salesforce.add_fault({"kind": "reset"})
    try:
        for _ in range(3):
            answer = control(salesforce.url, "GET", f"/orgs/{org.id}/users")
            assert answer.status_code == 200
        assert salesforce.clock.now() == now
    finally:
        salesforce.clock.tick_seconds = 0
        salesforce.faults.remove(number)
        unsubscribe()
    assert (salesforce.journal.position, arrivals) == (position, [])
    used, most = before.removeprefix("api-usage=").split("/")
    told = api.get("sobjects").headers["Sforce-Limit-Info"]
    assert told == f"api-usage={int(used) + 1}/{most}"
    api.close()


def test_failure_of_the_fake_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A control call that breaks the fake answers 500, and the journal keeps why."""
    with FakeSalesforce() as salesforce:
        monkeypatch.setattr(type(salesforce.clock), "now", _broken(type(salesforce.clock).now))
        answer = control(salesforce.url, "GET", "/clock")
        assert (answer.status_code, answer.json()["title"]) == (500, "The fake itself failed")
        assert [str(each) for each in salesforce.journal.crashes] == ["broken by the test"]
        [told] = control(salesforce.url, "POST", "/journal/crashes", json={"forget": True}).json()
        assert told["kind"] == "RuntimeError"
        assert "broken by the test" in told["told"]
        assert salesforce.journal.crashes == ()


def _broken(now: object) -> object:
    """Return a method that fails the first time it is asked."""
    calls: list[None] = []

    def once(clock: object) -> object:
        calls.append(None)
        if len(calls) == 1:
            message = "broken by the test"
            raise RuntimeError(message)
        assert callable(now)
        return now(clock)

    return once
