"""A wire that tells which logins Salesforce was sent and how each ended there, and can be held."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from html import unescape
from urllib.parse import parse_qsl

from fake_salesforce import FakeSalesforce
from killing_wire import KillingWire
from login_ledger import Credentials, End, SentLogin
from sfconnector.errors import TransportError
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.login import oauth
from sfconnector.secret import Secret

LONGEST_SECONDS = 60
"""After which a process that is held, or waited for, has failed its test."""
SUCCESS = "Success"
READABLE: Mapping[str, tuple[bytes, bytes]] = {
    "soap": (b"<?xml", b"</soapenv:Envelope>"),
    "oauth_token": (b"{", b"}"),
}
"""What an answer of Salesforce to a login begins and ends with, by the door that it goes to."""
UNDECIDED = frozenset({"SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION", "LOGIN_RATE_EXCEEDED"})
NewestLogin = Callable[[str], tuple[str, str] | None]


class WatchedWire(KillingWire):
    """A killing wire that notes every login with its secret, and what the fake made of it."""

    def __init__(
        self,
        salesforce: FakeSalesforce,
        begun: Callable[[Credentials], None],
        told: Callable[[SentLogin], None],
        newest_login: NewestLogin,
    ) -> None:
        """Make it.

        Args:
            salesforce: the fake.
            begun: takes the credentials of each login that is about to be sent, before anything
                happens in between: its process has decided on it.
            told: takes each login as it is sent.
            newest_login: returns id and status of a username's newest login in the history.
        """
        super().__init__()
        self._salesforce = salesforce
        self._newest_login = newest_login
        self._begun = begun
        self._told = told
        self.logins: list[SentLogin] = []
        """Those of the act that runs."""
        self.has_lost = False
        """Whether in the act that runs an answer was lost, or that to a login could not be read."""
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
        door, login = _login_of(request)
        if login is not None:
            self._begun(login)
        if self.between is not None and self.count + 1 == self.at:
            happen, self.between = self.between, None
            happen()
        newest = None if login is None else self._newest_login(login[0])
        position = self._salesforce.journal.position
        fired = self._fired()
        is_lost = True
        try:
            answer = super().exchange(request, base_url=base_url, session_id=session_id)
            is_lost = login is not None and not _is_readable(door, answer)
        except TransportError:
            self.has_lost = True
            raise
        finally:
            if login is not None:
                struck = self._fired() - fired
                self._note(door, login, newest, position, set(struck), is_lost=is_lost)
        self.has_lost |= is_lost
        return answer

    def _fired(self) -> Counter[int]:
        """Return how often each fault has struck, by its number."""
        return Counter({each.number: each.fired for each in self._salesforce.faults.staged})

    def _note(
        self,
        door: str,
        used: Credentials,
        newest: tuple[str, str] | None,
        position: int,
        struck: set[int],
        *,
        is_lost: bool,
    ) -> None:
        came = [
            each
            for each in self._salesforce.journal.exchanges
            if each.number > position and each.resource == door
        ]
        if not came:
            return  # it never arrived
        [exchange] = came
        staged = self._salesforce.faults.staged
        is_handled = all(each.phase == "after" for each in staged if each.number in struck)
        recorded = self._newest_login(used[0])
        why = None if recorded is None or recorded == newest else recorded[1]
        code = exchange.error_code
        # What refuses every request refuses a SOAP login in words that are a login's too.
        is_judged = is_handled or (door == "soap" and code is not None)
        if code in UNDECIDED or not is_judged:
            end: End = "undecided"
        elif is_handled and code is None and why == SUCCESS:
            end = "accepted"
        else:
            end = "refused"
        login = SentLogin(used, end, code, is_lost, why if end == "refused" else None)
        self.logins.append(login)
        self._told(login)


def _login_of(request: Request) -> tuple[str, Credentials | None]:
    """Return the door that a login goes to, its username and secret; None for other requests."""
    body = b"" if request.body is None else request.body
    if b"urn:login" in body:
        username, secret = (
            unescape(found[1])
            for name in ("username", "password")
            if (found := re.search(f"<urn:{name}>(.*?)</urn:{name}>", body.decode(), re.DOTALL))
        )
        return "soap", (username, secret)
    if request.path == oauth.PATH:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        return "oauth_token", (form["username"], form["password"])
    return "", None


def _is_readable(door: str, answer: Answer) -> bool:
    """Tell whether an answer to a login is one that Salesforce may have given."""
    begin, end = READABLE[door]
    return answer.body.startswith(begin) and answer.body.endswith(end)


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
