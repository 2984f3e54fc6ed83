"""How many failed logins there may be with a secret, and how many there were.

The rule (issue: the connection): failed logins with a secret are at most one, plus one for each
explicit act with that secret after its refusal, plus one for each act in which a process was killed
or an answer lost while a login with it was on its way. An accepted login begins the count anew.
After two such acts nothing is sent by itself.

Whether a login may be sent is judged as its process goes to send it, by what is known then. An
explicit act may overtake one that is on its way by itself with the same secret, and Salesforce
refuses both: that is as many as if the act had come after the refusal, so it counts as if it had.
(That the act waited would spare no failure: it sends its own login whatever became of the other.)
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
    """Explicit acts with them after their refusal, or before that of a login overtaken by them."""
    overtaken: Counter[Credentials] = field(default_factory=Counter)
    """Explicit acts refused since a login by itself, which one process sends at a time, began."""
    cut: Counter[Credentials] = field(default_factory=Counter)
    """Acts in which a process was killed, or an answer lost, after such a login was sent."""
    known: set[Credentials] = field(default_factory=set)
    """Credentials whose refusal came through to a process that lived to write it down."""

    def begun(self, used: Credentials, *, explicit: Credentials | None) -> None:
        """Take in that a process goes to send a login with these credentials.

        Args:
            used: the login's credentials.
            explicit: those that somebody's act is about; None in work that runs by itself.

        Raises:
            AssertionError: it must not be sent.
        """
        if used != explicit:
            assert used not in self.known, "a refused secret is not sent again by itself"
            assert self.cut[used] < MOST_CUT, "what may have been refused is not sent without end"
            self.overtaken[used] = 0

    def sent(self, login: SentLogin, *, explicit: Credentials | None) -> None:
        """Count a login that has just been sent.

        Args:
            login: what was sent, and how it ended.
            explicit: as for :meth:`begun`.
        """
        used = login.credentials
        if login.end == "accepted":
            self.failed[used] = self.bought[used] = self.cut[used] = 0
            self.known.discard(used)
        elif login.end == "refused":
            is_asked_for = used == explicit
            self.bought[used] += self.failed[used] > 0 and (
                is_asked_for or self.overtaken[used] > 0
            )
            self.overtaken[used] += is_asked_for
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
