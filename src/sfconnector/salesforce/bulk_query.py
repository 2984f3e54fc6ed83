"""Query jobs of Bulk API 2.0: a job is made, awaited, and its CSV read set by set (reference 3.11).

The cells of a set are text. They are read into records that encode to the JSON that :mod:`.query`
reads, value for value: a number keeps its digits, an instant gets the offset that REST writes
(``+0000`` for ``Z``), an empty cell is null, since Salesforce keeps no empty text. So a list does
not tell by which way it came.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

import msgspec

from sfconnector.errors import UnexpectedAnswerError
from sfconnector.salesforce.exchange import REST, Answer, Request
from sfconnector.salesforce.query import (
    NO_PATHS,
    RECORD_ID,
    Page,
    RecordT,
    attribute,
    record_type,
)

JOBS = f"{REST}/jobs/query"
SET_RECORDS = 10_000
"""Records a set: memory stays flat with so many, and does not with 50,000 (measured)."""
UNFINISHED = frozenset({"UploadComplete", "InProgress"})
COMPLETE = "JobComplete"
REFUSED_TYPES = frozenset({"address", "location", "base64"})
"""Types that a query job does not select (reference 3.11)."""

_JOB_ID = re.compile(r"750[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?")
_LOCATOR = re.compile(r"[A-Za-z0-9+/=_-]{1,200}")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class QueryJob:
    """A query job as Salesforce tells it."""

    id: str
    state: str
    records: int
    """Processed so far; of a complete job, all of them."""
    error: str
    """Why it failed; "" if it did not, or nothing was told."""


class _Job(msgspec.Struct, rename="camel"):
    id: str
    state: str
    number_records_processed: int = 0
    error_message: str | None = None


_job = msgspec.json.Decoder(_Job)


def create(soql: str) -> Request:
    """Build the call that makes a job. It reads only, so it may be sent twice."""
    body = {
        "operation": "query",
        "query": soql,
        "contentType": "CSV",
        "columnDelimiter": "COMMA",
        "lineEnding": "LF",
    }
    return Request(
        "POST",
        JOBS,
        headers=(("Content-Type", "application/json"),),
        body=msgspec.json.encode(body),
        only_reads=True,
    )


def status(job_id: str) -> Request:
    """Build the call that asks how a job stands."""
    return Request("GET", f"{JOBS}/{_checked(job_id)}")


def results(job_id: str, locator: str | None) -> Request:
    """Build the call for a set of results: the first, or the one at a locator.

    Raises:
        UnexpectedAnswerError: the locator is none that Salesforce could have told.
    """
    asked = [("maxRecords", str(SET_RECORDS))]
    if locator is not None:
        if not _LOCATOR.fullmatch(locator):
            message = "the locator of a set of results has characters that none has"
            raise UnexpectedAnswerError(message)
        asked.append(("locator", locator))
    return Request(
        "GET",
        f"{JOBS}/{_checked(job_id)}/results",
        query=tuple(asked),
        headers=(("Accept", "text/csv"),),
        media_type="text/csv",
    )


def read_job(answer: Answer) -> QueryJob:
    """Read how a job stands.

    Raises:
        UnexpectedAnswerError: the answer is no job.
    """
    try:
        job = _job.decode(answer.body)
    except msgspec.DecodeError as error:
        message = "the answer is no query job"
        raise UnexpectedAnswerError(message, detail=str(error)) from error
    _checked(job.id)
    return QueryJob(job.id, job.state, job.number_records_processed, job.error_message or "")


def _checked(job_id: str) -> str:
    if not _JOB_ID.fullmatch(job_id):
        message = "Salesforce told an id of a query job that is none"
        raise UnexpectedAnswerError(message, detail=job_id[:40])
    return job_id


class SetReader(Generic[RecordT]):
    """Reads sets of results into records with exactly these fields.

    ``Id`` and ``text_field`` are text, as :class:`~.query.PageReader` has them.
    """

    def __init__(
        self,
        fields: Mapping[str, str],
        *,
        text_field: str | None = None,
        paths: Mapping[str, str] = NO_PATHS,
    ) -> None:
        """Take the fields by API name or path, each with its type as describe tells it.

        ``paths`` tells of those that lie elsewhere than their name says.
        """
        self._make = record_type(tuple(fields), text_field=text_field)
        named = {attribute(name): name for name in ("Id", *fields)}
        names = [named[each] for each in self._make.__struct_fields__]
        self._names: Sequence[str] = [paths.get(name, name) for name in names]
        self._casts = [
            (place, _CASTS[fields[name]])
            for place, name in enumerate(names)
            if name not in {"Id", text_field} and fields[name] in _CASTS
        ]

    def read(self, answer: Answer, *, job: QueryJob) -> Page[RecordT]:
        """Read one set; the page's locator holds the job and the set's locator.

        Raises:
            UnexpectedAnswerError: it is no CSV of these fields, was cut, or does not tell what
                follows.
        """
        following = answer.header("Sforce-Locator")
        if not following:
            message = "a set of results is neither the last one nor names the next"
            raise UnexpectedAnswerError(message)
        try:
            records = self._records(answer.body)
        except (UnicodeDecodeError, csv.Error, _NoSetError) as error:
            message = "the set of results is no CSV of the fields asked for"
            raise UnexpectedAnswerError(message, detail=str(error)) from None
        told = answer.header("Sforce-NumberOfRecords")
        if told and told != str(len(records)):
            message = f"a set of {told} records holds {len(records)}: it was cut"
            raise UnexpectedAnswerError(message)
        locator = None if following == "null" else f"{job.id}/{following}"
        return Page(job.records, locator, records)

    def _records(self, body: bytes) -> Sequence[Any]:
        # Decoded piece by piece: a text of the whole set would be held four bytes a character.
        text = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline="")
        rows = csv.reader(text, strict=True)
        header = next(rows, [])
        places = {name.casefold(): place for place, name in enumerate(header)}
        missing = [name for name in self._names if name.casefold() not in places]
        if missing:
            message = f"no column {', '.join(missing)}"
            raise _NoSetError(message)
        columns = [places[name.casefold()] for name in self._names]
        make, casts, width, is_id = self._make, self._casts, len(header), RECORD_ID.fullmatch
        id_place = places["id"]
        records: list[Any] = []
        for row in rows:
            if len(row) != width or not is_id(row[id_place]):
                message = f"row {len(records) + 1} has no record id, or other columns"
                raise _NoSetError(message)
            cells: list[Any] = [row[place] or None for place in columns]
            for place, cast in casts:
                cells[place] = cast(cells[place])
            records.append(make(*cells))
        return records


class _NoSetError(ValueError):
    """What was read is no set of results; tells where, never what a person's field holds."""


def _boolean(cell: str | None) -> bool | None:
    if cell is not None and cell not in {"true", "false"}:
        message = "a Boolean is neither true nor false"
        raise _NoSetError(message)
    return None if cell is None else cell == "true"


def _number(cell: str | None) -> msgspec.Raw | None:
    if cell is None:
        return None
    if not _NUMBER.fullmatch(cell):
        message = "a number is none of JSON"
        raise _NoSetError(message)
    return msgspec.Raw(cell.encode())


def _datetime(cell: str | None) -> str | None:
    return f"{cell[:-1]}+0000" if cell is not None and cell.endswith("Z") else cell


_CASTS: Mapping[str, Callable[[str | None], object]] = {
    "boolean": _boolean,
    "int": _number,
    "long": _number,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "datetime": _datetime,
}
"""How a cell becomes a value of JSON, by the field's type; it stays text where no entry is."""
