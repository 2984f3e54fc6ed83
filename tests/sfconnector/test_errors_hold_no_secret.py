from __future__ import annotations

import re
import socket
import threading
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sfconnector
from scripted_wire import login_answer
from sfconnector import Connector, Secret, SecretKey
from sfconnector.config import KeyFile, Settings
from sfconnector.errors import ConnectorError
from sfconnector.salesforce.exchange import REST, Request
from sfconnector.salesforce.login import soap
from sfconnector.salesforce.session import Transport

PASSWORD = "hunter2-hunter2"
SESSION = "00D!hunter2-session"
KEY = "hunter2-is-no-key"
NOT_OURS = {Path(__file__), Path(login_answer.__code__.co_filename)}

Server = Callable[[bytes | None], str]


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server that reads a request's head, answers with these bytes and hangs up.

    With None nobody listens there.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def serve(answer: bytes) -> None:
        accepted, _ = listener.accept()
        with accepted:
            accepted.recv(65_536)
            accepted.sendall(answer)

    def start(answer: bytes | None) -> str:
        port = listener.getsockname()[1]
        if answer is None:
            listener.close()
        else:
            threads.append(threading.Thread(target=serve, args=(answer,)))
            threads[-1].start()
        return f"http://127.0.0.1:{port}"

    yield start
    for thread in threads:
        thread.join()
    listener.close()


def _shown(error: BaseException) -> str:
    """Return all that a report of a crash may show of an error, frames' variables included."""
    parts: list[str] = []
    seen: set[int] = set()
    left: list[BaseException] = [error]
    while left:
        each = left.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        parts += [str(each), repr(each), repr(each.args), repr(vars(each))]
        left += [other for other in (each.__cause__, each.__context__) if other is not None]
        trace: types.TracebackType | None = each.__traceback__
        while trace is not None:
            if Path(trace.tb_frame.f_code.co_filename) not in NOT_OURS:
                for value in trace.tb_frame.f_locals.values():
                    parts.append(repr(value))
                    parts.append(repr(getattr(value, "__dict__", "")))
            trace = trace.tb_next
    return "\n".join(parts)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Encoding: gzip\r\n\r\nnone",
        b"this is no HTTP\r\n\r\n",
    ],
    ids=["refused", "no answer", "half", "no chunk", "no gzip", "no http"],
)
def test_an_error_of_the_wire_holds_neither_body_nor_session(
    server: Server, answer: bytes | None
) -> None:
    """The error of a login or a call that failed leads to no secret, over no cause and no frame."""
    base_url = server(answer)
    request = soap.request("integration@example.com", Secret(PASSWORD))
    with Transport() as transport, pytest.raises(ConnectorError) as told:
        transport.exchange(request, base_url=base_url, session_id=Secret(SESSION))
    assert "hunter2" not in _shown(told.value)
    assert told.value.__cause__ is None
    assert told.value.__context__ is None


def test_an_unreachable_host_is_told_in_the_systems_words(server: Server) -> None:
    """The detail says what the system said, so that a refused port is not taken for a name."""
    with Transport() as transport, pytest.raises(ConnectorError) as told:
        transport.exchange(Request("GET", REST), base_url=server(None))
    assert told.value.detail == "NewConnectionError: Connection refused"


def test_an_error_of_a_secret_no_login_can_carry_does_not_hold_it() -> None:
    """The place of the control character is told, and the secret stands in no frame."""
    with pytest.raises(ConnectorError, match=r"secret.*position 16") as told:
        soap.request("integration@example.com", Secret(f"{PASSWORD}\x07"))
    assert "hunter2" not in _shown(told.value)


@pytest.mark.parametrize("session_id", [f"{SESSION}\n00", f"{SESSION}\u00e9", f"{SESSION}\u2028x"])
def test_a_session_that_no_header_can_carry_is_refused_unseen(session_id: str) -> None:
    """A session id with a line break or a letter beyond ASCII is an error that does not show it."""
    with pytest.raises(ConnectorError, match="session id") as told:
        soap.read(login_answer(session_id))
    assert "hunter2" not in re.sub(r"body=.*", "", _shown(told.value))


def test_an_error_of_the_key_does_not_hold_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A malformed key, in the environment or its file, is told without standing in any frame."""
    monkeypatch.setenv("SFCONNECTOR_KEY", KEY)
    monkeypatch.setenv("SFCONNECTOR_SECRET", PASSWORD)
    with pytest.raises(ConnectorError, match="not a Fernet key") as told:
        Connector.open(tmp_path / "store.sqlite")
    assert "hunter2" not in _shown(told.value)
    monkeypatch.setenv("SFCONNECTOR_STORE", "mysql://me:hunter2@host/db")
    with pytest.raises(ConnectorError, match="SFCONNECTOR_STORE") as told:
        Connector.open()
    assert "hunter2" not in _shown(told.value)
    assert KEY not in repr(Settings(key=Secret(KEY)))
    file = tmp_path / "key"
    file.touch(mode=0o600)
    file.write_text(KEY)
    with pytest.raises(ConnectorError, match="not a Fernet key") as told:
        KeyFile(file).existing()
    assert "hunter2" not in _shown(told.value)


def test_a_right_key_shows_nothing_of_itself() -> None:
    """Neither the key nor what holds it has the key in its repr."""
    key = SecretKey.generate()
    text = key.keys[0].reveal()
    held = (key, Settings(key=Secret(text)), Settings(key=Secret(text)).key_source())
    assert text not in repr(held)
    assert sfconnector.Secret("x") == Secret("x")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALERT_SMTP_URL", "smtps://user:hunter2@host/path"),
        ("ALERT_SMTP_URL", "smtp://hunter2@host"),
        ("ALERT_WEBHOOK_URL", "http://example.com/hunter2"),
        ("ALERT_WEBHOOK_URL", "ftp://example.com/hunter2"),
    ],
)
def test_an_error_of_an_alerts_setting_does_not_hold_its_secret(
    variable: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail server's or webhook's URL that is wrong stands in no frame of the error."""
    monkeypatch.setenv(f"SFCONNECTOR_{variable}", value)
    with pytest.raises(ConnectorError, match=variable) as told:
        Connector.open(tmp_path / "store.sqlite")
    assert "hunter2" not in _shown(told.value)
