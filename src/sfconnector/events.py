"""What the connector tells while it works: frozen dataclasses, one per kind of happening.

Logs, progress bars, the timeline of a scenario and alerts are all listeners: callables that take
an :class:`Event`. A listener is called in the thread where the thing happens; an error it raises
goes up to the caller of the act. No event holds a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something happened ``at`` an instant of the connector's clock."""

    at: datetime
    name: ClassVar[str] = "event"

    def __init_subclass__(cls, **_: object) -> None:
        cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


Listener: TypeAlias = Callable[[Event], None]
"""Takes each event as it happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginStarted(Event):
    """A login is about to be sent; ``act`` is connect, update_login or renew."""

    username: str
    host: str
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedSecretOffered(Event):
    """The login about to be sent offers a secret that was refused before, then and so."""

    username: str
    refused_at: datetime
    fault_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSucceeded(Event):
    """Salesforce opened a session. This proves nothing yet: the password may have expired."""

    username: str
    organization_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRefused(Event):
    """Salesforce refused the login with this fault code."""

    username: str
    fault_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected(Event):
    """A login and a data call after it succeeded; the connection is active."""

    username: str
    organization_id: str
    organization_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnected(Event):
    """The connection is broken until somebody mends it; ``cause`` is a value of the cause enum."""

    cause: str
    message: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleNoticed(Event):
    """Something that time heals stopped the work; the connection stays as it is."""

    cause: str
    message: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRepeated(Event):
    """A call failed in a way that may pass and is sent again after ``delay_seconds``."""

    method: str
    path: str
    reason: str
    delay_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetReached(Event):
    """A call was not sent: ``reason`` is cap, reserve or limit; work may go on after ``until``."""

    reason: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordExpiresSoon(Event):
    """The connected user's password expires; told at 14, 7 and 1 days, each once a password."""

    username: str
    days: int
    """Whole days that are left; 0 on the last day."""
    expires_at: datetime
    known_from: str
    """``setting`` or ``learnt``: where the password's lifetime is known from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSent(Event):
    """An administrator was told; ``kind`` is down, recovery or warning."""

    recipient: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFailed(Event):
    """An alert could not be delivered, for this reason; it is tried again if it was not sent."""

    recipient: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStarted(Event):
    """An import begins, or goes on where it was cut; ``imported`` rows are stored already."""

    list_name: str
    resumed: bool
    imported: int
    skipped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImported(Event):
    """A page is stored together with its resume cursor. Counts are those of the run so far."""

    list_name: str
    pages: int
    imported: int
    skipped: int
    total: int
    """How many rows the source announced; an estimate once a locator was lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatorLost(Event):
    """The locator is gone; the query is opened again behind this record (None: from the start)."""

    list_name: str
    after_record_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteChosen(Event):
    """The rows come by ``rest`` or ``bulk``, for this reason; so many calls are expected."""

    list_name: str
    route: str
    reason: str
    rows: int
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryJobAwaited(Event):
    """A query job of Bulk API 2.0 is not complete; it is looked at again after the delay."""

    job_id: str
    state: str
    records: int
    delay_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCompleted(Event):
    """The list now shows the new members."""

    list_name: str
    imported: int
    skipped: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportGivenUp(Event):
    """All was read, and too many of the list's records are missing in it; the list is as it was."""

    list_name: str
    held_back: int
    """How many are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportInterrupted(Event):
    """The import stopped; the list is as it was, and importing it again goes on from here."""

    list_name: str
    imported: int
    skipped: int
    pages: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStarted(Event):
    """A sync begins, or goes on where it was cut; ``kind`` is changes or full, ``why`` for full."""

    list_name: str
    kind: str
    why: str
    resumed: bool
    rows_read: int
    """Those that it has read already."""
    expected: int | None
    """How many rows there are, about; None where only changes are read."""
    calls: int
    """That it takes, about: looking at the fields, which came first, included; of what was changed
    one page is counted, for nobody knows how much it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPageRead(Event):
    """A page is compared and what changes is kept; the list itself is as it was."""

    list_name: str
    pages: int
    rows_read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncApplied(Event):
    """The list shows what was read; ``state`` is complete, or partial with ``held_back`` members.

    Those are missing without a trace, and so many that they stay.
    """

    list_name: str
    state: str
    held_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPartial(Event):
    """The sync is over and is not whole: not all was told, allowed or believed, for this reason."""

    list_name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStopped(Event):
    """The sync stopped; the list is as it was, and syncing it again goes on from here."""

    list_name: str
    reason: str
