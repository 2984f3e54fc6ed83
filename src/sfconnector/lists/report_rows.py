"""The rows of a report as a list reads them: run once, put in the order of their ids.

A report has no key to page by, so a run is read whole and kept while the list is read. Of more
than 2,000 rows a run tells the first ones; then the classic export is tried, which has them all,
and then windows over a date column.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sfconnector.errors import (
    AccessDeniedError,
    NotFoundError,
    UnexpectedAnswerError,
    UnknownFieldError,
)
from sfconnector.lists import report_columns, report_package
from sfconnector.lists.fields import EMAIL
from sfconnector.lists.report_columns import Columns
from sfconnector.lists.sources.members import ALL_TOLD, Note
from sfconnector.salesforce import report_exports, report_runs, report_windows
from sfconnector.salesforce.query import MOST_ROWS, attribute, record_type
from sfconnector.salesforce.rows_by_key import Key, KeyedPage, Mark
from sfconnector.salesforce.session import Session


class ReportRows:
    """The rows of one report; two rows of one record are one, the first."""

    stamps: Sequence[str] = ()

    def __init__(self, session: Session, report_id: str, fields: Sequence[str]) -> None:
        self._session = session
        self._report_id = report_id
        self._fields = tuple(fields)
        self._records: list[Any] | None = None
        self._ids: list[str] = []
        self._note = ALL_TOLD

    def mark(self) -> Mark:
        """Tell nothing: a report has no stamps, and is read whole each time.

        Raises:
            ReportUnfitError: the package is too old for a user in Lightning Experience.
            ConnectorError: as :meth:`Session.call`.
        """
        report_package.refuse_old(self._session)
        return Mark(None, None)

    def page(self, behind: Key) -> KeyedPage:
        """Return the next rows behind an id; the report is run for the first ones.

        Raises:
            ReportUnfitError: a column that is needed was taken away.
            UnknownFieldError: a chosen column was.
            ConnectorError: as :func:`report_runs.run`.
        """
        records = self._run()
        first = bisect_right(self._ids, behind.record_id or "")
        some = records[first : first + MOST_ROWS]
        ends = first + MOST_ROWS >= len(records)
        following = None if ends else Key(None, some[-1].Id)
        return KeyedPage(some, following, is_whole=self._note.is_whole)

    def count(self, condition: str | None) -> int:
        """Return how many records it shows."""
        del condition
        return len(self._run())

    def note(self) -> Note:
        """Tell whether the report told all its rows, and which of them are no records."""
        return self._note

    def _run(self) -> list[Any]:
        if self._records is None:
            ran = report_runs.run(self._session, self._report_id)
            columns = report_columns.fit(ran.definition)
            missing = [each for each in self._fields if each not in columns.names]
            if missing:
                message = (
                    f"the report {ran.definition.name} has no column {', '.join(missing)} any "
                    "more; add it to the report, or import the list again without it"
                )
                raise UnknownFieldError(message)
            make = record_type(self._fields, text_field=EMAIL)
            found: dict[str, Any] = {}
            without_id = repeated = 0
            if not ran.is_whole:
                ran = self._whole(ran, columns)
            for row in ran.rows:
                record_id = report_columns.record_id(columns, row)
                if record_id is None:
                    without_id += 1
                    continue
                if record_id in found:
                    repeated += 1
                    continue
                email = row[columns.email]
                values = {
                    attribute(name): report_columns.value(
                        row[columns.names[name]], columns.types[name]
                    )
                    for name in self._fields
                    if name != EMAIL
                }
                shown = None if email.value is None else email.label
                found[record_id] = make(Id=record_id, Email=shown, **values)
            self._ids = sorted(found)
            self._note = _note(
                len(ran.rows), is_whole=ran.is_whole, without_id=without_id, repeated=repeated
            )
            self._records = [found[each] for each in self._ids]
        return self._records

    def _whole(self, ran: report_runs.Run, columns: Columns) -> report_runs.Run:
        """Return all rows of a report that was cut, if they can be had; else those of the run."""
        try:
            rows = report_exports.read(self._session, self._report_id, ran.definition)
        except (AccessDeniedError, NotFoundError, UnexpectedAnswerError):
            rows = []
        if len(rows) > len(ran.rows) and len(rows) >= (ran.total or 0):
            return replace(ran, rows=rows, is_whole=True)
        return report_windows.read(
            self._session,
            self._report_id,
            ran,
            record_of=lambda row: report_columns.record_id(columns, row),
        )


def _note(rows: int, *, is_whole: bool, without_id: int, repeated: int) -> Note:
    told = []
    if not is_whole:
        told.append(
            f"the report shows more than the {rows:,} rows that Salesforce told, so nobody was "
            "removed; grant Export Reports to the connected user, add the column Created Date to "
            "the report, filter or split it, or import a campaign or all records instead"
        )
    if repeated:
        told.append(f"{repeated:,} rows repeat a record and were left out")
    if without_id:
        told.append(f"{without_id:,} rows have no id of a lead or contact and were left out")
    return Note(is_whole, "; ".join(told))
