"""The classic export of a report as CSV: every row, however many (reference 3.14).

It is a page of the user interface: its session is a cookie, and who may not export gets another
page, with 200. Behind the rows stands a footer; without it the file was cut. Text is as the user's
language and region write it, only numbers are plain.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from sfconnector.errors import UnexpectedAnswerError
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.report_runs import Cell, Definition
from sfconnector.salesforce.session import Session

NOTHING = Cell("-", None)
LEAST_FOOTER = 3
"""Lines; five to seven were seen."""


def read(session: Session, report_id: str, definition: Definition) -> list[list[Cell]]:
    """Read all rows of a report, in the order of its columns.

    Raises:
        AccessDeniedError: the user may not export it.
        UnexpectedAnswerError: as :func:`rows_of`.
        ConnectorError: as :meth:`Session.call`.
    """
    return rows_of(session.call(request(report_id)), definition)


def request(report_id: str) -> Request:
    """Build the call."""
    return Request(
        "GET",
        f"/{report_id}",
        query=(("isdtp", "p1"), ("export", "1"), ("enc", "UTF-8"), ("xf", "csv")),
        headers=(("Accept", "text/csv"),),
        media_type="text/csv",
        is_page=True,
    )


def rows_of(answer: Answer, definition: Definition) -> list[list[Cell]]:
    """Read the rows of an exported report.

    Raises:
        UnexpectedAnswerError: the file was cut, or has other columns than the definition.
    """
    try:
        lines = csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""), strict=True)
        header = next(lines, [])
        rows: list[list[str]] = []
        for line in lines:
            if not line:
                break
            rows.append(line)
        footer = [line for line in lines if line]
    except (UnicodeDecodeError, csv.Error) as error:
        message = "the exported report is no CSV"
        raise UnexpectedAnswerError(message, detail=str(error)) from None
    if header != [each.label for each in definition.columns]:
        message = "the exported report has other columns than the report"
        raise UnexpectedAnswerError(message)
    if len(footer) < LEAST_FOOTER or any(len(row) != len(header) for row in rows):
        message = "the exported report was cut: its end is missing"
        raise UnexpectedAnswerError(message)
    return [_cells(row) for row in rows]


def _cells(row: Sequence[str]) -> list[Cell]:
    return [Cell(text, text) if text else NOTHING for text in row]
