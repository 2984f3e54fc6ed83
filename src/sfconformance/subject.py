"""The connector under test as a scenario sees it: a protocol of plain data in and plain data out.

Nothing here knows the bundled connector. A foreign connector is put on the stage by implementing
:class:`Subject`; everything it is given and everything it answers can be written as JSON. What it
cannot do, it says by name with :class:`UnsupportedError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from sfconformance.errors import ConformanceError
from sfconformance.seat import Method, Seat

Fact = str | int | float | bool | None
"""A plain value that a connector tells."""


class UnsupportedError(ConformanceError):
    """The connector under test cannot do this at all; the scenario is then not for it.

    Attributes:
        what: what it cannot do, as "several accounts".
    """

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"the connector cannot do this: {what}")


class RefusedError(ConformanceError):
    """The connector refuses to do what is asked of it, as to a user whose role may not.

    A login that Salesforce refuses is none: that is a status.
    """


class KilledError(ConformanceError):
    """The connector's process was killed, as the scenario wants it."""


@dataclass(frozen=True)
class Candidate:
    """What may be the cause, where Salesforce gives one answer for many.

    Attributes:
        causes: one, or several that the same look tells apart.
        tell_apart: what to look at, and what is seen there if this is it.
        remedy: what mends it; empty where the connector does not tell.
        who: who must act then.
        heals: what makes it work again once they have acted.
    """

    causes: tuple[str, ...]
    tell_apart: str
    remedy: str = ""
    who: str = ""
    heals: str = ""

    def sentence(self) -> str:
        """Return it as it is told."""
        said = f"{' or '.join(self.causes)}: {self.tell_apart}"
        if self.remedy:
            said += f" If so: {self.remedy}"
        told = (("it is up to", self.who), ("healed by", self.heals))
        more = "; ".join(f"{name}: {text}" for name, text in told if text)
        return f"{said} ({more})" if more else said


@dataclass(frozen=True)
class Proof:
    """What the connector's conclusion rests on.

    Attributes:
        request: method and path.
        status: the HTTP status; None where no answer came.
        code: Salesforce's code, or the kind of failure of the wire.
        text: Salesforce's own words.
    """

    request: str = ""
    status: int | None = None
    code: str = ""
    text: str = ""


@dataclass(frozen=True)
class Status:
    """What the connector says of its connection.

    Attributes:
        state: "not_connected", "active" or "disconnected".
        cause: why it does not work, as "password_expired"; on an active connection what pauses it
            or what one thing does not work; None while all is well.
        since: when this state began; None before the first connect.
        message: the sentence the customer sees.
        remedy: what mends it, in a sentence; empty when nothing is wrong.
        hints: what else may help, as "there is a blank inside the secret".
        username: the connected user; None before the first connect.
        who: who must act; empty when nobody is named.
        heals: what makes it work again once they have acted.
        candidates: what else may be the cause, the likeliest first; empty where it is certain.
        evidence: what the cause rests on.
        login_status: what the user's login history says of the refused login; None if unread.
        detail: Salesforce's own words, for engineers.
        next_step: what to do after connecting.
    """

    state: str
    cause: str | None = None
    since: datetime | None = None
    message: str = ""
    remedy: str = ""
    hints: tuple[str, ...] = ()
    username: str | None = None
    who: str = ""
    heals: str = ""
    candidates: tuple[Candidate, ...] = ()
    evidence: Proof = Proof()
    login_status: str | None = None
    detail: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class Change:
    """One change of a connection's state or cause, as the history keeps it.

    Attributes:
        at: when, on the connector's clock.
        before: the state it had.
        after: the state it has.
        cause: why; None where all is well.
        who: the user who acted, or the connector's own name where it noticed by itself.
        act: what was done, as "connect" or "test".
        note: more, as support's reason.
    """

    at: datetime
    before: str
    after: str
    cause: str | None
    who: str = ""
    act: str = ""
    note: str = ""


@dataclass(frozen=True)
class Binding:
    """Where an account's data comes from, and where a refused login led.

    Attributes:
        organization_id: of the organization it is bound to; None before the first connect.
        offered_id: of the one that the refused login led to; None if none was refused for that.
    """

    organization_id: str | None
    offered_id: str | None = None


@dataclass(frozen=True)
class DoctorFinding:
    """One thing that the permission doctor looked at.

    Attributes:
        name: for machines: a right as "Lead read", or what else was looked at.
        verdict: "granted", "fine", "advice", "warning", "cannot_be_told" or "missing".
        title: for people.
        evidence: what the verdict rests on.
        stops: what does not work without it.
        remedy: what to do.
    """

    name: str
    verdict: str
    title: str = ""
    evidence: str = ""
    stops: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Examination:
    """What the permission doctor found; nothing where the connection does not work."""

    findings: tuple[DoctorFinding, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What one import of a list did.

    Attributes:
        list_name: the marketing list.
        state: "complete", "partial" (the source was cut, or so much of the list was missing that it
            stayed as it was) or "interrupted".
        imported: members written.
        skipped: rows left out.
        skipped_by_reason: reason -> rows left out for it.
        pages: pages read.
        cause: why it was interrupted; None when it is complete.
        resumed: whether it went on where an earlier import was interrupted.
        message: what the user is told besides.
    """

    list_name: str
    state: str
    imported: int
    skipped: int
    skipped_by_reason: Mapping[str, int] = field(default_factory=dict)
    pages: int = 0
    cause: str | None = None
    resumed: bool = False
    message: str = ""


@dataclass(frozen=True)
class SyncReport:
    """What one sync of a list did.

    Attributes:
        list_name: the marketing list.
        state: "complete", "partial" (something was not believed or not allowed, and nobody was
            removed for that) or "interrupted".
        kind: "changes", "full", or "" if it did not come to begin.
        why_full: why everything was read, as "asked" or "away_too_long"; else "".
        added: members that are new.
        changed: members with other values.
        left: members that left.
        left_by_reason: reason -> members that left for it.
        held_back: records missing without a trace that were kept as members.
        broken_fields: fields that could not be read.
        message: what the user is told.
        cause: why it was interrupted; None otherwise.
    """

    list_name: str
    state: str
    kind: str = ""
    why_full: str = ""
    added: int = 0
    changed: int = 0
    left: int = 0
    left_by_reason: Mapping[str, int] = field(default_factory=dict)
    held_back: int = 0
    broken_fields: tuple[str, ...] = ()
    message: str = ""
    cause: str | None = None


@dataclass(frozen=True)
class TickReport:
    """What one turn of the schedule did.

    Attributes:
        synced: the report of each list that was begun, interrupted ones too.
        not_synced: list -> why it was due and could not be begun.
        waits: why lists that are due were left to a later turn; "" if none were.
        next_due_at: when something is due next; None if nothing has a schedule.
    """

    synced: tuple[SyncReport, ...] = ()
    not_synced: Mapping[str, str] = field(default_factory=dict)
    waits: str = ""
    next_due_at: datetime | None = None


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
        routed: opens a context in which every host of salesforce.com leads to the stage; for a
            process of the connector's own, since the harness's has it already. Can be pickled.
    """

    login_url: str
    now: Callable[[], datetime]
    sleep: Callable[[timedelta], None]
    listener: Callable[[Event], None]
    seed: int = 0
    routed: Callable[[], AbstractContextManager[None]] = nullcontext


Answer: TypeAlias = ImportReport | SyncReport | TickReport | Examination
"""What an act reports, if it reports."""


class ListWork(Protocol):
    """What a connector does with lists; raises as :class:`Account` does."""

    def import_list(
        self, *, source: str, name: str, fields: Sequence[str], of: str | None = None
    ) -> ImportReport:
        """Import a list, or go on with its interrupted import.

        Args:
            source: "leads", "contacts", "campaign", "report" or "object".
            name: of the list.
            fields: by API name.
            of: which campaign, report or object, by its name.
        """
        ...

    def sync_list(self, name: str, *, full: bool = False, allow_shrink: bool = False) -> SyncReport:
        """Let a list become what its source is now."""
        ...

    def tick(self) -> TickReport:
        """Do what is due now: what looks ahead, and the syncs whose time has come."""
        ...


class Killable(ListWork, Protocol):
    """The work on lists of one account, done by a process of its own."""

    def kill(self) -> None:
        """End the process with SIGKILL; return when it is no more. Called from any thread.

        What it was working on then raises :class:`KilledError`.
        """
        ...


class Account(ListWork, Protocol):
    """One connector of the subject: an account's, to production or to a sandbox.

    A login that Salesforce refuses is a status, never an exception.

    Raises:
        RefusedError: any act may be refused, as to a role that may not do it.
        UnsupportedError: any act or argument may be one that the connector does not have.
    """

    def connect(
        self,
        username: str,
        secret: str,
        *,
        login_url: str | None = None,
        method: Method = "soap",
        client_id: str = "",
        client_secret: str = "",
    ) -> Status:
        """Connect with a user and a secret, at the stage's login URL unless told otherwise.

        The secret is password followed by security token; with ``jwt`` the private key in PEM,
        with ``client-credentials``, which take no username, the consumer secret.
        """
        ...

    def update_login(self, secret: str, username: str | None = None) -> Status:
        """Replace the secret, and the user if one is given, and connect again."""
        ...

    def test(self) -> Status:
        """Test the connection with the login that is stored."""
        ...

    def disconnect(self) -> Status:
        """End the connection."""
        ...

    def status(self) -> Status:
        """Return what the connector knows, without asking Salesforce."""
        ...

    def history(self) -> Sequence[Change]:
        """Return what became of the connection, the newest first."""
        ...

    def organization(self) -> Binding:
        """Return which organization the account is bound to."""
        ...

    def confirm_organization(self, organization_id: str, *, reason: str) -> Status:
        """Let the same organization pass with another domain of its user."""
        ...

    def rebind_organization(self, organization_id: str, *, reason: str) -> Status:
        """Bind the account to another organization."""
        ...

    def choose_record_types(self, sobject: str, names: Sequence[str]) -> None:
        """Work with these record types of an object only, of none named with every record."""
        ...

    def schedule_list(self, name: str, every: str) -> None:
        """Let a list be synced by :meth:`tick` every so often, as "1h"; "off" ends it."""
        ...

    def doctor(self) -> Examination:
        """Examine what the connected user may do; changes nothing."""
        ...

    def members(self, name: str) -> Iterable[Member]:
        """Return the members of a list as a reader sees it now; none if there is no such list."""
        ...


class Subject(Protocol):
    """A connector under test."""

    def account(self, seat: Seat) -> Account:
        """Return the connector of an account, as a user of a role works with it.

        Raises:
            UnsupportedError: it has no several accounts, environments, roles, guards or times.
        """
        ...

    def killable(self, seat: Seat) -> AbstractContextManager[Killable]:
        """Open the connector of an account in a process of its own, which can be killed.

        It finds what :meth:`account` has stored, and :meth:`account` is asked for anew when the
        context is left: to a connector that starts again.

        Raises:
            UnsupportedError: its work cannot be done by such a process.
        """
        ...


OpenSubject = Callable[[Surroundings], AbstractContextManager[Subject]]
"""Opens a connector for one scenario; leaving the context closes it."""
