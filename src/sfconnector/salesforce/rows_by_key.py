"""An object read by key: a query of its own for each page, ordered by Id or (SystemModstamp, Id).

The stamp may be a parent's: whatever of a row lies in its parent changes with that alone.

A locator freezes the order of its rows and shows their values of later, so that the last row's
stamp is no place to go on from once a row was edited in between. A query of its own shows one
moment: its last row is always such a place, and there is nothing that could be lost. The rows come
from ``queryAll``, so that what lies in the recycle bin is told as deleted, and a merged record with
its master.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from sfconnector.errors import UnexpectedAnswerError
from sfconnector.salesforce import date_header, query
from sfconnector.salesforce.limited_query import LimitedQuery
from sfconnector.salesforce.query import MOST_ROWS, NO_PATHS, PageReader
from sfconnector.salesforce.rows import instant
from sfconnector.salesforce.session import Session

STAMP = "SystemModstamp"
MOST_IDS = 200
"""Ids asked for by name at once: some 5,000 of the 16,000 characters that a URL takes."""


@dataclass(frozen=True, slots=True)
class Key:
    """Behind which row to go on."""

    stamp: str | None
    """As Salesforce wrote it; None where rows are ordered by Id alone."""
    record_id: str | None
    """None begins at the stamp, or at the first Id."""
    by: str = STAMP
    """Whose stamp it is: the row's own, or a parent's, as ``Lead.SystemModstamp``."""


@dataclass(frozen=True, slots=True)
class KeyedPage:
    """Rows in the order of their keys; ``following`` is None if nothing stands behind them."""

    records: Sequence[Any]
    following: Key | None
    by: str = STAMP
    """The stamp by which they are ordered, where they are."""
    is_whole: bool = True
    """False if the source has more rows between these than it tells."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How things stand when a run begins."""

    newest: datetime | None
    """The greatest SystemModstamp of all rows, deleted ones too; None if there are none."""
    told_at: datetime | None
    """Salesforce's clock, to the second; None if the answer did not tell."""


class RowsByKey:
    """The rows of one object that the connected user sees, deleted ones too."""

    def __init__(
        self,
        session: Session,
        sobject: str,
        fields: Sequence[str],
        *,
        condition: str | None = None,
        paths: Mapping[str, str] = NO_PATHS,
        stamps: Sequence[str] = (STAMP,),
    ) -> None:
        """Take what is read.

        Args:
            session: sends.
            sobject: the object.
            fields: API names, or paths to fields of parents.
            condition: which rows, as SOQL that AND may follow; None means all.
            paths: of the fields that lie elsewhere than their name says.
            stamps: what tells that a row was changed: its own, and those of parents.
        """
        self._session = session
        self._sobject = sobject
        self._condition = condition
        self.stamps = tuple(stamps)
        names = tuple(dict.fromkeys((*fields, *stamps)))
        self._fields = tuple(paths.get(name, name) for name in names)
        reader: PageReader[Any] = PageReader(names, text_field="Email", paths=paths)
        self._limited = LimitedQuery(session, reader, rows=MOST_ROWS)

    def mark(self) -> Mark:
        """Ask for the newest of all stamps, before anything is read: a call for each kind."""
        newest: datetime | None = None
        told_at: datetime | None = None
        for stamp in self.stamps:
            reader: PageReader[Any] = PageReader((stamp,))
            soql = query.select(
                self._sobject,
                (stamp,),
                condition=self._condition,
                order_by=f"{stamp} DESC" if stamp == STAMP else f"{stamp} DESC NULLS LAST",
            )
            answer = self._session.call(query.query(f"{soql} LIMIT 1", with_deleted=True))
            told_at = told_at or date_header.read(answer)
            for record in reader.read(answer).records:
                told = _stamp(record, stamp)
                if told is not None:
                    at = instant(told, field=stamp)
                    newest = at if newest is None else max(newest, at)
        return Mark(newest, told_at)

    def page(self, behind: Key) -> KeyedPage:
        """Read the next rows behind a key.

        Raises:
            UnexpectedAnswerError: they are not in the order that was asked for.
            ConnectorError: as :meth:`Session.call`.
        """
        by_stamp = behind.stamp is not None
        order = f"{behind.by}, Id" if by_stamp else "Id"
        condition = query.all_of(self._condition, _behind(behind))
        soql = query.select(self._sobject, self._fields, condition=condition, order_by=order)
        page, is_cut = self._limited.page(soql, with_deleted=True)
        keys = [(stamp_of(each, behind.by) if by_stamp else "", each.Id) for each in page.records]
        start = ((behind.stamp or "") if behind.record_id else "", behind.record_id or "")
        if any(one >= other for one, other in zip([start, *keys], keys, strict=False)):
            message = f"the rows of {self._sobject} did not come in the order of their keys"
            raise UnexpectedAnswerError(message, detail=f"ORDER BY {order}")
        if not is_cut:
            return KeyedPage(page.records, None, behind.by)
        stamp, record_id = keys[-1]
        following = Key(stamp if by_stamp else None, record_id, behind.by)
        return KeyedPage(page.records, following, behind.by)

    def some(self, ids: Sequence[str]) -> Sequence[Any]:
        """Read the rows of these ids that there are, whatever the condition says."""
        found: list[Any] = []
        for start in range(0, len(ids), MOST_IDS):
            condition = query.one_of("Id", ids[start : start + MOST_IDS])
            after: str | None = None
            while True:  # a page may have fewer rows than there are
                soql = query.select(self._sobject, self._fields, after=after, condition=condition)
                page, is_cut = self._limited.page(soql, with_deleted=True)
                found += page.records
                if not is_cut:
                    break
                after = page.records[-1].Id
        return found

    def count(self, condition: str | None) -> int:
        """Return how many rows that are not deleted meet a condition."""
        answer = self._session.call(query.query(query.count(self._sobject, condition)))
        return query.read_count(answer)


def _behind(key: Key) -> str | None:
    if key.stamp is None:
        return None if key.record_id is None else query.behind(key.record_id)
    stamp = literal(instant(key.stamp, field=key.by))
    if key.record_id is None:
        return f"{key.by} > {stamp}"
    # Not (stamp > x OR (stamp = x AND Id > y)): a range first, so that an index serves it.
    return f"{key.by} >= {stamp} AND ({key.by} > {stamp} OR Id > '{key.record_id}')"


def stamp_of(record: Any, stamp: str = STAMP) -> str:  # noqa: ANN401 - a struct made for the chosen fields
    """Return a row's SystemModstamp, or a parent's, as Salesforce wrote it.

    Raises:
        UnexpectedAnswerError: it is no text.
    """
    told = _stamp(record, stamp)
    if told is None:
        message = f"a row came without its {stamp}"
        raise UnexpectedAnswerError(message)
    return told


def newest_of(record: Any, stamps: Sequence[str]) -> str:  # noqa: ANN401 - as above
    """Return the newest of a row's stamps, its own or a parent's, as Salesforce wrote it.

    Raises:
        UnexpectedAnswerError: its own is no text.
    """
    own = stamp_of(record)
    parents = (_stamp(record, each) for each in stamps if each != STAMP)
    others = [each for each in parents if each is not None]
    return max(own, *others, key=_at) if others else own


def _at(stamp: str) -> datetime:
    return instant(stamp, field=STAMP)


def _stamp(record: Any, stamp: str) -> str | None:  # noqa: ANN401 - as above
    try:
        return msgspec.json.decode(getattr(record, query.attribute(stamp)), type=str | None)
    except msgspec.DecodeError as error:
        message = f"a row came without its {stamp}"
        raise UnexpectedAnswerError(message, detail=str(error)) from error


def literal(at: datetime) -> str:
    """Write an instant as a SOQL literal, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
