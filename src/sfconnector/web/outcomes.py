"""What came of an act, kept from the answer that redirects until the page that tells of it.

It is kept here and not in the cookie, which is too small for a diagnosis with its candidates.
Nothing of it is secret: a status never is, and what was typed into a secret field is not kept.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from sfconnector.connection.status import Status

MOST_KEPT = 256
"""How many visitors' outcomes are kept; the oldest are forgotten first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an act ended: with a status, or with a sentence where it could not be done as asked."""

    act: str
    """``connect``, ``update_login``, ``test``, ``disconnect`` or ``doctor``."""
    status: Status | None = None
    """What the act returned; None where it was refused before, or where it returns no status."""
    refusal: str = ""
    """Why it was refused; "" where there is a status."""
    username: str = ""
    """What was typed as username, to be shown in the form again."""


class Outcomes:
    """The last outcome of each visitor, told once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Outcome] = OrderedDict()
        self._lock = Lock()

    def keep(self, visitor: str, outcome: Outcome) -> None:
        """Keep a visitor's outcome in the place of the one before."""
        with self._lock:
            self._kept.pop(visitor, None)
            self._kept[visitor] = outcome
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def take(self, visitor: str) -> Outcome | None:
        """Return a visitor's outcome and forget it; None if there is none."""
        with self._lock:
            return self._kept.pop(visitor, None)
