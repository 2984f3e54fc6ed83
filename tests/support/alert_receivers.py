"""A mail server and an HTTP receiver, in this process, that keep what they are sent."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class _OnAnyPort(Controller):
    """A controller that knocks on the port which the system chose."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class Mailbox:
    """A real SMTP server on this computer; ``refuses`` is what it answers instead of taking.

    With ``starttls`` it offers TLS, and demands a login behind it if it has a user; with
    ``tls`` it speaks TLS from the first byte.
    """

    def __init__(
        self,
        *,
        user: str | None = None,
        password: str | None = None,
        starttls: ssl.SSLContext | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuses: str | None = None
        self._login = LoginPassword(user.encode(), password.encode()) if user and password else None
        self._controller = _OnAnyPort(
            self,
            hostname="127.0.0.1",
            port=0,
            authenticator=self._authenticate,
            auth_required=self._login is not None,
            tls_context=starttls,
            ssl_context=tls,
        )

    async def handle_DATA(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a message, or refuse it."""
        del server, session
        if self.refuses is not None:
            return self.refuses
        assert isinstance(envelope.content, bytes)
        read = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(read)
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def _authenticate(self, *given: Any) -> AuthResult:
        return AuthResult(success=given[-1] == self._login, handled=False)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._controller.port

    @property
    def url(self) -> str:
        """Its URL without a login."""
        return f"smtp://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[Mailbox]:
        """Run it."""
        self._controller.start()
        try:
            yield self
        finally:
            self._controller.stop()


class Receiver:
    """An HTTP server on this computer that keeps what is posted, and answers a status."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                receiver.bodies.append(self.rfile.read(length))
                receiver.headers.append(dict(self.headers.items()))
                self.send_response(receiver.status)
                if receiver.status in range(300, 400):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        """Where to post to."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/hooks/hunter2-path"

    def documents(self) -> list[dict[str, Any]]:
        """Return what was posted."""
        return [json.loads(body) for body in self.bodies]

    @contextmanager
    def running(self) -> Iterator[Receiver]:
        """Run it."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()
