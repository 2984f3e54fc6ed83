"""The bundled connector as a subject: the only file of the harness that knows ``sfconnector``.

It is opened as a customer would have it, with a store of its own in a temporary folder and a new
key, only that its clock is the stage's and its login URL the fake's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import sfconnector
from sfconformance import own_process
from sfconformance.seat import Method, Seat
from sfconformance.subject import (
    Binding,
    Candidate,
    Change,
    DoctorFinding,
    Event,
    Examination,
    Fact,
    ImportReport,
    Member,
    Proof,
    RefusedError,
    Status,
    Surroundings,
    SyncReport,
    TickReport,
    UnsupportedError,
)
from sfconnector import events
from sfconnector.config import KeyFile
from sfconnector.connection.roles import ActingUser, Role
from sfconnector.errors import InputError, NotConnectedError, StateError
from sfconnector.lists import sync_report
from sfconnector.lists.sources import SOURCES


class StageClock:
    """The connector's clock on a stage: sleeping moves the stage's clock instead of waiting."""

    def __init__(self, now: Callable[[], datetime], sleep: Callable[[timedelta], None]) -> None:
        self._now = now
        self._sleep = sleep

    def now(self) -> datetime:
        """Return the stage's instant."""
        return self._now()

    def monotonic(self) -> float:
        """Return the stage's instant in seconds."""
        return self._now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Move the stage's clock."""
        self._sleep(timedelta(seconds=max(seconds, 0)))


class BundledConnector:
    """A :class:`sfconformance.subject.Subject`: ``sfconnector.Connector``s on one store."""

    def __init__(self, surroundings: Surroundings, folder: Path) -> None:
        self._surroundings = surroundings
        self._folder = folder
        self._opened: dict[Seat, sfconnector.Connector] = {}

    @classmethod
    @contextmanager
    def open(cls, surroundings: Surroundings) -> Iterator[BundledConnector]:
        """Give the connectors an empty store; leaving closes them and removes it."""
        with tempfile.TemporaryDirectory(
            prefix="sfconformance-", ignore_cleanup_errors=False
        ) as folder:
            subject = cls(surroundings, Path(folder))
            try:
                yield subject
            finally:
                subject.close()

    def account(self, seat: Seat) -> BundledAccount:
        """Return the connector of a seat, opened when it is first asked for."""
        if seat not in self._opened:
            self._opened[seat] = _connector(self._folder, seat, self._surroundings)
        return BundledAccount(self._opened[seat], self._surroundings.login_url)

    @contextmanager
    def killable(self, seat: Seat) -> Iterator[own_process.OwnProcess]:
        """Open the connector of a seat in a process of its own, on the same store.

        Those of this process are closed, so that who works on after a kill begins anew.
        """
        self.close()
        open_work = partial(_working, self._folder, seat)
        with own_process.opened(open_work, self._surroundings) as process:
            yield process

    def close(self) -> None:
        """Close every connector."""
        for connector in self._opened.values():
            connector.close()
        self._opened.clear()


def _connector(folder: Path, seat: Seat, there: Surroundings) -> sfconnector.Connector:
    """Open the connector of a seat on the store and the key of a folder."""
    return sfconnector.Connector.open(
        store=f"sqlite:///{folder / 'store.sqlite'}",
        key=KeyFile(folder / "key"),
        clock=StageClock(there.now, there.sleep),
        listeners=(lambda event: there.listener(_told(event)),),
        seed=there.seed,
        account=seat.account,
        environment=seat.environment,
        guard=seat.guard,
        acting=ActingUser(name=seat.role, role=Role(seat.role)),
        answer_seconds=seat.answer_seconds,
    )


@contextmanager
def _working(folder: Path, seat: Seat, there: Surroundings) -> Iterator[BundledAccount]:
    """Open the connector of a seat in whatever process this is called."""
    with _connector(folder, seat, there) as connector:
        yield BundledAccount(connector, there.login_url)


class BundledAccount:
    """A :class:`sfconformance.subject.Account` over one ``sfconnector.Connector``."""

    def __init__(self, connector: sfconnector.Connector, login_url: str) -> None:
        self._connector = connector
        self._login_url = login_url

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
        """Connect, at the stage's login URL unless told otherwise."""
        with _refusing():
            return _status(
                self._connector.connect(
                    username,
                    secret,
                    login_url=login_url or self._login_url,
                    method=method,
                    client_id=client_id,
                    client_secret=client_secret,
                )
            )

    def update_login(self, secret: str, username: str | None = None) -> Status:
        """Update the login."""
        with _refusing():
            return _status(self._connector.update_login(secret, username=username))

    def test(self) -> Status:
        """Test the connection."""
        with _refusing():
            return _status(self._connector.test())

    def disconnect(self) -> Status:
        """Forget the secret."""
        with _refusing():
            return _status(self._connector.disconnect())

    def status(self) -> Status:
        """Read the status from the store."""
        return _status(self._connector.status())

    def history(self) -> Sequence[Change]:
        """Read the history from the store."""
        return [
            Change(
                at=each.at,
                before=each.from_state,
                after=each.to_state,
                cause=each.cause,
                who=each.who,
                act=each.act,
                note=each.note,
            )
            for each in self._connector.history()
        ]

    def organization(self) -> Binding:
        """Read the binding from the store."""
        found = self._connector.organization()
        offered = None if found.offered is None else found.offered.organization_id
        return Binding(organization_id=found.organization_id, offered_id=offered)

    def confirm_organization(self, organization_id: str, *, reason: str) -> Status:
        """Confirm the organization."""
        with _refusing():
            return _status(self._connector.confirm_organization(organization_id, reason=reason))

    def rebind_organization(self, organization_id: str, *, reason: str) -> Status:
        """Bind the account to another organization."""
        with _refusing():
            return _status(self._connector.rebind_organization(organization_id, reason=reason))

    def choose_record_types(self, sobject: str, names: Sequence[str]) -> None:
        """Choose the account's record types, or clear them."""
        with _refusing():
            if names:
                self._connector.choose_record_types(sobject, tuple(names))
            else:
                self._connector.clear_record_types(sobject)

    def import_list(
        self, *, source: str, name: str, fields: Sequence[str], of: str | None = None
    ) -> ImportReport:
        """Import a list.

        Raises:
            UnsupportedError: the connector has no such source.
        """
        if source not in {each.kind for each in SOURCES}:
            what = f"importing {source!r}"
            raise UnsupportedError(what)
        with _refusing():
            report = self._connector.import_list(source, of, name=name, fields=tuple(fields))
        return ImportReport(
            list_name=report.list_name,
            state=report.state,
            imported=report.imported,
            skipped=report.skipped,
            skipped_by_reason={str(k): v for k, v in report.skipped_by_reason.items()},
            pages=report.pages,
            cause=None if report.cause is None else str(report.cause),
            resumed=report.resumed,
            message=report.message,
        )

    def sync_list(self, name: str, *, full: bool = False, allow_shrink: bool = False) -> SyncReport:
        """Sync a list."""
        with _refusing():
            report = self._connector.sync_list(name, full=full, allow_shrink=allow_shrink)
        return _synced(report)

    def schedule_list(self, name: str, every: str) -> None:
        """Let a list be synced every so often."""
        with _refusing():
            self._connector.schedule_list(name, every)

    def tick(self) -> TickReport:
        """Do what is due."""
        with _refusing():
            ticked = self._connector.tick()
        return TickReport(
            synced=tuple(map(_synced, ticked.synced)),
            not_synced={each.list_name: each.reason for each in ticked.not_synced},
            waits=ticked.waits,
            next_due_at=ticked.next_due_at,
        )

    def doctor(self) -> Examination:
        """Examine the connected user; where the connection does not work there is no finding."""
        with _refusing():
            found = self._connector.doctor()
        if isinstance(found, sfconnector.Status):
            return Examination()
        return Examination(
            tuple(
                DoctorFinding(
                    name=each.name,
                    verdict=str(each.verdict),
                    title=each.title,
                    evidence=each.evidence,
                    stops=each.stops,
                    remedy=each.remedy,
                )
                for each in found.findings
            )
        )

    def members(self, name: str) -> Iterator[Member]:
        """Return the members of a list; none if there is no such list yet."""
        if name not in {each.name for each in self._connector.lists()}:
            return
        for member in self._connector.members(name):
            yield Member(member.record_id, member.email, dict(member.values))


@contextmanager
def _refusing() -> Iterator[None]:
    """Tell of what the connector refuses as the harness does."""
    try:
        yield
    except (InputError, NotConnectedError, StateError) as error:
        raise RefusedError(error.message) from error


def _synced(report: sync_report.SyncReport) -> SyncReport:
    return SyncReport(
        list_name=report.list_name,
        state=report.state,
        kind=report.kind,
        why_full=report.why_full,
        added=report.added,
        changed=report.changed,
        left=report.left,
        left_by_reason={str(k): v for k, v in report.left_by_reason.items()},
        held_back=report.held_back,
        broken_fields=tuple(report.broken_fields),
        message=report.message,
        cause=None if report.cause is None else str(report.cause),
    )


def _status(status: sfconnector.Status) -> Status:
    return Status(
        state=str(status.state),
        cause=None if status.cause is None else str(status.cause),
        since=status.since,
        message=status.message,
        remedy=status.remedy,
        hints=tuple(status.hints),
        username=status.username,
        who=status.who,
        heals=status.heals,
        candidates=tuple(
            Candidate(
                tuple(str(cause) for cause in each.causes),
                each.tell_apart,
                remedy=each.remedy,
                who=each.who,
                heals=each.heals,
            )
            for each in status.candidates
        ),
        evidence=Proof(
            request=status.evidence.request,
            status=status.evidence.status,
            code=status.evidence.code,
            text=status.evidence.text,
        ),
        login_status=status.login_status,
        detail=status.detail,
        next_step=status.next_step,
    )


def _told(event: events.Event) -> Event:
    facts = {f.name: _plain(getattr(event, f.name)) for f in fields(event) if f.name != "at"}
    return Event(name=event.name, at=event.at, facts=facts)


def _plain(value: object) -> Fact:
    return value if value is None or isinstance(value, bool | int | float) else str(value)
