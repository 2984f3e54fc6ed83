"""The page served over HTTP: by cheroot, on loopback unless a password guards it.

The page takes the keys of a customer's organization. Only who works at this computer reaches a
loopback address; any other address is refused without a password.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cheroot.wsgi import Server

from sfconnector.errors import ConfigurationError
from sfconnector.secret import Secret
from sfconnector.web.application import create_app
from sfconnector.web.guards import LOOPBACK_NAMES
from sfconnector.web.site import PATH, OpenConnector

THREADS = 8
IDLE_SECONDS = 1
"""How long the end waits for connections that ask nothing. An act under way comes to its end."""
LOOK_SECONDS = 0.2
"""How soon ``run`` sees that another thread stopped the server; a signal is seen at once."""


class _Server(Server):
    """A server that takes its port again at once, and lets go of a socket it could not bind."""

    @classmethod
    def prepare_socket(cls, *args: Any, **kwargs: Any) -> socket.socket:  # noqa: ANN401 - cheroot's, untyped
        prepared: socket.socket = super().prepare_socket(*args, **kwargs)
        if os.name == "posix":  # elsewhere the option lets anybody take the port
            prepared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return prepared

    @staticmethod
    def bind_socket(socket_: socket.socket, bind_addr: tuple[str, int]) -> socket.socket:
        try:
            socket_.bind(bind_addr)
        except OSError:
            socket_.close()
            raise
        return socket_


@dataclass(frozen=True, slots=True)
class Served:
    """A page that answers."""

    server: Server
    url: str
    is_loopback: bool

    def run(self) -> None:
        """Answer until the server is stopped or the keyboard interrupts.

        A thread of its own serves. Python raises KeyboardInterrupt in the main thread wherever that
        is; were it in the server, a lock of the queue of requests could stay taken for ever, and
        the workers would never end.
        """
        threading.Thread(target=self.server.serve, name="server of the page", daemon=True).start()
        while self.server.ready:
            time.sleep(LOOK_SECONDS)  # noqa: TID251 - waits for a person; takes no lock

    def stop(self) -> None:
        """End it from another thread."""
        self.server.stop()


@contextmanager
def served(
    open_connector: OpenConnector,
    *,
    host: str,
    port: int,
    password: Secret,
    login_url: str | None = None,
) -> Iterator[Served]:
    """Bind the address, and let go of it at the end.

    Args:
        open_connector: as for :func:`create_app`.
        host: an IP address or ``localhost``.
        port: 0 takes a free one.
        password: guards the page; empty for none, which is taken on loopback only.
        login_url: as for :func:`create_app`.

    Raises:
        ConfigurationError: the address is reached from outside and there is no password, or it
            cannot be bound.
    """
    is_loopback = _is_loopback(host)
    if not is_loopback and not password:
        message = (
            f"{host} can be reached from other computers, and the page takes passwords and changes "
            "the connection: set SFCONNECTOR_WEB_PASSWORD, or leave --host out to serve it to this "
            "computer only"
        )
        raise ConfigurationError(message)
    app = create_app(
        open_connector,
        login_url=login_url,
        password=password,
        names=LOOPBACK_NAMES | {host.casefold()} if is_loopback else None,
    )
    server = _Server(
        (host, port),
        app,
        numthreads=THREADS,
        server_name="sfconnector",
        shutdown_timeout=IDLE_SECONDS,
    )
    try:
        server.prepare()
    except OSError as error:
        message = f"{host}:{port} cannot be bound: {error.strerror or error}; choose another --port"
        raise ConfigurationError(message) from error
    try:
        bound = server.bind_addr[1]
        name = f"[{host}]" if ":" in host else host
        yield Served(server, f"http://{name}:{bound}{PATH}", is_loopback)
    finally:
        server.stop()


def _is_loopback(host: str) -> bool:
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError as error:
        message = f"the address {host!r} is no IP address; give one, or localhost"
        raise ConfigurationError(message) from error
