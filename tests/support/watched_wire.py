"""A wire that tells which logins Salesforce was sent and how each ended there, and can be held."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from html import unescape

from fake_salesforce import FakeSalesforce
from killing_wire import KillingWire
from login_ledger import SentLogin
from sfconnector.errors import TransportError
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.secret import Secret

LONGEST_SECONDS = 60
"""After which a process that is held, or waited for, has failed its test."""
UNDECIDED = frozenset({"SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION", "LOGIN_RATE_EXCEEDED"})
NO_ANSWER_OF_SALESFORCE = frozenset({"proxy_page", "error_page", "reset"})
"""Faults that keep a login from being handled."""


class WatchedWire(KillingWire):
    """A killing wire that notes every login with its secret, and what the fake made of it."""

    def __init__(
        self,
        salesforce: FakeSalesforce,
        told: Callable[[SentLogin], None],
        why_refused: Callable[[str], str | None],
    ) -> None:
        """Make it.

        Args:
            salesforce: the fake.
            told: takes each login as it is sent.
            why_refused: returns what the login history says of a username's newest login.
        """
        super().__init__()
        self._salesforce = salesforce
        self._why_refused = why_refused
        self._told = told
        self.logins: list[SentLogin] = []
        """Those of the act that runs."""
        self.has_lost = False
        """Whether an answer was lost in the act that runs."""
        self.between: Callable[[], None] | None = None
        """What happens before the act's next exchange is sent."""
        self.at = 0
        """At which exchange it happens, counted from 1."""

    def plan(self, nth: int | None, when: str) -> None:
        """Begin an act."""
        super().plan(nth, when)
        self.logins, self.has_lost = [], False
        self.between = None

    @property
    def is_killed(self) -> bool:
        """Whether the act's process was killed."""
        return self.struck and self.when != "lost"

    def exchange(
        self, request: Request, *, base_url: str, session_id: Secret | None = None
    ) -> Answer:
        """Send, and note a login."""
        if self.between is not None and self.count + 1 == self.at:
            happen, self.between = self.between, None
            happen()
        position = self._salesforce.journal.position
        is_lost = True
        try:
            answer = super().exchange(request, base_url=base_url, session_id=session_id)
            is_lost = False
        except TransportError:
            self.has_lost = True
            raise
        finally:
            if request.body is not None and b"urn:login" in request.body:
                self._note(request.body.decode(), position, is_lost=is_lost)
        return answer

    def _note(self, envelope: str, position: int, *, is_lost: bool) -> None:
        came = [
            each
            for each in self._salesforce.journal.exchanges
            if each.number > position and each.resource == "soap"
        ]
        if not came:
            return  # it never arrived
        [exchange] = came
        username, secret = (
            unescape(found[1])
            for name in ("username", "password")
            if (found := re.search(f"<urn:{name}>(.*?)</urn:{name}>", envelope, re.DOTALL))
        )
        code = exchange.error_code
        unhandled = NO_ANSWER_OF_SALESFORCE & set(exchange.faults)
        if unhandled or code in UNDECIDED:
            login = SentLogin((username, secret), "undecided", code, is_lost)
        elif code is None:
            login = SentLogin((username, secret), "accepted", None, is_lost)
        else:
            was_handled = not set(exchange.faults) - {"answer_lost"}
            why = self._why_refused(username) if was_handled else None
            login = SentLogin((username, secret), "refused", code, is_lost, why)
        self.logins.append(login)
        self._told(login)


class Held:
    """A process that is held at one of its exchanges until another has acted."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._arrived = threading.Event()
        self._goes_on = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(act,), daemon=True)

    def start(self) -> None:
        """Start it, and return when it is held or has come to its end."""
        self._thread.start()
        assert self._arrived.wait(LONGEST_SECONDS)

    def stay(self) -> None:
        """Wait, in its own thread, until it may go on."""
        self._arrived.set()
        assert self._goes_on.wait(LONGEST_SECONDS)

    def end(self) -> None:
        """Let it go on to its end."""
        self._goes_on.set()
        self._thread.join(LONGEST_SECONDS)
        assert not self._thread.is_alive()
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _run(self, act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - raised again where the test is
            self._error = error
        finally:
            self._arrived.set()
