"""Connection refused: nothing listens at the server's address.

Connections that were open are closed. A name that cannot be found (DNS) looks alike to a client,
and lies outside any server: point the client at a host that does not exist, as ``sf.invalid``.
"""

from __future__ import annotations

from dataclasses import dataclass

from .outage import Outage


@dataclass(frozen=True, kw_only=True)
class ConnectionRefused(Outage):
    """A server that is not there."""

    kind = "connection_refused"
