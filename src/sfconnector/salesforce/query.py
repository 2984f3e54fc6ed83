"""``query`` and ``queryMore``: SOQL out, pages of exactly the chosen fields in (reference 3.6).

A page is decoded once, into a struct made for the chosen fields: ``Id`` and the key field as
text, everything else as the bytes that stood in the answer, so that a number keeps every digit
and no value is decoded to be encoded again. A page that is not the last one must name the next,
or it is an error: a cut answer never looks like the end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from sfconnector.errors import InputError, UnexpectedAnswerError
from sfconnector.salesforce.exchange import REST, Answer, Request

MOST_ROWS = 2000
"""Rows a page at most (reference 3.6)."""
LONGEST_URL = 16_000
"""Salesforce answers 414 above 16,384 bytes of URL (reference 6.5); the host and path need some."""

API_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NO_ATTRIBUTE = re.compile(r"[^A-Za-z0-9_]")
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
    sobject: str,
    fields: Sequence[str],
    *,
    after: str | None = None,
    condition: str | None = None,
    order_by: str | None = "Id",
) -> str:
    """Write ``SELECT Id, ... FROM sobject [WHERE condition AND Id > 'after'] ORDER BY Id``.

    Args:
        sobject: the object.
        fields: API names, or paths to fields of parents, as ``Contact.Email``.
        after: behind which Id; None means of all.
        condition: which rows, as SOQL that AND may follow.
        order_by: None leaves the end to the caller.

    Raises:
        InputError: a name is no API name, or ``after`` is no record id.
    """
    _check_name(sobject)
    for path in fields:
        for name in path.split("."):
            _check_name(name)
    order = f" ORDER BY {order_by}" if order_by else ""
    names = ", ".join(("Id", *fields))
    where = all_of(condition, None if after is None else behind(after))
    where = f" WHERE {where}" if where else ""
    return f"SELECT {names} FROM {sobject}{where}{order}"  # noqa: S608 - SOQL of checked names


def all_of(*conditions: str | None) -> str | None:
    """Write that all these conditions hold; None says nothing, and nothing at all is None."""
    return " AND ".join(each for each in conditions if each) or None


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


def one_of(field: str, ids: Sequence[str]) -> str:
    """Write the condition of the rows whose field holds one of these ids.

    Raises:
        InputError: the field is no API name, one is no record id, or there is none.
    """
    _check_name(field)
    if not ids:
        message = f"no id is given that {field} could hold"
        raise InputError(message)
    for each in ids:
        _check_id(each)
    quoted_ids = ", ".join(f"'{each}'" for each in ids)
    return f"{field} IN ({quoted_ids})"


def behind(after: str) -> str:
    """Write the condition of the rows whose Id is greater.

    Raises:
        InputError: it is no record id.
    """
    _check_id(after)
    return f"Id > '{after}'"


def _check_id(text: str) -> None:
    if not RECORD_ID.fullmatch(text):
        message = f"{text!r} is not a record id, which has 15 or 18 letters and digits"
        raise InputError(message)


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


NO_PATHS: Mapping[str, str] = MappingProxyType({})


def attribute(name: str) -> str:
    """Return the attribute of a record that holds a field, whatever the field's name is."""
    if ATTRIBUTE.fullmatch(name):
        return name
    return "_\u00b7" + NO_ATTRIBUTE.sub(lambda found: f"\u00b7{ord(found[0]):x}\u00b7", name)


def record_type(fields: Sequence[str], *, text_field: str | None) -> type[Any]:
    """Make the struct of a record: the fields, then ``Id`` and the text field with a default."""
    columns: list[Any] = [
        (attribute(name), msgspec.Raw) for name in fields if name not in {text_field, "Id"}
    ]
    columns.append(("Id", str, ""))
    if text_field is not None:
        columns.append((text_field, str | None, None))
    written = {attribute(name): name for name in fields if not ATTRIBUTE.fullmatch(name)}
    return msgspec.defstruct(
        "Record", columns, omit_defaults=True, gc=False, rename=written or None
    )


class PageReader(Generic[RecordT]):
    """Reads pages into records with exactly these fields.

    ``Id`` is text and ``text_field``, if chosen, text or None; both have a default, so that
    encoding a record from which they were taken leaves them out. Other fields keep the answer's
    bytes. A field of a parent, as ``Contact.Title``, stands in :func:`attribute` of its path and is
    encoded by it; without that parent it is null.
    """

    def __init__(
        self,
        fields: Sequence[str],
        *,
        text_field: str | None = None,
        paths: Mapping[str, str] = NO_PATHS,
    ) -> None:
        """Take the fields; ``paths`` tells of those that lie elsewhere than their name says."""
        self.record = record_type(fields, text_field=text_field)
        self._deep = _Deep.of(self.record, fields, text_field, paths)
        wire = self.record if self._deep is None else self._deep.wire
        page = msgspec.defstruct(
            "Page",
            [
                ("totalSize", int),
                ("done", bool),
                ("records", list[wire]),  # type: ignore[valid-type]
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
            records = page.records
            if self._deep is not None:
                records = [self._deep.flat(each) for each in records]
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            message = "the answer to the query is not a page of records with the fields asked for"
            raise UnexpectedAnswerError(message, detail=str(error)) from error
        if not page.done and not page.nextRecordsUrl:
            message = "a page of the query is neither the last one nor names the next"
            raise UnexpectedAnswerError(message)
        if any(not RECORD_ID.fullmatch(record.Id) for record in records):
            message = "a record of the query has no Salesforce id"
            raise UnexpectedAnswerError(message)
        following = None if page.done else page.nextRecordsUrl
        return Page(page.totalSize, following, records)


_members = msgspec.json.Decoder(dict[str, msgspec.Raw] | None)


@dataclass(frozen=True, slots=True)
class _Deep:
    """How records whose fields lie in parents are made flat."""

    wire: type[Any]
    """A record as it comes: its own fields, and each parent as bytes."""
    record: type[Any]
    own: Sequence[str]
    """Attributes that are taken as they are."""
    paths: Mapping[str, Sequence[str]]
    """Attribute to the steps of its path."""
    text_field: str | None

    @classmethod
    def of(
        cls,
        record: type[Any],
        fields: Sequence[str],
        text_field: str | None,
        paths: Mapping[str, str],
    ) -> _Deep | None:
        lying = {name: paths.get(name, name).split(".") for name in fields}
        deep = {attribute(name): steps for name, steps in lying.items() if len(steps) > 1}
        if not deep:
            return None
        own = [name for name, steps in lying.items() if len(steps) == 1]
        parents = dict.fromkeys(steps[0] for steps in deep.values())
        is_own = text_field is not None and text_field in own
        wire = record_type((*own, *parents), text_field=text_field if is_own else None)
        return cls(wire, record, (*own, "Id"), deep, text_field)

    def flat(self, found: Any) -> Any:  # noqa: ANN401 - structs made for the fields
        values = {name: getattr(found, name) for name in self.own}
        for name, steps in self.paths.items():
            value: msgspec.Raw = getattr(found, steps[0])
            for step in steps[1:]:
                parent = _members.decode(value)
                value = msgspec.Raw(b"null") if parent is None else parent[step]
            is_text = name == self.text_field
            values[name] = msgspec.json.decode(value, type=str | None) if is_text else value
        return self.record(**values)
