"""Which records of an object were written or deleted in a span of time (reference 3.5).

Rules of the guides ([K:rest-api/sobject-get-updated], [K:rest-api/sobject-get-deleted],
[K:api/getupdated], [K:api/getdeleted]): seconds do not count; SystemModstamp decides, or
LastModifiedDate where there is none; nobody is told of records he may not see. The span includes
its start and not its end (believed). What was deleted is told from the recycle bin, so it is known
until it leaves the bin for good.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fake_salesforce import soql
from fake_salesforce.clock import from_wire, to_wire
from fake_salesforce.errors import (
    ExceededIdLimitError,
    InvalidReplicationDateError,
    InvalidTypeForOperationError,
    NotImplementedInFakeError,
)
from fake_salesforce.schema import SObject

from .database import Database
from .queries import Asking, Queries
from .settings import Limits, Settings

_MINUTE = timedelta(minutes=1)
_REFUSED_AFTER = timedelta(days=30)
"""``startDate cannot be more than 30 days ago`` is quoted by [K:object-reference/
apexrestapieventlog]; that deletions are refused so too, [I:getomnico/omni#450]."""
_DELETED_TOLD_FOR = timedelta(days=15)
"""[K:rest-api/sobject-get-deleted]."""


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time as a client asks for it: whole minutes, from the first to before the last."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, start: datetime, end: datetime) -> Span:
        """Return the span between two instants, whose seconds are ignored ([K])."""
        return cls(_minute(start), _minute(end))


@dataclass(frozen=True, slots=True)
class Updated:
    """The records written in a span."""

    ids: tuple[str, ...]
    latest_date_covered: datetime


@dataclass(frozen=True, slots=True)
class Deleted:
    """The records deleted in a span, each with when, and from when on deletions are known."""

    records: tuple[tuple[str, str], ...]
    earliest_date_available: datetime
    latest_date_covered: datetime


class Replication:
    """Tells one org's changes."""

    def __init__(
        self, database: Database, *, queries: Queries, limits: Limits, settings: Settings
    ) -> None:
        self._database = database
        self._queries = queries
        self._limits = limits
        self._settings = settings

    def updated(self, sobject: SObject, span: Span, asking: Asking) -> Updated:
        """Return the records of an object that were created or changed in a span.

        Raises:
            InvalidReplicationDateError: the span is empty, or begins too long ago.
            InvalidTypeForOperationError: the object is not replicateable.
            ExceededIdLimitError: there are more than an answer holds.
        """
        stamp = _stamp_of(sobject)
        self._check(span, asking.now, least=timedelta(0))
        found = self._found(sobject, f"{_between(stamp, span)} ORDER BY {stamp}, Id", asking)
        return Updated(tuple(each["Id"] for each in found), self._covered(span, asking.now))

    def deleted(self, sobject: SObject, span: Span, asking: Asking) -> Deleted:
        """Return the records of an object that were put into the recycle bin in a span.

        Raises:
            InvalidReplicationDateError: the span is not longer than a minute, begins too long ago,
                or before deletions that are known no more.
            InvalidTypeForOperationError: the object is not replicateable.
            ExceededIdLimitError: there are more than an answer holds.
            NotImplementedInFakeError: records of the object go without a recycle bin.
        """
        stamp = _stamp_of(sobject)
        if sobject.field("IsDeleted") is None and sobject.deletable:
            part = f"the deletions of {sobject.name}, which has no recycle bin"
            raise NotImplementedInFakeError(part, instead="Compare the ids that a query finds.")
        self._check(span, asking.now, least=_MINUTE)
        earliest = self._earliest(sobject)
        if span.start < earliest:
            message = f"startDate before the earliest date available: {to_wire(earliest)}"
            raise InvalidReplicationDateError(message)
        known = Span.of(max(span.start, asking.now - _DELETED_TOLD_FOR), span.end)
        condition = f"IsDeleted = true AND {_between(stamp, known)} ORDER BY {stamp}, Id"
        has_bin = sobject.field("IsDeleted") is not None
        found = self._found(sobject, condition, asking) if has_bin else []
        return Deleted(
            tuple((each["Id"], each[stamp]) for each in found),
            earliest,
            self._covered(span, asking.now),
        )

    def _check(self, span: Span, now: datetime, *, least: timedelta) -> None:
        """Refuse a span; all texts but those of the two constants above are believed."""
        if span.end - span.start <= least:
            longer = " by more than one minute" if least else ""
            message = f"startDate must precede endDate{longer}"
            raise InvalidReplicationDateError(message)
        if span.start < _minute(self._founded()):
            message = "startDate before org replication enabled date"
            raise InvalidReplicationDateError(message)
        days = self._settings.deletions_refused_after_days if least else _REFUSED_AFTER.days
        if span.start < _minute(now - timedelta(days=days)):
            message = f"startDate cannot be more than {days} days ago"
            raise InvalidReplicationDateError(message)

    def _found(self, sobject: SObject, condition: str, asking: Asking) -> list[dict[str, Any]]:
        stamp = _stamp_of(sobject)
        text = f"SELECT Id, {stamp} FROM {sobject.name} WHERE {condition}"  # noqa: S608 - the schema's names
        page = self._queries.first_page(text, asking)
        if page.total_size > self._limits.replicated_ids:
            most = self._limits.replicated_ids
            message = f"more than {most} ids: ask for a shorter span of time"
            raise ExceededIdLimitError(message)
        if page.projection is None:
            return []
        return [json.loads(each) for each in soql.render(page.projection, page.records)]

    def _founded(self) -> datetime:
        with self._database.read() as connection:
            row = connection.execute('SELECT "CreatedDate" FROM "Organization"').fetchone()
        return from_wire(row[0])

    def _earliest(self, sobject: SObject) -> datetime:
        """Return when the last record that left the recycle bin for good had been deleted.

        Rounded up to the minute, so that a span from it on misses none; the org's founding while
        there is none (believed).
        """
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT deleted FROM _purged WHERE sobject = ?", (sobject.name,)
            ).fetchone()
        if row is None:
            return _minute(self._founded())
        return _minute(from_wire(row[0])) + _MINUTE

    def _covered(self, span: Span, now: datetime) -> datetime:
        """Return up to when the answer is complete ([K:api/getdeletedresult]).

        That is not later than the span's end, than now, or than the beginning of what has not been
        committed yet.
        """
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT min(began) FROM _late_transaction WHERE refusal IS NULL AND due > ?",
                (to_wire(now),),
            ).fetchone()
        ends = [span.end, _minute(now)]
        if row[0] is not None:
            ends.append(_minute(from_wire(row[0])))
        return min(ends)


def _stamp_of(sobject: SObject) -> str:
    """Return the field that tells when a record was changed.

    Raises:
        InvalidTypeForOperationError: the object is not replicateable (code and text believed).
    """
    for name in ("SystemModstamp", "LastModifiedDate"):
        if sobject.replicateable and sobject.field(name) is not None:
            return name
    message = f"entity type {sobject.name} does not support replication"
    raise InvalidTypeForOperationError(message)


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def _between(stamp: str, span: Span) -> str:
    """Return a span as a condition of SOQL."""
    start, end = (f"{each:%Y-%m-%dT%H:%M:%S}Z" for each in (span.start, span.end))
    return f"{stamp} >= {start} AND {stamp} < {end}"
