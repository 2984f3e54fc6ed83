"""The fiscal year of an org, as Organization has it."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class FiscalYear(NamedTuple):
    """When a fiscal year begins, and by which calendar year it is called."""

    start_month: int
    """1 to 12."""
    is_named_by_start: bool
    """Whether the year in which it begins names it, and not the one in which it ends."""


def fiscal_year(connection: sqlite3.Connection) -> FiscalYear:
    """Return an org's fiscal year; one that begins in no month begins in January."""
    month, by_start = connection.execute(
        'SELECT "FiscalYearStartMonth", "UsesStartDateAsFiscalYearName" FROM "Organization"'
    ).fetchone()
    return FiscalYear(month or 1, bool(by_start))
