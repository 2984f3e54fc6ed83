"""Compiles a query whose records are groups: clauses and columns are of one SELECT."""

from __future__ import annotations

from collections.abc import Iterator

from fake_salesforce.schema.field import FieldType

from . import expressions
from .bound import BoundQuery
from .formatted import Reader
from .fragments import Fragment, chained
from .level import Level, Terms, table_aliases
from .operands import BoundCall, BoundGrouping, BoundOperand, is_label
from .projection import Cell, Columns, Projection
from .statement import Clauses
from .subtotals import Levels, levels_of
from .tables import Tables


class _Groups(Level):
    """One SELECT whose rows are groups."""

    def __init__(
        self, terms: Terms, query: BoundQuery, aliases: Iterator[str], *, tables: Tables
    ) -> None:
        super().__init__(terms, query, aliases, tables=tables)
        self.group_by = query.group_by
        self.levels: Levels | None = None
        if query.subtotals is not None:
            rows = levels_of(query.subtotals, len(query.group_by))
            self.levels = Levels(next(aliases), rows)

    @property
    def source(self) -> Fragment:
        """What stands behind FROM."""
        if self.levels is None:
            return self.tables.source
        return chained((self.tables.source, self.levels.source), " ")

    def keys(self) -> tuple[Fragment, ...]:
        """Return SQL by which rows are grouped."""
        calendar = self.terms.calendar
        keys = [expressions.grouped(each, self.tables, calendar) for each in self.group_by]
        if self.levels is None:
            return tuple(keys)
        marks = [self.levels.mark(place) for place in range(len(keys))]
        return (*marks, *(self.levels.unless_summed(*each) for each in enumerate(keys)))

    def value(self, operand: BoundOperand) -> Fragment:
        """Return SQL for an operand's value in a group.

        Of texts that differ in case the one shown is the first by its characters (believed).
        """
        if isinstance(operand, BoundGrouping):
            assert self.levels is not None
            return self.levels.mark(operand.place).within("MIN({})")
        found = expressions.value(operand, self.tables, self.terms.calendar)
        if isinstance(operand, BoundCall) and operand.is_aggregate:
            return found
        if self.levels is not None:
            found = self.levels.unless_summed(self._place(operand), found)
        return found.within("MIN({})")

    def _place(self, operand: BoundOperand) -> int:
        """Return where a grouped operand, or the field of a label, stands in GROUP BY."""
        keys = [each.key for each in self.group_by]
        if operand.key not in keys and is_label(operand):
            return keys.index(operand.argument.key)
        return keys.index(operand.key)

    def sort_keys(self, operand: BoundOperand) -> tuple[Fragment, ...]:
        """Return SQL by which the values of groups are sorted."""
        return expressions.sort_keys(self.value(operand), operand)

    def ties(self) -> tuple[Fragment, ...]:
        """Return SQL by which groups are sorted in the end.

        They come by what they are grouped by, a subtotal behind what it sums up (believed; the
        guide shows the groups of ROLLUP so).
        """
        keys: list[Fragment] = []
        for place, each in enumerate(self.group_by):
            if self.levels is not None:
                keys.append(self.levels.mark(place).within("MIN({})"))
            keys += self.sort_keys(each)
        return tuple(keys)


def compile_groups(query: BoundQuery, terms: Terms, reader: Reader) -> tuple[Clauses, Projection]:
    """Return the clauses that find a query's groups, and what is shown of each."""
    aliases = table_aliases()
    rows = Level(terms, query, aliases)
    groups = _Groups(terms, query, aliases, tables=rows.tables)
    conditions = rows.conditions(query.where)
    grouping = []
    if query.group_by:
        grouping.append(chained(groups.keys(), ", ").within(" GROUP BY {}"))
    if query.having is not None:
        having = groups.condition(query.having, is_negated=False)
        grouping.append(having.within(" HAVING {}"))
    columns = Columns()
    cells = []
    for each in query.grouped or ():
        place = columns.place(groups.value(each.operand))
        write = reader.write_of(each.operand) if each.is_formatted else None
        kind = FieldType.STRING if each.is_formatted else each.operand.type
        cells.append(Cell(each.key, kind, place, write=write))
    order_by = groups.order_by(query.order_by, groups.ties())
    clauses = Clauses(
        row=groups.tables.own("_row"),
        source=groups.source,
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
    return clauses, projection
