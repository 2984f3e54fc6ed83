"""A query as SQL: the clauses of a SELECT, and what reads its records."""

from __future__ import annotations

from dataclasses import dataclass

from .fragments import Fragment, SqlValue, chained

ALL_ROWS = -1
"""SQLite's LIMIT for no limit."""

Select = tuple[str, tuple[SqlValue, ...]]
"""SQL text and the values of its question marks."""


def select(
    what: Fragment, source: Fragment, *, conditions: tuple[Fragment, ...], rest: Fragment
) -> Select:
    """Return a SELECT; ``rest`` is what stands behind WHERE."""
    where = chained(conditions, " AND ")
    values = (*what.values, *source.values, *where.values, *rest.values)
    clause = f" WHERE {where.sql}" if conditions else ""
    return f"SELECT {what.sql} FROM {source.sql}{clause}{rest.sql}", values  # noqa: S608 - our words, names of the schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """The clauses that decide which rows, or groups, a query finds, and in which order."""

    row: Fragment
    """The row number."""
    source: Fragment
    conditions: tuple[Fragment, ...] = ()
    """What all must hold; rows in the recycle bin are kept out here."""
    grouping: Fragment = Fragment("")  # noqa: RUF009 - frozen
    """GROUP BY and HAVING with a blank before them, or nothing."""
    order_by: Fragment = Fragment("")  # noqa: RUF009 - frozen
    """ORDER BY with a blank before it, or nothing."""
    limit: int | None = None
    offset: int = 0

    def select(self, what: Fragment) -> Select:
        """Return SQL that selects ``what`` of what the query finds."""
        rest = [self.grouping, self.order_by]
        if self.limit is not None or self.offset:
            limit = ALL_ROWS if self.limit is None else self.limit
            rest.append(Fragment(" LIMIT ? OFFSET ?", (limit, self.offset)))
        return select(what, self.source, conditions=self.conditions, rest=chained(rest, ""))

    def select_where(self, what: Fragment, condition: Fragment) -> Select:
        """Return SQL that selects ``what`` where a condition holds too, without LIMIT."""
        conditions = (condition, *self.conditions)
        return select(what, self.source, conditions=conditions, rest=self.order_by)
