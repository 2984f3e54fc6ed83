"""The connector under test as a scenario sees it: a protocol of plain data in and plain data out.

Nothing here knows the bundled connector. A foreign connector is put on the stage by implementing
:class:`Subject`; everything it is given and everything it answers can be written as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

Fact = str | int | float | bool | None
"""A plain value that a connector tells."""


@dataclass(frozen=True)
class Status:
    """What the connector says of its connection.

    Attributes:
        state: "not_connected", "active" or "disconnected".
        cause: why it is disconnected, as "password_expired"; None while it is not.
        since: when this state began; None before the first connect.
        message: the sentence the customer sees.
        remedy: what mends it, in a sentence; empty when nothing is wrong.
        hints: what else may help, as "there is a blank inside the secret".
        username: the connected user; None before the first connect.
    """

    state: str
    cause: str | None = None
    since: datetime | None = None
    message: str = ""
    remedy: str = ""
    hints: tuple[str, ...] = ()
    username: str | None = None


@dataclass(frozen=True)
class ImportReport:
    """What one import of a list did.

    Attributes:
        list_name: the marketing list.
        state: "complete" or "interrupted".
        imported: members written.
        skipped: rows left out.
        skipped_by_reason: reason -> rows left out for it.
        pages: pages read.
        cause: why it was interrupted; None when it is complete.
        resumed: whether it went on where an earlier import was interrupted.
    """

    list_name: str
    state: str
    imported: int
    skipped: int
    skipped_by_reason: Mapping[str, int] = field(default_factory=dict)
    pages: int = 0
    cause: str | None = None
    resumed: bool = False


@dataclass(frozen=True)
class Member:
    """A member of a marketing list.

    Attributes:
        record_id: the Salesforce id, 15 or 18 characters.
        email: the e-mail address the list holds.
        values: field API name -> value.
    """

    record_id: str
    email: str
    values: Mapping[str, Fact]


@dataclass(frozen=True)
class Event:
    """Something the connector tells while it works.

    Attributes:
        name: what it is, as "page_imported".
        at: when, on the connector's clock.
        facts: plain details; never a secret.
    """

    name: str
    at: datetime
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Surroundings:
    """What the harness gives a connector to live in.

    Attributes:
        login_url: where to log in; instance and login host are one.
        now: the stage's clock.
        sleep: sleeping moves the stage's clock and returns at once.
        listener: where events are told.
        seed: where every draw of chance starts.
    """

    login_url: str
    now: Callable[[], datetime]
    sleep: Callable[[timedelta], None]
    listener: Callable[[Event], None]
    seed: int = 0


class Subject(Protocol):
    """A connector under test. A refused login is a status, never an exception."""

    def connect(self, username: str, secret: str) -> Status:
        """Connect with a user and a secret (password followed by security token)."""
        ...

    def update_login(self, secret: str, username: str | None = None) -> Status:
        """Replace the secret, and the user if one is given, and connect again."""
        ...

    def status(self) -> Status:
        """Return what the connector knows, without asking Salesforce."""
        ...

    def import_list(self, *, source: str, name: str, fields: Sequence[str]) -> ImportReport:
        """Import a list, or go on with its interrupted import."""
        ...

    def members(self, name: str) -> Iterable[Member]:
        """Return the members of a list as a reader sees it now; none if there is no such list."""
        ...


OpenSubject = Callable[[Surroundings], AbstractContextManager[Subject]]
"""Opens a connector for one scenario; leaving the context closes it."""
