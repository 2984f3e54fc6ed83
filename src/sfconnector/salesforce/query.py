"""``query`` and ``queryMore``: SOQL out, pages of exactly the chosen fields in (reference 3.6).

A page is decoded once, into a struct made for the chosen fields: ``Id`` and the key field as
text, everything else as the bytes that stood in the answer, so that a number keeps every digit
and no value is decoded to be encoded again. A page that is not the last one must name the next,
or it is an error: a cut answer never looks like the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from sfconnector.errors import InputError, UnexpectedAnswerError
from sfconnector.salesforce.exchange import REST, Answer, Request

MOST_ROWS = 2000
"""Rows a page at most (reference 3.6)."""
LONGEST_URL = 16_000
"""Salesforce answers 414 above 16,384 bytes of URL (reference 6.5); the host and path need some."""

API_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
RECORD_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


class Record(Protocol):
    """A decoded record: its Id, and one attribute for each chosen field."""

    Id: str


RecordT = TypeVar("RecordT")


@dataclass(frozen=True, slots=True)
class Page(Generic[RecordT]):
    """One page of a query; ``next_records_url`` is None on the last one."""

    total_size: int
    next_records_url: str | None
    records: Sequence[RecordT]


def select(
    sobject: str, fields: Sequence[str], *, after: str | None = None, order_by: str | None = "Id"
) -> str:
    """Write ``SELECT Id, ... FROM sobject [WHERE Id > 'after'] ORDER BY Id``.

    Raises:
        InputError: a name is no API name, or ``after`` is no record id.
    """
    for name in (sobject, *fields):
        _check_name(name)
    order = f" ORDER BY {order_by}" if order_by else ""
    names = ", ".join(("Id", *fields))
    where = "" if after is None else f" WHERE {behind(after)}"
    return f"SELECT {names} FROM {sobject}{where}{order}"  # noqa: S608 - SOQL of checked names


def count(sobject: str, condition: str | None = None) -> str:
    """Write ``SELECT COUNT() FROM sobject [WHERE condition]``, which :func:`read_count` reads.

    Raises:
        InputError: the object's name is no API name.
    """
    _check_name(sobject)
    where = "" if condition is None else f" WHERE {condition}"
    return f"SELECT COUNT() FROM {sobject}{where}"  # noqa: S608 - SOQL of checked names


def read_count(answer: Answer) -> int:
    """Read how many rows a query counted.

    Raises:
        UnexpectedAnswerError: the answer is no query result.
    """
    counted: Page[Record] = PageReader[Record](()).read(answer)
    return counted.total_size


def behind(after: str) -> str:
    """Write the condition of the rows whose Id is greater.

    Raises:
        InputError: it is no record id.
    """
    if not RECORD_ID.fullmatch(after):
        message = f"{after!r} is not a record id, which has 15 or 18 letters and digits"
        raise InputError(message)
    return f"Id > '{after}'"


def _check_name(name: str) -> None:
    if not API_NAME.fullmatch(name):
        message = f"{name!r} is not an API name, which has letters, digits and _ only"
        raise InputError(message)


def quoted(text: str) -> str:
    """Write a text as a SOQL literal, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    for character, escape in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(character, escape)
    return f"'{escaped}'"


def query(soql: str, *, page_rows: int = MOST_ROWS, with_deleted: bool = False) -> Request:
    """Build the call that opens a query; ``with_deleted`` reads the recycle bin too (queryAll).

    Raises:
        InputError: the query is longer than a URL may be.
    """
    if len(soql) > LONGEST_URL:
        message = (
            f"the query has {len(soql)} characters and a URL takes {LONGEST_URL}; "
            "choose fewer fields"
        )
        raise InputError(message)
    return Request(
        "GET",
        f"{REST}/{'queryAll' if with_deleted else 'query'}",
        query=(("q", soql),),
        headers=(("Sforce-Query-Options", f"batchSize={page_rows}"),),
    )


def query_more(next_records_url: str) -> Request:
    """Build the call for the page behind a locator: a path on the login's instance, nothing else.

    Raises:
        UnexpectedAnswerError: the locator leads to another host or resource.
    """
    if not re.fullmatch(r"/services/data/v[0-9.]+/query(?:All)?/[\w-]+", next_records_url):
        message = "Salesforce named a next page that is no query locator of its own"
        raise UnexpectedAnswerError(message)
    return Request("GET", next_records_url)


def record_type(fields: Sequence[str], *, text_field: str | None) -> type[Any]:
    """Make the struct of a record: the fields, then ``Id`` and the text field with a default."""
    columns: list[Any] = [(name, msgspec.Raw) for name in fields if name != text_field]
    columns.append(("Id", str, ""))
    if text_field is not None:
        columns.append((text_field, str | None, None))
    return msgspec.defstruct("Record", columns, omit_defaults=True, gc=False)


class PageReader(Generic[RecordT]):
    """Reads pages into records with exactly these fields.

    ``Id`` is text and ``text_field``, if chosen, text or None; both have a default, so that
    encoding a record from which they were taken leaves them out. Other fields keep the answer's
    bytes.
    """

    def __init__(self, fields: Sequence[str], *, text_field: str | None = None) -> None:
        self.record = record_type(fields, text_field=text_field)
        page = msgspec.defstruct(
            "Page",
            [
                ("totalSize", int),
                ("done", bool),
                ("records", list[self.record]),  # type: ignore[name-defined]
                ("nextRecordsUrl", str | None, None),
            ],
        )
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(page)

    def read(self, answer: Answer) -> Page[RecordT]:
        """Read one page.

        Raises:
            UnexpectedAnswerError: not the form of a query result, or neither last nor followed.
        """
        try:
            page = self._decoder.decode(answer.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            message = "the answer to the query is not a page of records with the fields asked for"
            raise UnexpectedAnswerError(message, detail=str(error)) from error
        if not page.done and not page.nextRecordsUrl:
            message = "a page of the query is neither the last one nor names the next"
            raise UnexpectedAnswerError(message)
        if any(not RECORD_ID.fullmatch(record.Id) for record in page.records):
            message = "a record of the query has no Salesforce id"
            raise UnexpectedAnswerError(message)
        following = None if page.done else page.nextRecordsUrl
        return Page(page.totalSize, following, page.records)
