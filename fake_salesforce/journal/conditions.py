"""Which exchanges are meant: conditions, and what tells whether an exchange meets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict, Unpack

from .exchange import Exchange


class Conditions(TypedDict, total=False):
    """What an exchange is to be; None, or nothing said, is any."""

    resource: str | None
    """The resource's name, as ``query_more``."""
    username: str | None
    """Who asked, or tried to log in."""
    status: int | None
    """The HTTP status; 0 are those that were not handled."""
    error_code: str | None
    """The errorCode, SOAP fault code or OAuth error."""
    org_id: str | None
    """The org's 18-character id."""
    fault: str | None
    """The kind of a fault that struck, as ``latency``."""
    since: datetime | None
    """The earliest instant, on the clock."""
    after: int
    """The number after which to begin: a :attr:`.Journal.position` noted before."""


_SAME = ("resource", "username", "status", "error_code", "org_id")
"""The conditions that an attribute of an exchange is equal to."""


def meeting(**conditions: Unpack[Conditions]) -> Callable[[Exchange], bool]:
    """Return what tells whether an exchange meets every condition given."""
    wanted = {name: conditions.get(name) for name in _SAME}
    fault, since = conditions.get("fault"), conditions.get("since")
    after = conditions.get("after", 0)
    return lambda exchange: (
        exchange.number > after
        and (since is None or exchange.time >= since)
        and (fault is None or fault in exchange.faults)
        and all(value in {None, getattr(exchange, name)} for name, value in wanted.items())
    )
