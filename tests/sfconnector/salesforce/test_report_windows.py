"""A report read by windows: whole only if as many records were read as Salesforce counts."""

from __future__ import annotations

from typing import Any

import pytest

from sfconnector.salesforce import report_runs, report_windows
from sfconnector.salesforce.report_runs import Cell, Column, Definition, Run

DEFINITION = Definition(
    "R", "TABULAR", (Column("Id", "Lead ID", "string"), Column("Day", "Day", "date"))
)


def _run(*rows: tuple[str | None, str], whole: bool) -> Run:
    cells = [[Cell(record or "-", record), Cell(day, day)] for record, day in rows]
    return Run(DEFINITION, cells, whole)


def _read(monkeypatch: pytest.MonkeyPatch, total: int | None, *windows: Run) -> Run:
    answers = iter(windows)
    monkeypatch.setattr(report_runs, "run", lambda *_: next(answers))
    cut = Run(DEFINITION, [], is_whole=False, total=total)
    session: Any = None
    return report_windows.read(session, "00O", cut, record_of=_record_of)


def _record_of(row: report_runs.Row) -> str | None:
    told = row[0].value
    return told if isinstance(told, str) else None


def test_all_records_make_it_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows at the border of two windows are read twice and are there once; rows of none count."""
    first = _run(("a", "2020-01-01"), ("b", "2020-01-02"), whole=False)
    second = _run(("b", "2020-01-02"), ("c", "2020-01-03"), (None, "2020-01-04"), whole=True)
    read = _read(monkeypatch, 4, first, second)
    assert (read.is_whole, len(read.rows)) == (True, 4)


def test_a_row_read_twice_does_not_stand_for_one_that_was_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """P30: a moved on behind the border and c back before it: three rows of two records."""
    first = _run(("a", "2020-01-01"), ("b", "2020-01-02"), whole=False)
    second = _run(("b", "2020-01-02"), ("a", "2020-01-03"), whole=True)
    assert not _read(monkeypatch, 3, first, second).is_whole


def test_what_nobody_counted_is_not_known_to_be_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """P30: without a number of rows there is nothing that would tell of a missed one."""
    assert not _read(monkeypatch, None, _run(("a", "2020-01-01"), whole=True)).is_whole
