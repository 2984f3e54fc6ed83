"""Queries of few rows, all read at once: of REST and of the Tooling API (reference 3.6, 3.15).

For what an administrator keeps by the dozen (permission sets, packages, folders), never for lists
of people; related values come as nested mappings, as they stand in the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

import msgspec

from sfconnector.errors import InputError, UnexpectedAnswerError
from sfconnector.salesforce.exchange import REST, Answer, Request
from sfconnector.salesforce.query import RECORD_ID, query, query_more
from sfconnector.salesforce.session import Session

Row: TypeAlias = Mapping[str, object]


class _Rows(msgspec.Struct, rename="camel"):
    done: bool
    records: list[dict[str, object]]
    next_records_url: str | None = None


_decoder = msgspec.json.Decoder(_Rows)


def read_all(session: Session, soql: str) -> tuple[Row, ...]:
    """Read every row of a query.

    Raises:
        ConnectorError: as :meth:`Session.call`.
        UnexpectedAnswerError: an answer is no page of records.
    """
    page = _decoded(session.call(query(soql)))
    rows = list(page.records)
    while not page.done:
        if page.next_records_url is None:
            message = "a page of the query is neither the last one nor names the next"
            raise UnexpectedAnswerError(message)
        page = _decoded(session.call(query_more(page.next_records_url)))
        rows += page.records
    return tuple(rows)


def tooling(soql: str) -> Request:
    """Build a query of the Tooling API."""
    return Request("GET", f"{REST}/tooling/query", query=(("q", soql),))


def read_page(answer: Answer) -> tuple[Row, ...]:
    """Read the rows of an answer that is the whole result.

    Raises:
        UnexpectedAnswerError: it is no page of records, or not the last one.
    """
    page = _decoded(answer)
    if not page.done:
        message = "a query of few rows was answered with more than one page"
        raise UnexpectedAnswerError(message)
    return tuple(page.records)


def among(values: Iterable[str]) -> str:
    """Write record ids or API names as a list of SOQL texts, in order and with their brackets.

    Raises:
        InputError: a value is neither, so it would have to be escaped.
    """
    given: Sequence[str] = sorted(values)
    for value in given:
        if not (RECORD_ID.fullmatch(value) or value.replace("_", "").isalnum()):
            message = f"{value!r} is neither a record id nor an API name"
            raise InputError(message)
    return "(" + ", ".join(f"'{value}'" for value in given) + ")"


def text(row: Row, *path: str) -> str:
    """Return a text of a row or of a related record; "" if there is none."""
    value: object = row
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def number(row: Row, *path: str) -> int:
    """Return a whole number of a row or of a related record; 0 if there is none."""
    value: object = row
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, int) else 0


def instant(value: str, *, field: str) -> datetime:
    """Return the instant that a text of a field tells, as ``2020-07-20T09:00:00.000+0000``.

    Raises:
        UnexpectedAnswerError: it tells none, or not in which time zone.
    """
    try:
        told = datetime.fromisoformat(value)
    except ValueError:
        told = None
    if told is None or told.tzinfo is None:
        message = f"{field} is no instant"
        raise UnexpectedAnswerError(message, detail=value[:40])
    return told.astimezone(UTC)


def _decoded(answer: Answer) -> _Rows:
    try:
        return _decoder.decode(answer.body)
    except msgspec.DecodeError as error:
        message = "the answer to the query is not a page of records"
        raise UnexpectedAnswerError(message, detail=str(error)) from error
