"""Plays the rows that read and need nothing staged against a real org.

One login is sent, with the given credentials, and never a second: a refused secret tried again
locks its user out. After it only GET and HEAD leave this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from .caller import Caller, UnknownNameError
from .matching import Reply
from .model import Area, Request, Row, SoapLogin
from .playing import Outcome, compare

USERNAME_VARIABLE = "FAKE_SALESFORCE_USERNAME"
SECRET_VARIABLE = "FAKE_SALESFORCE_SECRET"  # noqa: S105 - a variable's name
_OK = 200


class TargetError(Exception):
    """The real org cannot be asked."""


class WouldWriteError(TargetError):
    """A request would change something in the real org."""


class Target:
    """A real org, logged in to, that is only read."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @classmethod
    def log_in(cls, url: str, environment: Mapping[str, str]) -> Target:
        """Log in by SOAP, once.

        Args:
            url: the login host, as ``https://login.salesforce.com``.
            environment: has ``FAKE_SALESFORCE_USERNAME`` and ``FAKE_SALESFORCE_SECRET``, which is
                password and security token in one.

        Raises:
            TargetError: a variable is missing, or the login is refused.
            requests.RequestException: there was no answer.
        """
        missing = [
            each for each in (USERNAME_VARIABLE, SECRET_VARIABLE) if not environment.get(each)
        ]
        if missing:
            message = f"set {' and '.join(missing)} to log in to {url}"
            raise TargetError(message)
        door = Caller(url.rstrip("/"))
        try:
            login = SoapLogin(
                username=environment[USERNAME_VARIABLE], secret=environment[SECRET_VARIABLE]
            )
            reply = door.send_login(login)
        finally:
            door.close()
        if reply.status != _OK:
            message = (
                f"the login was refused, and is not tried again: {_element(reply, 'faultstring')}"
            )
            raise TargetError(message)
        address = urlsplit(_element(reply, "serverUrl"))
        caller = Caller(f"{address.scheme}://{address.netloc}")
        caller.names |= {
            "session": _element(reply, "sessionId"),
            "org.id": _element(reply, "organizationId"),
            "user.id": _element(reply, "userId"),
            "user.username": environment[USERNAME_VARIABLE],
            "user.secret": environment[SECRET_VARIABLE],
        }
        return cls(caller)

    def close(self) -> None:
        """Close the connections."""
        self._caller.close()

    def ask(self, request: Request) -> Reply:
        """Send a request that reads.

        Raises:
            WouldWriteError: it is none; nothing is sent.
        """
        if not request.only_reads:
            message = f"{request.method} {request.resource} is not sent to a real org"
            raise WouldWriteError(message)
        return self._caller.send(request)

    def play(self, area_name: str, row: Row) -> Outcome:
        """Play a row that reads and needs nothing staged.

        Raises:
            WouldWriteError: the row is another one; nothing is sent.
        """
        if not row.is_read_only:
            message = f"the row {row.id} needs an org of its own, or writes"
            raise WouldWriteError(message)
        try:
            reply = self.ask(row.request)
            return Outcome(area_name, row, compare(row, reply, self._caller.names))
        except UnknownNameError as error:
            return Outcome(area_name, row, (str(error),))

    def play_areas(self, areas: Iterable[tuple[str, Area]]) -> Iterator[Outcome]:
        """Play those rows of some areas that read and need nothing staged."""
        for name, area in areas:
            for row in area.rows:
                if row.is_read_only:
                    yield self.play(name, row)


def _element(reply: Reply, name: str) -> str:
    match = re.search(rf"<(?:\w+:)?{name}>([^<]*)</", reply.text)
    if match is None:
        message = f"the answer to the login has no <{name}> (status {reply.status})"
        raise TargetError(message)
    return match[1]
