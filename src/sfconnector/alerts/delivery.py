"""How a notice leaves: who gets it, and whether it did.

A delivery never raises for what the other side does: it tells whether the notice was sent, was not,
or may have been. Reasons are names and codes alone, since texts of mail servers and URLs may hold
secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sfconnector.store.alerts import Outcome

SECONDS = 10.0
"""How long the other side may take for each step; the work waits meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is sent."""

    number: str
    """Differs from any other of this store; a receiver may tell a repetition by it."""
    kind: str
    content: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivered:
    """How it went; ``error`` is empty if it was sent."""

    outcome: Outcome
    error: str = ""


class Delivery(Protocol):
    """A way to one administrator."""

    @property
    def recipient(self) -> str:
        """Who is told, as it may be shown: an address, or a webhook's host."""
        ...

    def deliver(self, parcel: Parcel) -> Delivered:
        """Send, and tell how it went."""
        ...
