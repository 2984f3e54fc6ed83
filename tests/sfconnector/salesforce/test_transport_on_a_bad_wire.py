"""Real failures of the wire: sockets that keep silent, a name nobody knows, bad certificates."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import BadCertificate
from fake_salesforce.wire import Flaw
from sfconnector.errors import AnswerLostError, ConnectError, TransportError
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


WITHOUT_TLS = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"
BAD_RECORD = b"\x17\x03\x03\x00\x40" + b"x" * 64
"""As long as it says, and not encrypted with the key that was agreed upon."""
ENOUGH = 65_536
RESET = struct.pack("ii", 1, 0)

Act = Callable[[socket.socket, ssl.SSLContext], object]


@contextlib.contextmanager
def _served(folder: Path, act: Act) -> Iterator[str]:
    """Take one connection and do something to it; give the URL of a host whose name is proven."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve() -> None:
            taken, _ = listening.accept()
            with taken, contextlib.suppress(OSError):  # a client that hangs up first
                act(taken, context)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def _has_no_tls(taken: socket.socket, context: ssl.SSLContext) -> None:
    del context
    taken.recv(ENOUGH)
    taken.sendall(WITHOUT_TLS)


def _hangs_up(taken: socket.socket, context: ssl.SSLContext) -> None:
    del context
    taken.recv(ENOUGH)


def _resets(taken: socket.socket, context: ssl.SSLContext) -> None:
    del context
    taken.recv(ENOUGH)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def _keeps_silent(taken: socket.socket, context: ssl.SSLContext) -> None:
    del context
    while taken.recv(ENOUGH):
        pass


def _answers(head: bytes, junk: bytes) -> Act:
    """Agree upon TLS, take the request, and send something encrypted and then what is not."""

    def act(taken: socket.socket, context: ssl.SSLContext) -> None:
        with taken.dup() as beneath, context.wrap_socket(taken, server_side=True) as secure:
            secure.recv(ENOUGH)
            secure.sendall(head)
            beneath.sendall(junk)
            while beneath.recv(ENOUGH):
                pass

    return act


@pytest.mark.parametrize(
    ("act", "expected", "code"),
    [
        (_has_no_tls, ConnectError, "TLS"),
        (_hangs_up, ConnectError, "TLS"),
        (_resets, ConnectError, "TLS"),
        (_keeps_silent, ConnectError, "time-out"),
        (_answers(b"", WITHOUT_TLS), AnswerLostError, "TLS"),
        (_answers(b"", BAD_RECORD), AnswerLostError, "TLS"),
        (_answers(HEAD, WITHOUT_TLS), AnswerLostError, "TLS"),
        (_answers(HEAD, BAD_RECORD), AnswerLostError, "TLS"),
    ],
)
def test_what_ends_tls_in_its_handshake_was_never_sent(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    act: Act,
    expected: type[TransportError],
    code: str,
) -> None:
    """Before TLS is agreed upon nothing was sent; the same failure afterwards loses an answer.

    A write is not sent again then, and a login counts as one that may have been refused (P40, P42).
    """
    with (
        _served(tmp_path, act) as url,
        monkeypatch.context() as patched,
        Transport(connect_seconds=PATIENCE if code == "time-out" else 60) as transport,
    ):
        patched.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
        with pytest.raises(TransportError) as told:
            transport.exchange(READ, base_url=url)
    assert type(told.value) is expected
    assert told.value.evidence.code == code
