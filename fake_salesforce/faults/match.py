"""Which requests a fault strikes: by what they are, and by how many of them there were.

A draw is a function of the seed, the fault's number and how many-th match it is. So the faults of a
run do not depend on what else was drawn, nor on the order in which threads come.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field, with_config

from .fault import Occasion

Nth = Annotated[int, Field(ge=1)]

_BYTES = 8


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Conditions that a request must meet, all of them; none is met by every request."""

    resource: str | None = None
    """The resource's name in the journal, as ``query_more``."""
    method: str | None = None
    """The HTTP method."""
    object: str | None = None
    """The object that the path names, or the query's FROM."""
    username: str | None = None
    """Whose call it is, or who logs in."""
    nth: Nth | None = None
    """Only the n-th of the requests that meet the conditions above, from 1."""
    every: Nth | None = None
    """Only each n-th of them."""
    probability: Annotated[float, Field(gt=0, le=1)] | None = None
    """Only as many of them, drawn from the seed."""

    def is_met(self, occasion: Occasion) -> bool:
        """Tell whether a request is one of those that are counted."""
        pairs = (
            (self.resource, occasion.resource),
            (self.method, occasion.method),
            (self.object, occasion.object),
            (self.username, occasion.username),
        )
        return all(
            wanted is None or (has is not None and wanted.lower() == has.lower())
            for wanted, has in pairs
        )

    def is_chosen(self, nth: int, *, seed: bytes, number: int) -> bool:
        """Tell whether the fault strikes the n-th request that is counted.

        Args:
            nth: from 1.
            seed: what the server's or the org's chance is drawn from.
            number: the fault's number.
        """
        if self.nth is not None and nth != self.nth:
            return False
        if self.every is not None and nth % self.every:
            return False
        return self.probability is None or drawn(seed, number, nth) < self.probability


def drawn(seed: bytes, number: int, nth: int) -> float:
    """Return a number from 0 to 1, 1 excluded, for the n-th match of a fault."""
    digest = hashlib.sha256(b"%b fault %d %d" % (seed, number, nth)).digest()
    return float((int.from_bytes(digest[:_BYTES]) >> 11) / (1 << 53))
