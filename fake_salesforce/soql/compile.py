"""Compiles a bound query to SQL text and bound values.

Only names of the schema and marks for values reach the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from .bound import BoundQuery, SelectedChildren
from .dates import Calendar
from .formatted import Reader
from .groups import compile_groups
from .level import Level, Terms, table_aliases
from .projection import ChildCell, Projection, project
from .statement import Clauses
from .tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A query as SQL: what ``run.py`` asks the database."""

    clauses: Clauses
    projection: Projection | None
    """None for ``SELECT COUNT()``."""
    sorted_projection: Projection | None = None
    """The projection on the tables of the clauses, for reading records while they are sorted; None
    without ORDER BY, and where a LIMIT may end it early."""

    @property
    def is_grouped(self) -> bool:
        """Whether its records are groups, which no locator can name."""
        return self.projection is not None and self.projection.is_grouped


def compile(  # noqa: A001 - the compiler's own term; the package is imported, not the name
    query: BoundQuery,
    *,
    now: datetime,
    time_zone: ZoneInfo,
    include_deleted: bool = False,
    fiscal_year_start_month: int = 1,
    is_fiscal_year_named_by_start: bool = False,
    locale: str = "en_US",
) -> Statement:
    """Return the statement of a query.

    Args:
        query: the bound query.
        now: the instant that TODAY is taken from, aware.
        time_zone: the user's, in which days begin.
        include_deleted: whether rows in the recycle bin are found too (queryAll).
        fiscal_year_start_month: 1 to 12, as the Organization has it.
        is_fiscal_year_named_by_start: as the Organization has it.
        locale: the user's, in which FORMAT() writes values and weeks begin.

    Raises:
        NotImplementedInFakeError: FORMAT() for a locale that no source shows.
    """
    calendar = Calendar(
        today=now.astimezone(time_zone).date(),
        time_zone=time_zone,
        fiscal_year_start_month=fiscal_year_start_month,
        is_fiscal_year_named_by_start=is_fiscal_year_named_by_start,
        locale=locale,
    )
    reader = Reader(locale, time_zone)
    terms = Terms(calendar=calendar, user_id=query.user_id, include_deleted=include_deleted)
    if query.grouped is not None:
        clauses, groups = compile_groups(query, terms, reader)
        return Statement(clauses=clauses, projection=groups)
    compiler = _Compiler(terms, reader)
    level = compiler.level(query)
    clauses = compiler.clauses(query, level)
    if query.selection is None:
        return Statement(clauses=clauses, projection=None)
    return Statement(
        clauses=clauses,
        projection=compiler.projection(query),
        sorted_projection=compiler.projection(query, level.tables)
        if query.order_by and query.limit is None
        else None,
    )


class _Compiler:
    """Compiles the SELECTs of one statement."""

    def __init__(self, terms: Terms, reader: Reader) -> None:
        self.terms = terms
        self.reader = reader

    def level(self, query: BoundQuery) -> Level:
        return Level(self.terms, query, table_aliases())

    def clauses(self, query: BoundQuery, level: Level) -> Clauses:
        conditions = level.conditions(query.where)
        row = level.tables.own("_row")
        # SQLite likes rows that come sorted better than an index of what a condition compares, and
        # would read a whole table for the few of today. Where it may stop early, it is right.
        finds_few = query.where is not None and query.limit is None and not query.order_by
        ties = row.within("+{}") if finds_few else row
        order_by = level.order_by(query.order_by, (ties,))
        return Clauses(
            row=row,
            source=level.tables.source,
            conditions=conditions,
            order_by=order_by,
            limit=query.limit,
            offset=query.offset,
        )

    def projection(self, query: BoundQuery, tables: Tables | None = None) -> Projection:
        tables = tables or self.terms.tables(query.sobject)
        return project(
            query.sobject,
            query.selection or (),
            tables,
            visible=self.terms.visible(query.sobject, query.visible, tables),
            reader=self.reader,
            child_cell=self.child_cell,
        )

    def child_cell(self, children: SelectedChildren, place: int) -> ChildCell:
        reference = self.terms.tables(children.query.sobject).own(children.reference.name)
        clauses = self.clauses(children.query, self.level(children.query))
        projection = self.projection(children.query)
        return ChildCell(children.name, place, reference, clauses, projection)
