"""The embedded HTTP server: cheroot in a thread, on loopback unless told otherwise."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

from cheroot.server import HTTPConnection
from cheroot.wsgi import Server as WsgiServer

_THREADS = 8
_LONGEST_WAIT_SECONDS = 0.02
"""How long the server waits for a connection before it looks whether it should stop."""


class _Connection(HTTPConnection):
    """A connection that ends in silence when its client has hung up.

    cheroot leaves closing the writer to the garbage collector. What is unsent then is written to a
    closed socket, and from Python 3.13 on that is told as an unraisable exception: where warnings
    are errors, in whatever test happens to run.
    """

    def close(self) -> None:
        with contextlib.suppress(OSError):  # nobody is there to be told
            self.wfile.close()
        super().close()


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
        self._server = WsgiServer(
            (host, port), app, numthreads=_THREADS, server_name="Salesforce", timeout=60
        )
        self._server.ssl_adapter = tls
        self._scheme = "http" if tls is None else "https"
        self._server.ConnectionClass = _Connection
        self._server.expiration_interval = _LONGEST_WAIT_SECONDS
        self._server.prepare()
        bound_host, bound_port = self._server.bind_addr[:2]
        self.host: str = bound_host
        self.port: int = bound_port
        self._thread = threading.Thread(target=self._server.serve, name="fake-salesforce")
        self._thread.daemon = True
        self._thread.start()

    @property
    def url(self) -> str:
        """Scheme, host and port, as ``http://127.0.0.1:54321``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self._scheme}://{host}:{self.port}"

    def stop(self) -> None:
        """Answer no more requests and let the threads end."""
        self._server.stop()
        self._thread.join()
