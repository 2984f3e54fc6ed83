"""Real failures of the wire: sockets that keep silent, a name nobody knows, bad certificates."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import pytest

from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import BadCertificate
from fake_salesforce.wire import Flaw
from sfconnector.errors import AnswerLostError, ConnectError
from sfconnector.salesforce.exchange import Request
from sfconnector.salesforce.session import Transport

READ = Request("GET", "/services/data/")
PATIENCE = 0.1


@contextlib.contextmanager
def _silent(*, takes_connections: bool) -> Iterator[str]:
    """Listen and never answer; give the URL. A full queue lets further connections hang."""
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(1 if takes_connections else 0)
        for _ in range(0 if takes_connections else 4):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_an_answer_that_never_comes_may_have_been_sent() -> None:
    """A host that takes the request and keeps silent is given up after the time for answers."""
    with (
        _silent(takes_connections=True) as url,
        Transport(answer_seconds=PATIENCE) as transport,
        pytest.raises(AnswerLostError) as told,
    ):
        transport.exchange(READ, base_url=url)
    assert told.value.evidence.code == "time-out"


def test_a_connection_that_never_comes_about_was_never_sent() -> None:
    """A host that takes no connection is given up after the time for connections."""
    with (
        _silent(takes_connections=False) as url,
        Transport(connect_seconds=PATIENCE) as transport,
        pytest.raises(ConnectError) as told,
    ):
        transport.exchange(READ, base_url=url)
    assert told.value.evidence.code == "time-out"


def test_a_name_that_nobody_knows_was_never_sent() -> None:
    """No resolver knows a name of the domain invalid (RFC 6761)."""
    with Transport() as transport, pytest.raises(ConnectError) as told:
        transport.exchange(READ, base_url="https://login.example.invalid")
    assert told.value.evidence.code == "DNS"


@pytest.fixture(scope="module")
def secure() -> Iterator[FakeSalesforce]:
    """A server over TLS."""
    with FakeSalesforce(tls=True) as running:
        yield running


@pytest.mark.parametrize("flaw", ["expired", "wrong_host", "unknown_authority"])
def test_a_certificate_that_cannot_be_trusted_gets_no_request(
    secure: FakeSalesforce, flaw: Flaw, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that cannot prove who it is is told as TLS, and nothing is sent to it."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(secure.ca_file))
    with Transport() as transport:
        assert transport.exchange(READ, base_url=secure.url).tls is not None
    seen = len(secure.journal.exchanges)
    number = secure.add_fault(BadCertificate(flaw=flaw))
    try:
        with Transport() as transport, pytest.raises(ConnectError) as told:
            transport.exchange(READ, base_url=secure.url)
    finally:
        secure.faults.remove(number)
    assert told.value.evidence.code == "TLS"
    assert len(secure.journal.exchanges) == seen
