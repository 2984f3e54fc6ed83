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
from pathlib import Path

import sfconnector
from sfconformance.subject import Event, Fact, ImportReport, Member, Status, Surroundings
from sfconnector import events
from sfconnector.config import SecretKey


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
    """A :class:`sfconformance.subject.Subject` over ``sfconnector.Connector``."""

    def __init__(self, connector: sfconnector.Connector, login_url: str) -> None:
        self._connector = connector
        self._login_url = login_url

    @classmethod
    @contextmanager
    def open(cls, surroundings: Surroundings) -> Iterator[BundledConnector]:
        """Open a connector with an empty store; leaving closes it and removes the store."""
        with tempfile.TemporaryDirectory(
            prefix="sfconformance-", ignore_cleanup_errors=False
        ) as folder:
            connector = sfconnector.Connector.open(
                store=f"sqlite:///{Path(folder) / 'store.sqlite'}",
                key=SecretKey.generate(),
                clock=StageClock(surroundings.now, surroundings.sleep),
                listeners=(lambda event: surroundings.listener(_told(event)),),
                seed=surroundings.seed,
            )
            try:
                yield cls(connector, surroundings.login_url)
            finally:
                connector.close()

    def connect(self, username: str, secret: str) -> Status:
        """Connect at the stage's login URL."""
        return _status(self._connector.connect(username, secret, login_url=self._login_url))

    def update_login(self, secret: str, username: str | None = None) -> Status:
        """Update the login."""
        return _status(self._connector.update_login(secret, username=username))

    def status(self) -> Status:
        """Read the status from the store."""
        return _status(self._connector.status())

    def import_list(self, *, source: str, name: str, fields: Sequence[str]) -> ImportReport:
        """Import leads.

        Raises:
            ValueError: the source is another; the connector imports leads only.
        """
        if source != "leads":
            message = f"the bundled connector imports leads, not {source!r}"
            raise ValueError(message)
        report = self._connector.import_leads(name=name, fields=tuple(fields))
        return ImportReport(
            list_name=report.list_name,
            state=report.state,
            imported=report.imported,
            skipped=report.skipped,
            skipped_by_reason={str(k): v for k, v in report.skipped_by_reason.items()},
            pages=report.pages,
            cause=None if report.cause is None else str(report.cause),
            resumed=report.resumed,
        )

    def members(self, name: str) -> Iterator[Member]:
        """Return the members of a list; none if there is no such list yet."""
        if name not in {each.name for each in self._connector.lists()}:
            return
        for member in self._connector.members(name):
            yield Member(member.record_id, member.email, dict(member.values))


def _status(status: sfconnector.Status) -> Status:
    return Status(
        state=str(status.state),
        cause=None if status.cause is None else str(status.cause),
        since=status.since,
        message=status.message,
        remedy=status.remedy,
        hints=tuple(status.hints),
        username=status.username,
    )


def _told(event: events.Event) -> Event:
    facts = {f.name: _plain(getattr(event, f.name)) for f in fields(event) if f.name != "at"}
    return Event(name=event.name, at=event.at, facts=facts)


def _plain(value: object) -> Fact:
    return value if value is None or isinstance(value, bool | int | float) else str(value)
