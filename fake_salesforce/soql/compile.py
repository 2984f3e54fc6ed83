"""Compiles a bound query to SQL text and bound values.

Only names of the schema and marks for values reach the text. Conditions are two-valued: a
comparison that SQL leaves unknown is false, and NOT is pushed down to the comparisons as their
exact complement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fake_salesforce.schema.field import TEXT_TYPES

from .bound import (
    BoundAnd,
    BoundComparison,
    BoundCondition,
    BoundNot,
    BoundOr,
    BoundOrdering,
    BoundQuery,
)
from .dates import SUNDAY, Calendar
from .predicates import Fragment, SqlValue, folded, predicate, quoted
from .projection import Projection, project

_CHAIN = 16
"""Operands in one chain of AND or OR: SQLite limits the depth of an expression to 1,000."""

_ALL_ROWS = -1
"""SQLite's LIMIT for no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A query as SQL: what ``run.py`` asks the database."""

    table: str
    hides_deleted: bool
    """Whether the object has IsDeleted, by which rows are hidden from ``query``."""
    where: Fragment | None
    order_by: str
    limit: int | None
    offset: int
    projection: Projection | None
    """None for ``SELECT COUNT()``."""

    @property
    def is_count(self) -> bool:
        """Whether the query is ``SELECT COUNT()``, which has no records."""
        return self.projection is None

    def select(self, what: str, *, include_deleted: bool) -> tuple[str, tuple[SqlValue, ...]]:
        """Return SQL that selects ``what`` of the rows that the query finds, and its values."""
        conditions: list[str] = []
        values: tuple[SqlValue, ...] = ()
        if self.hides_deleted and not include_deleted:
            conditions.append('"IsDeleted" = 0')
        if self.where is not None:
            conditions.append(self.where.sql)
            values = self.where.values
        sql = f"SELECT {what} FROM {quoted(self.table)}"  # noqa: S608 - a name of the schema
        if conditions:
            sql += f" WHERE {' AND '.join(conditions)}"
        sql += f" ORDER BY {self.order_by}"
        if self.limit is None and not self.offset:
            return sql, values
        limit = _ALL_ROWS if self.limit is None else self.limit
        return f"{sql} LIMIT ? OFFSET ?", (*values, limit, self.offset)


def compile(  # noqa: A001 - the compiler's own term; the package is imported, not the name
    query: BoundQuery,
    *,
    now: datetime,
    time_zone: ZoneInfo,
    fiscal_year_start_month: int = 1,
    first_weekday: int = SUNDAY,
) -> Statement:
    """Return the statement of a query.

    Args:
        query: the bound query.
        now: the instant that TODAY is taken from, aware.
        time_zone: the user's, in which days begin.
        fiscal_year_start_month: 1 to 12, as the Organization has it.
        first_weekday: the day that begins a week in the user's locale, Monday 0 to Sunday 6.
    """
    calendar = Calendar(
        today=now.astimezone(time_zone).date(),
        time_zone=time_zone,
        fiscal_year_start_month=fiscal_year_start_month,
        first_weekday=first_weekday,
    )
    where = None
    if query.where is not None:
        where = _condition(query.where, calendar, is_negated=False)
    return Statement(
        table=query.sobject.name,
        hides_deleted=query.sobject.field("IsDeleted") is not None,
        where=where,
        order_by=", ".join([*map(_ordering, query.order_by), '"_row"']),
        limit=query.limit,
        offset=query.offset,
        projection=project(query),
    )


def _ordering(ordering: BoundOrdering) -> str:
    key = quoted(ordering.field.name)
    if ordering.field.type in TEXT_TYPES:
        key = folded(key)
    direction = "DESC" if ordering.descending else "ASC"
    # SQLite's own default, left unsaid so that an index can serve the order.
    if ordering.nulls_first is not ordering.descending:
        return f"{key} {direction}"
    return f"{key} {direction} NULLS {'FIRST' if ordering.nulls_first else 'LAST'}"


def _condition(condition: BoundCondition, calendar: Calendar, *, is_negated: bool) -> Fragment:
    match condition:
        case BoundComparison():
            fragment = predicate(condition, calendar)
            if is_negated:
                return Fragment(f"NOT IFNULL({fragment.sql}, 0)", fragment.values)
            return fragment
        case BoundNot(operand):
            return _condition(operand, calendar, is_negated=not is_negated)
        case BoundAnd(operands) | BoundOr(operands):
            is_and = isinstance(condition, BoundAnd) is not is_negated
            parts = [_condition(each, calendar, is_negated=is_negated) for each in operands]
            return _joined(parts, " AND " if is_and else " OR ")


def _joined(parts: Sequence[Fragment], connective: str) -> Fragment:
    """Join conditions so that neither SQLite's parser nor its expression depth overflows.

    The most deeply nested condition goes first: there an opening bracket costs the parser one place
    instead of three. The others follow in chains of limited length.
    """
    first, *others = sorted(parts, key=lambda each: each.depth, reverse=True)
    while len(others) > _CHAIN:
        chains = (others[at : at + _CHAIN] for at in range(0, len(others), _CHAIN))
        others = [_chained(chain, connective) for chain in chains]
    return _chained([first, *others], connective)


def _chained(parts: Sequence[Fragment], connective: str) -> Fragment:
    return Fragment(
        f"({connective.join(each.sql for each in parts)})",
        tuple(value for each in parts for value in each.values),
        1 + max(each.depth for each in parts),
    )
