from __future__ import annotations

import ast
import gzip
import socket
from pathlib import Path

import pytest
import requests
import responses
import urllib3
from hypothesis import given
from hypothesis import strategies as st

import sfconnector
from sfconnector.errors import (
    AnswerLostError,
    ConfigurationError,
    ConnectError,
    NotSalesforceError,
    TransportError,
)
from sfconnector.salesforce.exchange import Request
from sfconnector.salesforce.session import Transport
from sfconnector.secret import Secret

BASE = "https://na1.example.com"
READ = Request("GET", "/services/data/v49.0/query", query=(("q", "SELECT Id FROM Lead"),))


@responses.activate
def test_the_session_goes_as_a_bearer_and_gzip_is_undone() -> None:
    """The request carries session, agent and query; a compressed answer comes back whole."""
    responses.get(
        f"{BASE}/services/data/v49.0/query",
        body=gzip.compress(b'{"done":true}'),
        headers={"Content-Encoding": "gzip", "Content-Type": "application/json"},
        match=[
            responses.matchers.query_param_matcher({"q": "SELECT Id FROM Lead"}),
            responses.matchers.header_matcher({"Authorization": "Bearer 00D!abc"}),
        ],
    )
    with Transport() as transport:
        answer = transport.exchange(READ, base_url=BASE, session_id=Secret("00D!abc"))
    assert answer.body == b'{"done":true}'
    assert answer.media_type == "application/json"
    sent = responses.calls[0].request
    assert sent.headers["User-Agent"].startswith("sfconnector/")
    assert sent.headers["Accept-Encoding"] == "gzip"


@given(body=st.binary(max_size=200), data=st.data())
def test_a_compressed_answer_has_its_end_or_is_none(body: bytes, data: st.DataObject) -> None:
    """Cut anywhere, a compressed answer is told as such: half of it would pass for the whole."""
    packed = gzip.compress(body)
    cut = packed[: data.draw(st.integers(1, len(packed) - 1))]
    with responses.RequestsMock() as mocked, Transport() as transport:
        for sent in (packed, cut):
            mocked.get(f"{BASE}/services/data", body=sent, headers={"Content-Encoding": "gzip"})
        request = Request("GET", "/services/data")
        assert transport.exchange(request, base_url=BASE).body == body
        with pytest.raises(NotSalesforceError, match="compressed wrongly"):
            transport.exchange(request, base_url=BASE)


@responses.activate
def test_a_redirect_is_not_followed() -> None:
    """A redirect comes back as the answer, so the session never goes to another host."""
    responses.get(
        f"{BASE}/services/data/v49.0/query",
        status=302,
        headers={"Location": "https://elsewhere.example.com/"},
    )
    with Transport() as transport:
        answer = transport.exchange(READ, base_url=BASE, session_id=Secret("00D!abc"))
    assert answer.status == 302
    assert len(responses.calls) == 1


@responses.activate
def test_a_netrc_file_does_not_replace_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Credentials for the host in a .netrc file are not sent, with or without a session."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine na1.example.com login somebody password something\n")
    monkeypatch.setenv("NETRC", str(netrc))
    responses.get(f"{BASE}/services/data/v49.0/query", json={})
    with Transport() as transport:
        transport.exchange(READ, base_url=BASE, session_id=Secret("00D!abc"))
        transport.exchange(READ, base_url=BASE)
    assert responses.calls[0].request.headers["Authorization"] == "Bearer 00D!abc"
    assert "Authorization" not in responses.calls[1].request.headers


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (requests.ConnectTimeout("slow"), ConnectError),
        (requests.ReadTimeout("slow"), AnswerLostError),
        (requests.ConnectionError("reset"), AnswerLostError),
        (requests.exceptions.ChunkedEncodingError("cut"), AnswerLostError),
        (
            requests.ConnectionError(
                urllib3.exceptions.MaxRetryError(
                    urllib3.HTTPSConnectionPool("na1.example.com"),
                    "/",
                    urllib3.exceptions.NameResolutionError(
                        "na1.example.com",
                        urllib3.connection.HTTPConnection("na1.example.com"),
                        socket.gaierror(),
                    ),
                )
            ),
            ConnectError,
        ),
    ],
)
@responses.activate
def test_faults_of_the_wire_tell_sent_from_never_sent(
    raised: Exception, expected: type[TransportError]
) -> None:
    """A name or a route that fails was never sent; resets and time-outs may have been."""
    responses.get(f"{BASE}/services/data/v49.0/query", body=raised)
    with Transport() as transport, pytest.raises(TransportError) as told:
        transport.exchange(READ, base_url=BASE, session_id=Secret("00D!abc"))
    assert type(told.value) is expected
    assert "00D!abc" not in str(told.value) + told.value.detail


def test_a_refused_connection_was_never_sent() -> None:
    """A port that nobody listens on is told as unreachable, and the request as never sent."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with Transport() as transport, pytest.raises(ConnectError):
        transport.exchange(READ, base_url=f"http://127.0.0.1:{port}")


def test_what_is_no_url_is_told_as_a_setting() -> None:
    """A base without a scheme is a wrong setting and not a fault of the network."""
    with Transport() as transport, pytest.raises(ConfigurationError, match="https://"):
        transport.exchange(READ, base_url="na1.example.com")


def test_only_one_file_sends() -> None:
    """No module but session.py imports a library of the wire, and three that talk to others.

    They are the clock, which a stage can hold, the webhook of the alerts, and the server of the
    page, which listens.
    """
    folder = Path(sfconnector.__file__).parent
    senders = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            if {name.partition(".")[0] for name in names} & {"requests", "urllib3", "socket"} or (
                "http.client" in names or "urllib.request" in names
            ):
                senders.add(str(file.relative_to(folder)))
    assert senders == {"clock.py", "salesforce/session.py", "alerts/webhook.py", "web/server.py"}
