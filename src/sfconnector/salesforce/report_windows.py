"""A report of more than 2,000 rows, read window by window over one of its date columns.

Each run is sorted by the column and begins at the last value of the one before. More than 2,000
rows of one value, or rows without any, cannot be passed; then the report stays cut. A window is one
of the hour's synchronous runs.

The windows are several moments: a record whose value moved in between may be read twice, and
another one never. So what is counted is records, and a report with as many rows of fewer records is
taken for cut.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sfconnector.errors import ReportLimitError
from sfconnector.salesforce import report_runs
from sfconnector.salesforce.report_runs import Cell, Column, Definition, Row, Run
from sfconnector.salesforce.session import Session

MOST_FILTERS = 20
"""Of a report (reference 3.13); a window adds one."""
KEYS = ("datetime", "date")
"""Types of columns that windows go over, the finer first."""


def key_of(definition: Definition) -> Column | None:
    """Return the column that windows can go over; None if there is none."""
    if len(definition.filters) >= MOST_FILTERS:
        return None
    fit = (each for kind in KEYS for each in definition.columns if each.type == kind)
    return next(fit, None)


def read(
    session: Session, report_id: str, cut: Run, *, record_of: Callable[[Row], str | None]
) -> Run:
    """Read a report that was cut; what is returned is whole, or it is the cut run again.

    Args:
        session: sends.
        report_id: of the report.
        cut: the run that did not tell all rows.
        record_of: returns the id of a row's record; None if it has none.

    Raises:
        ConnectorError: as :func:`report_runs.run`, but for the hour's runs being used up.
    """
    key = key_of(cut.definition)
    if key is None:
        return cut
    place = cut.definition.columns.index(key)
    rows: list[list[Cell]] = []
    at_border: set[tuple[str, ...]] = set()
    after: str | None = None
    while True:
        try:
            ran = report_runs.run(session, report_id, _window(cut.definition, key, after))
        except ReportLimitError:
            return cut
        values = [row[place].value for row in ran.rows]
        told = [str(each) for each in values if each is not None]
        if ran.definition.columns != cut.definition.columns or told != sorted(told):
            return cut
        rows += (list(row) for row in ran.rows if _labels(row) not in at_border)
        if ran.is_whole:
            is_whole = cut.total is not None and _records(rows, record_of) >= cut.total
            return replace(cut, rows=rows, is_whole=True) if is_whole else cut
        last = None if not values or values[-1] is None else str(values[-1])
        if last is None or last == after:
            return cut
        after = last
        at_border = {
            _labels(row) for row, each in zip(ran.rows, values, strict=True) if each == last
        }


def _records(rows: Sequence[Row], record_of: Callable[[Row], str | None]) -> int:
    """Count the records of rows, and the rows that have none."""
    told = [record_of(row) for row in rows]
    return len({each for each in told if each is not None}) + told.count(None)


def _labels(row: Row) -> tuple[str, ...]:
    return tuple(each.label for each in row)


def _window(definition: Definition, key: Column, after: str | None) -> dict[str, object]:
    changes: dict[str, object] = {"sortBy": [{"sortColumn": key.name, "sortOrder": "Asc"}]}
    if after is not None:
        begins = {"column": key.name, "operator": "greaterOrEqual", "value": after}
        changes["reportFilters"] = [*definition.filters, begins]
        if definition.logic is not None:
            logic = f"({definition.logic}) AND {len(definition.filters) + 1}"
            changes["reportBooleanFilter"] = logic
    return changes
