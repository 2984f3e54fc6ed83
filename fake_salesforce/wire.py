"""How an answer goes over the wire, and what an application may do with the connection.

The embedded server puts a :class:`Wire` into each request's environment. Under another WSGI server
there is none, and what needs it is refused by name.
"""

from __future__ import annotations

import contextlib
import ipaddress
import select
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

WIRE = "fake_salesforce.wire"
"""The key of the WSGI environment under which the wire lies."""

End = Literal["keep", "close", "reset"]
Flaw = Literal["expired", "wrong_host", "unknown_authority"]
"""What can be wrong with a certificate."""


def is_loopback(host: str) -> bool:
    """Tell whether a host, without its port, is this machine's own: a name or an address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Delivery:
    """How much of an answer is sent, how, and what becomes of the connection then."""

    sends_head: bool = True
    """Whether status line and headers are sent."""
    share: float = 1
    """How much of the body is sent, from 0 to 1."""
    end: End = "keep"
    """Whether the connection is kept, closed (FIN) or reset (RST) afterwards."""
    piece_bytes: int | None = None
    """The body is sent in pieces of this length; None sends it at once."""
    pause: Callable[[], None] | None = None
    """What is done between two pieces; None where it is sent at once."""

    @property
    def told(self) -> str:
        """What arrives, in a word: ``whole``, ``part`` or ``none``."""
        if not self.sends_head:
            return "none"
        return "whole" if self.share >= 1 else "part"


NOT_DELIVERED = Delivery(sends_head=False, share=0, end="close")
"""Not a byte arrives, and the connection is closed."""


class Wire:
    """The connection of one request, as its application sees it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.delivery: Delivery | None = None
        """How the answer is to be sent; None is the usual way."""

    def wait_for_hang_up(self, seconds: float) -> bool:
        """Wait really, on the socket; return whether the client has hung up meanwhile.

        A client that sends on while it waits for its answer (pipelining) is not told from one
        that stays silent: the wait goes on to its end.
        """
        poll = select.poll()
        hung_up = select.POLLHUP | select.POLLERR | getattr(select, "POLLRDHUP", 0)
        poll.register(self._connection, hung_up)
        with contextlib.suppress(InterruptedError):
            return bool(poll.poll(seconds * 1000))
        return False
