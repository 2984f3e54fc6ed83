"""Running a report by the Analytics API: its columns, its first 2,000 rows (reference 3.13).

Only tabular reports have rows that are records; another format is told by its name. A run is
synchronous, and an hour has 500 of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from sfconnector.errors import (
    AccessDeniedError,
    NotFoundError,
    ReportLimitError,
    UnexpectedAnswerError,
)
from sfconnector.salesforce.exchange import REST, Answer, Request
from sfconnector.salesforce.session import Session

MOST_ROWS = 2000
ROW_COUNT = "RowCount"
LIMIT = "synchronously"
"""What Salesforce's refusal holds when the hour's runs are used up, or too many run at once."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a report."""

    name: str
    """Its API name, as ``LEAD_ID``."""
    label: str
    """As its users see it."""
    type: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row has in a column."""

    label: str
    """As its users see it; ``-`` for nothing."""
    value: object
    """As JSON has it; None for nothing."""


Row: TypeAlias = Sequence[Cell]
"""In the order of the columns."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a report is made of."""

    name: str
    format: str
    """``TABULAR``, ``SUMMARY`` or ``MATRIX``."""
    columns: tuple[Column, ...]
    filters: tuple[msgspec.Raw, ...] = ()
    logic: str | None = None
    """How the filters go together, as ``(1 OR 2) AND 3``; None is that all must hold."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a report shows now."""

    definition: Definition
    rows: Sequence[Row]
    is_whole: bool
    """False if there are more rows than are told."""
    total: int | None = None
    """How many rows Salesforce counts, those that are not told too; None if it does not tell."""


class _Info(msgspec.Struct):
    dataType: str  # noqa: N815 - the wire's spelling
    label: str


class _Extended(msgspec.Struct):
    detailColumnInfo: dict[str, _Info]  # noqa: N815 - as above


class _Metadata(msgspec.Struct):
    name: str
    reportFormat: str  # noqa: N815 - as above
    detailColumns: list[str]  # noqa: N815 - as above
    aggregates: list[str] = []
    reportFilters: list[msgspec.Raw] = []  # noqa: N815 - as above
    reportBooleanFilter: str | None = None  # noqa: N815 - as above


class _Described(msgspec.Struct):
    reportExtendedMetadata: _Extended  # noqa: N815 - as above
    reportMetadata: _Metadata  # noqa: N815 - as above


class _Cell(msgspec.Struct):
    label: str | None
    value: object


class _Row(msgspec.Struct):
    dataCells: list[_Cell]  # noqa: N815 - as above


class _Fact(msgspec.Struct):
    rows: list[_Row] = []
    aggregates: list[_Cell] = []


class _Ran(_Described):
    allData: bool  # noqa: N815 - as above
    factMap: dict[str, _Fact]  # noqa: N815 - as above


_described = msgspec.json.Decoder(_Described)
_ran = msgspec.json.Decoder(_Ran)


def describe(session: Session, report_id: str) -> Definition:
    """Ask what a report is made of; that is no run of it.

    Raises:
        NotFoundError: there is no such report for the user.
        ConnectorError: as :meth:`Session.call`.
    """
    answer = _called(session, Request("GET", f"{REST}/analytics/reports/{report_id}/describe"))
    try:
        return _definition(_described.decode(answer.body))
    except (msgspec.DecodeError, KeyError) as error:
        raise _no_report(error) from error


def run(session: Session, report_id: str, changes: Mapping[str, object] | None = None) -> Run:
    """Run a report with its details.

    Args:
        session: sends.
        report_id: of the report.
        changes: what of its metadata is otherwise in this run; the report stays as it is.

    Raises:
        NotFoundError: there is no such report for the user.
        ReportLimitError: the hour's runs are used up.
        ConnectorError: as :meth:`Session.call`.
    """
    path, query = f"{REST}/analytics/reports/{report_id}", (("includeDetails", "true"),)
    request = Request("GET", path, query=query)
    if changes is not None:
        request = Request(
            "POST",
            path,
            query=query,
            headers=(("Content-Type", "application/json"),),
            body=msgspec.json.encode({"reportMetadata": changes}),
            only_reads=True,
        )
    answer = _called(session, request)
    try:
        ran = _ran.decode(answer.body)
        definition = _definition(ran)
    except (msgspec.DecodeError, KeyError) as error:
        raise _no_report(error) from error
    facts = ran.factMap.get("T!T", _Fact())
    rows = [[Cell(each.label or "", each.value) for each in row.dataCells] for row in facts.rows]
    if any(len(row) != len(definition.columns) for row in rows):
        message = "a row of the report has other cells than the report has columns"
        raise UnexpectedAnswerError(message)
    totals = dict(zip(ran.reportMetadata.aggregates, facts.aggregates, strict=False))
    counted = totals[ROW_COUNT].value if ROW_COUNT in totals else None
    total = counted if isinstance(counted, int) else None
    return Run(definition, rows, ran.allData, total)


def _called(session: Session, request: Request) -> Answer:
    try:
        return session.call(request)
    except NotFoundError as error:
        message = (
            "the connected user sees the report no more: it was deleted, or its folder is hidden; "
            "restore it, or grant View Reports in Public Folders"
        )
        raise NotFoundError(
            message,
            status=error.status,
            code=error.code,
            detail=error.detail,
            evidence=error.evidence,
        ) from error
    except AccessDeniedError as error:
        if LIMIT not in error.message:
            raise
        message = (
            "as many reports were run in this hour as Salesforce allows; run it again in an hour, "
            "or use fewer lists of reports"
        )
        raise ReportLimitError(
            message,
            status=error.status,
            code=error.code,
            detail=error.detail,
            evidence=error.evidence,
        ) from error


def _definition(told: _Described) -> Definition:
    infos = told.reportExtendedMetadata.detailColumnInfo
    metadata = told.reportMetadata
    columns = ((name, infos[name]) for name in metadata.detailColumns)
    return Definition(
        metadata.name,
        metadata.reportFormat,
        tuple(Column(name, info.label, info.dataType) for name, info in columns),
        tuple(metadata.reportFilters),
        metadata.reportBooleanFilter,
    )


def _no_report(error: Exception) -> UnexpectedAnswerError:
    message = "the answer is no report with its columns"
    return UnexpectedAnswerError(message, detail=str(error))
