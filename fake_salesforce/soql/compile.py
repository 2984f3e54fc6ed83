"""Compiles a bound query to SQL text and bound values.

Only names of the schema and marks for values reach the text. Conditions are two-valued: a
comparison that SQL leaves unknown is false, and NOT is pushed down to the comparisons as their
exact complement.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fake_salesforce.access import Visibility
from fake_salesforce.schema.field import FieldType
from fake_salesforce.schema.sobject import SObject

from . import expressions
from .bound import (
    BoundAnd,
    BoundComparison,
    BoundCondition,
    BoundNot,
    BoundOperand,
    BoundOr,
    BoundOrdering,
    BoundQuery,
    BoundSemiJoin,
    SelectedChildren,
)
from .dates import SUNDAY, Calendar
from .formatted import Reader
from .fragments import Fragment, chained
from .predicates import predicate
from .projection import Cell, ChildCell, Columns, Projection, project
from .statement import Clauses, select
from .tables import Tables, shared

_CHAIN = 16
"""Operands in one chain of AND or OR: SQLite limits the depth of an expression to 1,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A query as SQL: what ``run.py`` asks the database."""

    clauses: Clauses
    projection: Projection | None
    """None for ``SELECT COUNT()``."""

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
    first_weekday: int = SUNDAY,
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
        first_weekday: the day that begins a week in the user's locale, Monday 0 to Sunday 6.
        locale: the user's, in which FORMAT() writes values.

    Raises:
        NotImplementedInFakeError: FORMAT() for another locale than en_US.
    """
    calendar = Calendar(
        today=now.astimezone(time_zone).date(),
        time_zone=time_zone,
        fiscal_year_start_month=fiscal_year_start_month,
        is_fiscal_year_named_by_start=is_fiscal_year_named_by_start,
        first_weekday=first_weekday,
    )
    reader = Reader(locale, time_zone)
    compiler = _Compiler(calendar, reader, include_deleted=include_deleted)
    if query.grouped is not None:
        return compiler.grouped(query)
    return compiler.listed(query)


class _Compiler:
    """What all SELECTs of one statement share: the calendar, and whether the recycle bin counts."""

    def __init__(self, calendar: Calendar, reader: Reader, *, include_deleted: bool) -> None:
        self.calendar = calendar
        self.reader = reader
        self.include_deleted = include_deleted

    def visible(
        self, sobject: SObject, visibility: Visibility, tables: Tables
    ) -> tuple[Fragment, ...]:
        """Return the conditions that keep out the recycle bin and what is not shared, if any."""
        conditions = shared(visibility, tables.base)
        if self.include_deleted or sobject.field("IsDeleted") is None:
            return conditions
        return (tables.own("IsDeleted").within("{} = 0"), *conditions)

    def listed(self, query: BoundQuery) -> Statement:
        """Compile a query whose records are rows.

        The clauses join what the projection joins, so that one SELECT can find rows and read them;
        SQLite leaves out what is joined in vain. The projection joins no more than it shows.
        """
        level = _Level(self, query, _aliases())
        projection = None
        if query.selection is not None:
            projection = self.projection(query, level.tables)
        return Statement(clauses=self.clauses(query, level), projection=projection)

    def clauses(self, query: BoundQuery, level: _Level) -> Clauses:
        conditions = level.conditions(query.where)
        order_by = level.order_by(query.order_by, (level.tables.own("_row"),))
        return Clauses(
            row=level.tables.own("_row"),
            source=level.tables.source,
            conditions=conditions,
            order_by=order_by,
            limit=query.limit,
            offset=query.offset,
        )

    def projection(self, query: BoundQuery, tables: Tables) -> Projection:
        return project(
            query.sobject,
            query.selection or (),
            tables,
            visible=self.visible(query.sobject, query.visible, tables),
            reader=self.reader,
            child_cell=self.child_cell,
        )

    def child_cell(self, children: SelectedChildren, place: int) -> ChildCell:
        reference = Tables(children.query.sobject, _aliases()).own(children.reference.name)
        statement = self.listed(children.query)
        projection = statement.projection
        assert projection is not None
        return ChildCell(children.name, place, reference, statement.clauses, projection)

    def grouped(self, query: BoundQuery) -> Statement:
        """Compile a query whose records are groups: clauses and columns are of one SELECT."""
        aliases = _aliases()
        level = _Level(self, query, aliases, is_grouped=True)
        rows = _Level(self, query, aliases, tables=level.tables)
        conditions = rows.conditions(query.where)
        grouping = []
        if query.group_by:
            keys = chained([level.group_key(each) for each in query.group_by], ", ")
            grouping.append(keys.within(" GROUP BY {}"))
        if query.having is not None:
            having = level.condition(query.having, is_negated=False)
            grouping.append(having.within(" HAVING {}"))
        columns = Columns()
        cells = []
        for each in query.grouped or ():
            place = columns.place(level.value(each.operand))
            write = self.reader.write_of(each.operand) if each.is_formatted else None
            kind = FieldType.STRING if each.is_formatted else each.operand.type
            cells.append(Cell(each.key, kind, place, write=write))
        # Without ORDER BY, and behind it, groups come by what they are grouped by (believed).
        ties = tuple(key for each in query.group_by for key in level.sort_keys(each))
        order_by = level.order_by(query.order_by, ties)
        clauses = Clauses(
            row=level.tables.own("_row"),
            source=level.tables.source,
            conditions=conditions,
            grouping=chained(grouping, ""),
            order_by=order_by,
            limit=query.limit,
            offset=query.offset,
        )
        projection = Projection(
            sobject="AggregateResult",
            columns=columns.all(),
            source=clauses.source,
            cells=tuple(cells),
            is_grouped=True,
        )
        return Statement(clauses=clauses, projection=projection)


def _aliases() -> Iterator[str]:
    return map("t{}".format, itertools.count())


class _Level:
    """One SELECT of a statement: its tables, and the fragments that read them."""

    def __init__(
        self,
        compiler: _Compiler,
        query: BoundQuery | BoundSemiJoin,
        aliases: Iterator[str],
        *,
        is_grouped: bool = False,
        tables: Tables | None = None,
    ) -> None:
        self.compiler = compiler
        self.query = query
        self.aliases = aliases
        self.tables = tables or Tables(query.sobject, aliases)
        self.is_grouped = is_grouped

    def value(self, operand: BoundOperand) -> Fragment:
        """Return an operand's value: in a row, or in a group where the level is one of groups."""
        find = expressions.of_group if self.is_grouped else expressions.compared
        return find(operand, self.tables, self.compiler.calendar)

    def group_key(self, operand: BoundOperand) -> Fragment:
        return expressions.grouped(operand, self.tables, self.compiler.calendar)

    def sort_keys(self, operand: BoundOperand) -> tuple[Fragment, ...]:
        if self.is_grouped:
            key = self.value(operand)
        else:
            key = expressions.value(operand, self.tables, self.compiler.calendar)
        return expressions.sort_keys(key, operand)

    def conditions(self, where: BoundCondition | None) -> tuple[Fragment, ...]:
        visible = self.compiler.visible(self.query.sobject, self.query.visible, self.tables)
        return visible if where is None else (*visible, self.condition(where, is_negated=False))

    def order_by(self, orderings: Sequence[BoundOrdering], ties: tuple[Fragment, ...]) -> Fragment:
        keys = [*map(self.ordering, orderings), *ties]
        return chained(keys, ", ").within(" ORDER BY {}") if keys else Fragment("")

    def ordering(self, ordering: BoundOrdering) -> Fragment:
        direction = "DESC" if ordering.descending else "ASC"
        # SQLite's own default is left unsaid, so that an index can serve the order.
        if ordering.nulls_first is ordering.descending:
            direction += f" NULLS {'FIRST' if ordering.nulls_first else 'LAST'}"
        keys = self.sort_keys(ordering.operand)
        return chained([key.within(f"{{}} {direction}") for key in keys], ", ")

    def condition(self, condition: BoundCondition, *, is_negated: bool) -> Fragment:
        match condition:
            case BoundComparison(operand):
                found = predicate(condition, self.value(operand), self.compiler.calendar)
                return found.within("NOT IFNULL({}, 0)") if is_negated else found
            case BoundSemiJoin():
                found = self.semi_join(condition)
                return found.within("NOT IFNULL({}, 0)") if is_negated else found
            case BoundNot(operand):
                return self.condition(operand, is_negated=not is_negated)
            case BoundAnd(operands) | BoundOr(operands):
                is_and = isinstance(condition, BoundAnd) is not is_negated
                parts = [self.condition(each, is_negated=is_negated) for each in operands]
                return _joined(parts, " AND " if is_and else " OR ")

    def semi_join(self, join: BoundSemiJoin) -> Fragment:
        """Return SQL of a semi-join; ids that are null take no part in either (believed)."""
        inner = _Level(self.compiler, join, self.aliases)
        selected = inner.value(join.selected)
        conditions = (*inner.conditions(join.where), selected.within("{} IS NOT NULL"))
        sql, values = select(
            selected, inner.tables.source, conditions=conditions, rest=Fragment("")
        )
        operand = self.value(join.operand)
        return Fragment(f"{operand.sql} IN ({sql})", (*operand.values, *values))


def _joined(parts: Sequence[Fragment], connective: str) -> Fragment:
    """Join conditions so that neither SQLite's parser nor its expression depth overflows.

    The most deeply nested condition goes first: there an opening bracket costs the parser one place
    instead of three. The others follow in chains of limited length.
    """
    first, *others = sorted(parts, key=lambda each: each.depth, reverse=True)
    while len(others) > _CHAIN:
        chains = (others[at : at + _CHAIN] for at in range(0, len(others), _CHAIN))
        others = [_bracketed(chain, connective) for chain in chains]
    return _bracketed([first, *others], connective)


def _bracketed(parts: Sequence[Fragment], connective: str) -> Fragment:
    together = chained(parts, connective)
    return Fragment(f"({together.sql})", together.values, together.depth + 1)
