"""How many failed logins there may be with a secret, and how many there were.

The rule (issue: the connection): failed logins with a secret are at most one, plus one for each
explicit act with that secret after its refusal, plus one for each act in which a process was killed
or an answer lost while a login with it was on its way. An accepted login begins the count anew.
After two such acts nothing is sent by itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

MOST_CUT = 2
"""Logins that may be refused unheard before no further one is sent by itself."""

Credentials: TypeAlias = tuple[str, str]
"""Username and secret."""
End: TypeAlias = Literal["accepted", "refused", "undecided"]
"""How a login ended at Salesforce, whether or not its answer came through; a server without time
decides nothing."""


@dataclass(frozen=True, slots=True)
class SentLogin:
    """A login that Salesforce was sent."""

    credentials: Credentials
    end: End
    code: str | None
    """The fault code of one that was not accepted."""
    is_lost: bool
    """Whether its answer did not come through, or in a form that nobody can read."""
    why: str | None = None
    """What Salesforce's login history says of it; None where it knows no such user."""


@dataclass
class LoginLedger:
    """Counts by credentials, and what the connector must know of them."""

    failed: Counter[Credentials] = field(default_factory=Counter)
    """Failed logins since the last accepted one, as the fake counts them."""
    bought: Counter[Credentials] = field(default_factory=Counter)
    """Explicit acts with them after their refusal that sent a login."""
    cut: Counter[Credentials] = field(default_factory=Counter)
    """Acts in which a process was killed, or an answer lost, after such a login was sent."""
    known: set[Credentials] = field(default_factory=set)
    """Credentials whose refusal came through to a process that lived to write it down."""

    def sent(self, login: SentLogin, *, explicit: Credentials | None) -> None:
        """Count a login that has just been sent.

        Args:
            login: what was sent, and how it ended.
            explicit: the credentials that somebody's act is about; None in work that runs by
                itself.

        Raises:
            AssertionError: it must not have been sent.
        """
        used = login.credentials
        if used != explicit:
            assert used not in self.known, "a refused secret is not sent again by itself"
            assert self.cut[used] < MOST_CUT, "what may have been refused is not sent without end"
        if login.end == "accepted":
            self.failed[used] = self.bought[used] = self.cut[used] = 0
            self.known.discard(used)
        elif login.end == "refused":
            self.bought[used] += used == explicit and self.failed[used] > 0
            self.failed[used] += 1

    def ended(self, logins: list[SentLogin], *, is_cut: bool) -> None:
        """Take in that the act which sent these logins is over, and check the rule.

        Args:
            logins: what the act has sent.
            is_cut: whether its process was killed, or an answer lost by it.

        Raises:
            AssertionError: more logins have failed than may.
        """
        refused = [each for each in logins if each.end == "refused"]
        assert len(refused) <= 1, "one act has one login refused at most"
        for each in refused:
            is_unknown = is_cut or each.is_lost
            self.cut[each.credentials] += is_unknown
            if not is_unknown:
                self.known.add(each.credentials)
        for each in logins:
            most = 1 + self.bought[each.credentials] + self.cut[each.credentials]
            assert self.failed[each.credentials] <= most, "too many logins with one secret failed"
