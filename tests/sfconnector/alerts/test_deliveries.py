from __future__ import annotations

import hashlib
import hmac
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
import trustme

from alert_receivers import Mailbox, Receiver
from sfconnector.alerts.delivery import SECONDS, Delivered, Parcel
from sfconnector.alerts.mail import Mail
from sfconnector.alerts.webhook import SIGNATURE, Webhook
from sfconnector.secret import Secret

PARCEL = Parcel(
    number="sfconnector.7.20200720T090000",
    kind="down",
    content={
        "subject": "Salesforce is disconnected: default",
        "account": "default",
        "what": "The password has expired, häufig.",
        "since": "2020-07-20 09:00 UTC",
        "who": "a Salesforce administrator",
        "remedy": "Set a new password.",
        "cause": "password_expired",
    },
    at=datetime(2020, 7, 20, 9, tzinfo=UTC),
)
PASSWORD = "hunter2@/:"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A running mail server."""
    with Mailbox().running() as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A running HTTP receiver."""
    with Receiver().running() as running:
        yield running


def _mail(url: str) -> Mail:
    return Mail("admin@example.com", sender="alerts@example.org", server=Secret(url))


def _hook(url: str, secret: str = "") -> Webhook:
    return Webhook(Secret(url), secret=Secret(secret))


def test_a_message_says_what_since_when_who_and_how(mailbox: Mailbox) -> None:
    """A mail server gets one message with every line of the content, and headers of a machine."""
    assert _mail(mailbox.url).deliver(PARCEL) == Delivered("sent")
    [message] = mailbox.messages
    assert mailbox.recipients == ["admin@example.com"]
    assert message["Subject"] == "Salesforce is disconnected: default"
    assert (message["From"], message["To"]) == ("alerts@example.org", "admin@example.com")
    assert message["Date"] == "Mon, 20 Jul 2020 09:00:00 +0000"
    assert message["Message-ID"] == "<sfconnector.7.20200720T090000@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().splitlines() == [
        "Account: default",
        "What happened: The password has expired, häufig.",
        "Since: 2020-07-20 09:00 UTC",
        "Who must act: a Salesforce administrator",
        "Remedy: Set a new password.",
        "Cause: password_expired",
    ]


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate for localhost, of an authority that this computer trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    return context


def test_the_servers_login_is_taken_from_the_url(certified: ssl.SSLContext) -> None:
    """User and password of the URL, percent-encoded, log in behind STARTTLS; a wrong one fails."""
    with Mailbox(user="connector", password=PASSWORD, starttls=certified).running() as mailbox:
        right = f"smtp://connector:hunter2%40%2F%3A@localhost:{mailbox.port}"
        assert _mail(right).deliver(PARCEL).outcome == "sent"
        wrong = f"smtp://connector:nope@localhost:{mailbox.port}"
        delivered = _mail(wrong).deliver(PARCEL)
        assert delivered == Delivered("failed", "SMTPAuthenticationError 535")
        assert _mail(f"smtp://localhost:{mailbox.port}").deliver(PARCEL).outcome == "failed"
        assert len(mailbox.messages) == 1


def test_tls_from_the_first_byte(certified: ssl.SSLContext) -> None:
    """``smtps://`` speaks TLS at once, and only with a server whose certificate is trusted."""
    with Mailbox(tls=certified).running() as mailbox:
        assert _mail(f"smtps://localhost:{mailbox.port}").deliver(PARCEL) == Delivered("sent")
        another_name = _mail(f"smtps://127.0.0.1:{mailbox.port}").deliver(PARCEL)
        assert another_name == Delivered("failed", "SSLCertVerificationError")
        assert len(mailbox.messages) == 1


def test_a_refused_message_has_failed(mailbox: Mailbox) -> None:
    """What a mail server refuses is tried again later; its words are not kept."""
    mailbox.refuses = "452 no room for hunter2"
    assert _mail(mailbox.url).deliver(PARCEL) == Delivered("failed", "SMTPDataError 452")


def test_nobody_listens() -> None:
    """Where no server is, nothing was sent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert _mail(f"smtp://127.0.0.1:{port}").deliver(PARCEL).outcome == "failed"
    assert _mail(f"smtps://127.0.0.1:{port}").deliver(PARCEL).outcome == "failed"
    assert _hook(f"http://127.0.0.1:{port}/").deliver(PARCEL).outcome == "failed"


def test_mail_is_not_sent_in_clear_to_another_computer(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is not this computer and offers no STARTTLS gets neither login nor message."""
    monkeypatch.setattr("sfconnector.alerts.mail.LOCAL", frozenset())
    delivered = _mail(mailbox.url).deliver(PARCEL)
    assert delivered == Delivered("failed", "SMTPNotSupportedError")
    assert mailbox.messages == []


def test_a_connection_lost_behind_the_message_is_in_doubt() -> None:
    """Where the server is gone after the message and before its answer, it may have arrived."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        accepted, _ = listener.accept()
        with accepted, accepted.makefile("rwb") as stream:
            stream.write(b"220 here\r\n")
            stream.flush()
            while (line := stream.readline()) and not line.startswith(b"data"):
                stream.write(b"250 ok\r\n")
                stream.flush()
            stream.write(b"354 go on\r\n")
            stream.flush()
            while (line := stream.readline()) and line != b".\r\n":
                pass

    thread = threading.Thread(target=serve)
    thread.start()
    delivered = _mail(f"smtp://127.0.0.1:{listener.getsockname()[1]}").deliver(PARCEL)
    thread.join()
    listener.close()
    assert delivered == Delivered("in_doubt", "SMTPServerDisconnected")


def test_a_webhook_gets_one_signed_document(receiver: Receiver) -> None:
    """The body is JSON with all of the content, and the header its HMAC-SHA256."""
    assert _hook(receiver.url, "hunter2").deliver(PARCEL) == Delivered("sent")
    assert receiver.documents() == [
        {
            "number": "sfconnector.7.20200720T090000",
            "kind": "down",
            "at": "2020-07-20T09:00:00+00:00",
            **PARCEL.content,
        }
    ]
    expected = hmac.new(b"hunter2", receiver.bodies[0], hashlib.sha256).hexdigest()
    assert receiver.headers[0][SIGNATURE] == f"sha256={expected}"
    assert receiver.headers[0]["Content-Type"] == "application/json"


def test_without_a_secret_nothing_is_signed(receiver: Receiver) -> None:
    """No secret, no signature: an empty one would only look like one."""
    _hook(receiver.url).deliver(PARCEL)
    assert SIGNATURE not in receiver.headers[0]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_does_not_take_it_has_failed(receiver: Receiver, status: int) -> None:
    """Any status but 2xx is a failure; a redirect is not followed."""
    receiver.status = status
    assert _hook(receiver.url).deliver(PARCEL) == Delivered("failed", f"HTTP {status}")
    assert len(receiver.bodies) == 1


def test_a_webhook_is_named_by_its_host_alone(receiver: Receiver) -> None:
    """The path of a webhook's URL is often a secret, and is not shown."""
    assert _hook(receiver.url).recipient == "webhook 127.0.0.1"
    assert "hunter2" not in repr(_hook(receiver.url))


def test_the_path_of_a_webhook_is_in_no_log(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    """urllib3 logs each request's path at DEBUG: this one's is left out, any other's is not."""
    caplog.set_level(logging.DEBUG)
    _hook(receiver.url).deliver(PARCEL)
    assert "hunter2" not in caplog.text
    requests.post(receiver.url.replace("hunter2", "other"), data=b"", timeout=SECONDS)
    assert "other-path" in caplog.text
