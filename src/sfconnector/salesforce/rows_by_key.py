"""An object read by key: a query of its own for each page, ordered by Id or (SystemModstamp, Id).

A locator freezes the order of its rows and shows their values of later, so that the last row's
stamp is no place to go on from once a row was edited in between. A query of its own shows one
moment: its last row is always such a place, and there is nothing that could be lost. The rows come
from ``queryAll``, so that what lies in the recycle bin is told as deleted, and a merged record with
its master.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from sfconnector.errors import UnexpectedAnswerError
from sfconnector.salesforce import date_header, query
from sfconnector.salesforce.query import MOST_ROWS, PageReader
from sfconnector.salesforce.rows import instant
from sfconnector.salesforce.session import Session

STAMP = "SystemModstamp"


@dataclass(frozen=True, slots=True)
class Key:
    """Behind which row to go on."""

    stamp: str | None
    """As Salesforce wrote it; None where rows are ordered by Id alone."""
    record_id: str | None
    """None begins at the stamp, or at the first Id."""


@dataclass(frozen=True, slots=True)
class KeyedPage:
    """Rows in the order of their keys; ``following`` is None if nothing stands behind them."""

    records: Sequence[Any]
    following: Key | None


@dataclass(frozen=True, slots=True)
class Mark:
    """How things stand when a run begins."""

    newest: datetime | None
    """The greatest SystemModstamp of all rows, deleted ones too; None if there are none."""
    told_at: datetime | None
    """Salesforce's clock, to the second; None if the answer did not tell."""


class RowsByKey:
    """The rows of one object that the connected user sees, deleted ones too."""

    def __init__(self, session: Session, sobject: str, fields: Sequence[str]) -> None:
        self._session = session
        self._sobject = sobject
        self._fields = tuple(dict.fromkeys((*fields, STAMP)))
        self._reader: PageReader[Any] = PageReader(self._fields, text_field="Email")

    def mark(self) -> Mark:
        """Ask for the newest stamp, before anything is read."""
        reader: PageReader[Any] = PageReader((STAMP,))
        soql = f"{query.select(self._sobject, (STAMP,), order_by=f'{STAMP} DESC')} LIMIT 1"
        answer = self._session.call(query.query(soql, with_deleted=True))
        records = reader.read(answer).records
        newest = instant(stamp_of(records[0]), field=STAMP) if records else None
        return Mark(newest, date_header.read(answer))

    def page(self, behind: Key) -> KeyedPage:
        """Read the next rows behind a key.

        Raises:
            UnexpectedAnswerError: they are not in the order that was asked for.
            ConnectorError: as :meth:`Session.call`.
        """
        by_stamp = behind.stamp is not None
        order = f"{STAMP}, Id" if by_stamp else "Id"
        soql = query.select(self._sobject, self._fields, order_by=None)
        soql += f"{self._where(behind)} ORDER BY {order} LIMIT {MOST_ROWS}"
        page = self._reader.read(self._session.call(query.query(soql, with_deleted=True)))
        keys = [(stamp_of(each) if by_stamp else "", each.Id) for each in page.records]
        start = ((behind.stamp or "") if behind.record_id else "", behind.record_id or "")
        if any(one >= other for one, other in zip([start, *keys], keys, strict=False)):
            message = f"the rows of {self._sobject} did not come in the order of their keys"
            raise UnexpectedAnswerError(message, detail=f"ORDER BY {order}")
        ends = page.next_records_url is None and len(keys) < MOST_ROWS
        if ends or not keys:
            return KeyedPage(page.records, None)
        stamp, record_id = keys[-1]
        return KeyedPage(page.records, Key(stamp if by_stamp else None, record_id))

    def count(self, condition: str) -> int:
        """Return how many rows that are not deleted meet a condition."""
        answer = self._session.call(query.query(query.count(self._sobject, condition)))
        return query.read_count(answer)

    def _where(self, behind: Key) -> str:
        if behind.stamp is None:
            if behind.record_id is None:
                return ""
            return f" WHERE {query.behind(behind.record_id)}"
        stamp = literal(instant(behind.stamp, field=STAMP))
        if behind.record_id is None:
            return f" WHERE {STAMP} > {stamp}"
        # Not (stamp > x OR (stamp = x AND Id > y)): a range first, so that an index serves it.
        return f" WHERE {STAMP} >= {stamp} AND ({STAMP} > {stamp} OR Id > '{behind.record_id}')"


def stamp_of(record: Any) -> str:  # noqa: ANN401 - a struct made for the chosen fields
    """Return a row's SystemModstamp as Salesforce wrote it.

    Raises:
        UnexpectedAnswerError: it is no text.
    """
    try:
        return msgspec.json.decode(record.SystemModstamp, type=str)
    except msgspec.DecodeError as error:
        message = f"a row came without its {STAMP}"
        raise UnexpectedAnswerError(message, detail=str(error)) from error


def literal(at: datetime) -> str:
    """Write an instant as a SOQL literal, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
