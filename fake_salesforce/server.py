"""The embedded HTTP server: cheroot in a thread, on loopback unless told otherwise.

Its connections can do what a bad network does: end an answer early, dribble it, and reset the
socket for real (``SO_LINGER`` 0 makes the kernel send RST instead of FIN). It can also refuse
connections for a time, since nothing listens then.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import socket
import struct
import threading
from typing import Any

from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.workers.threadpool import WorkerThread
from cheroot.wsgi import Gateway_10
from cheroot.wsgi import Server as WsgiServer

from .wire import WIRE, Delivery, Wire

_THREADS = 8
_LONGEST_WAIT_SECONDS = 0.02
"""How long the server waits for a connection before it looks whether it should stop."""
_SLASHES = re.compile(rb"^(\S+ )/{2,}")
_NO_LINGER = struct.pack("ii", 1, 0)


class _OneSlash:
    """Reads the first line of a request, whose path begins with one slash however many it had."""

    def __init__(self, rfile: Any) -> None:  # noqa: ANN401 - cheroot's, untyped
        self._rfile = rfile

    def readline(self) -> bytes:
        """Read a line."""
        line: bytes = self._rfile.readline()
        return _SLASHES.sub(rb"\1/", line)


class _Request(HTTPRequest):
    """A request whose path may begin with two slashes, which cheroot would take for a host's.

    Salesforce's own CLI asks for ``//services/data`` after ``org login access-token``, and its next
    request needs the list of versions ([CORE connection.js] 8.32.6; [W]). That every path may begin
    so is believed.
    """

    def read_request_line(self) -> bool:
        whole = self.rfile
        self.rfile = _OneSlash(whole)
        try:
            is_valid: bool = super().read_request_line()  # type: ignore[no-untyped-call]
        finally:
            self.rfile = whole
        return is_valid


class _Connection(HTTPConnection):
    """A connection that can be reset, and ends in silence when its client has hung up.

    cheroot leaves closing the writer to the garbage collector. What is unsent then is written to a
    closed socket, and from Python 3.13 on that is told as an unraisable exception: where warnings
    are errors, in whatever test happens to run.
    """

    RequestHandlerClass = _Request
    is_to_be_reset = False

    def close(self) -> None:
        with contextlib.suppress(OSError):  # nobody is there to be told
            self.wfile.close()
        super().close()

    def _close_kernel_socket(self) -> None:
        if not self.is_to_be_reset:
            super()._close_kernel_socket()  # type: ignore[misc] # the stubs lack it
            return
        with contextlib.suppress(OSError):  # the client was faster
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)


class _Passage:
    """Stands before a connection's writer for one answer, and lets through what is delivered."""

    def __init__(self, writer: Any, delivery: Delivery, *, body_bytes: int) -> None:  # noqa: ANN401 - cheroot's, untyped
        self.writer = writer
        self._delivery = delivery
        self._is_head = True
        self._left = int(body_bytes * delivery.share)
        self._has_begun = False

    def write(self, data: bytes) -> None:
        """Write what may pass: cheroot writes the head at once, and then the body."""
        if self._is_head:
            self._is_head = False
            if self._delivery.sends_head:
                self.writer.write(data)
            return
        if not self._delivery.sends_head:
            return
        allowed, self._left = data[: self._left], self._left - min(self._left, len(data))
        length = self._delivery.piece_bytes or max(len(allowed), 1)
        for start in range(0, len(allowed), length):
            if self._has_begun and self._delivery.pause is not None:
                self._delivery.pause()
            self._has_begun = True
            self.writer.write(allowed[start : start + length])

    def close(self) -> None:
        """Close the writer."""
        self.writer.close()


class _Gateway(Gateway_10):
    """Runs the application, and delivers its answer the way it asks for."""

    def get_environ(self) -> dict[str, Any]:  # type: ignore[override] # the stubs say None
        environ: dict[str, Any] = super().get_environ()  # type: ignore[no-untyped-call]
        self._wire = environ[WIRE] = Wire(self.req.conn.socket)
        return environ

    def start_response(self, *args: Any) -> Any:  # noqa: ANN401 - cheroot's, untyped
        write = super().start_response(*args)
        if self._wire.delivery is not None:
            connection = self.req.conn
            connection.wfile = _Passage(
                connection.wfile, self._wire.delivery, body_bytes=self.remaining_bytes_out or 0
            )
        return write

    def respond(self) -> None:
        super().respond()
        delivery, connection = self._wire.delivery, self.req.conn
        if delivery is None:
            return
        connection.wfile = connection.wfile.writer
        if delivery.end != "keep":
            self.req.close_connection = True
            connection.is_to_be_reset = delivery.end == "reset"


class _WsgiServer(WsgiServer):
    """A server that finds its address again after it has stopped.

    cheroot leaves a port that the system chose without SO_REUSEADDR. The connections that linger
    after a stop would then keep it from being bound anew.
    """

    @classmethod
    def prepare_socket(cls, *args: Any, **kwargs: Any) -> socket.socket:  # noqa: ANN401 - cheroot's, untyped
        prepared: socket.socket = super().prepare_socket(*args, **kwargs)
        if os.name == "posix":  # elsewhere the option lets anybody take the port
            prepared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return prepared

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:  # noqa: FBT001, FBT002 - cheroot's signature
        """Print what went wrong here; a client that leaves while TLS begins is its own affair."""
        if level >= logging.WARNING:
            super().error_log(msg, level, traceback)


class Server:
    """Serves a WSGI application on one address, in threads of its own."""

    def __init__(self, app: Any, *, host: str, port: int, tls: Any = None) -> None:  # noqa: ANN401 - any WSGI application, cheroot's adapter
        """Bind to an address.

        Args:
            app: the WSGI application.
            host: as ``127.0.0.1``.
            port: 0 takes a free one.
            tls: cheroot's adapter for TLS; None is plain HTTP.

        Raises:
            OSError: the address cannot be had.
        """
        self._app = app
        self._tls = tls
        self._scheme = "http" if tls is None else "https"
        self._changing = threading.RLock()
        self._server: _WsgiServer | None = None
        self.host: str = host
        self.port: int = port
        self._is_wanted = True
        self.listen()

    def listen(self) -> None:
        """Take connections, at the address that was bound first; if it does, nothing changes.

        Raises:
            OSError: the address cannot be had.
        """
        self._is_wanted = True
        with self._changing:
            if self._server is not None:
                return
            server = _WsgiServer(
                (self.host, self.port),
                self._app,
                numthreads=_THREADS,
                server_name="Salesforce",
                timeout=60,
                # Many clients that come at once would overflow the five that cheroot lets wait,
                # and the kernel then resets some of them.
                request_queue_size=socket.SOMAXCONN,
            )
            server.ssl_adapter = self._tls
            server.ConnectionClass = _Connection
            server.gateway = _Gateway
            server.expiration_interval = _LONGEST_WAIT_SECONDS
            server.prepare()
            self.host, self.port = server.bind_addr[:2]
            self._thread = threading.Thread(target=server.serve, name="fake-salesforce")
            self._thread.daemon = True
            self._thread.start()
            self._server = server

    @property
    def url(self) -> str:
        """Scheme, host and port, as ``http://127.0.0.1:54321``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self._scheme}://{host}:{self.port}"

    @property
    def is_stopping(self) -> bool:
        """Whether it is to answer no more; requests that wait should end."""
        return not self._is_wanted

    def stop(self) -> None:
        """Answer no more requests, refuse connections, and let the threads end.

        Within a request, which gets its answer, it is done in another thread: one that waits for
        all of them to end cannot be one of them.
        """
        self._is_wanted = False
        if isinstance(threading.current_thread(), WorkerThread):
            threading.Thread(target=self._stop, name="fake-salesforce-stop", daemon=True).start()
        else:
            self._stop()

    def _stop(self) -> None:
        with self._changing:
            if self._server is not None and not self._is_wanted:
                self._server.stop()
                self._thread.join()
                self._server = None
