"""One SELECT of a statement: its tables, and the fragments of conditions and orders on them.

Conditions are two-valued: a comparison that SQL leaves unknown is false, and NOT is pushed down to
the comparisons as their exact complement.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fake_salesforce.access import Visibility
from fake_salesforce.schema.sobject import SObject

from . import expressions
from .bound import (
    BoundAnd,
    BoundComparison,
    BoundCondition,
    BoundNot,
    BoundOr,
    BoundOrdering,
    BoundQuery,
    BoundSemiJoin,
)
from .dates import Calendar
from .fragments import Fragment, chained
from .operands import BoundOperand
from .predicates import predicate
from .statement import select
from .tables import Tables, shared

_CHAIN = 16
"""Operands in one chain of AND or OR: SQLite limits the depth of an expression to 1,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What all SELECTs of one statement share."""

    calendar: Calendar
    user_id: str
    """Who asks."""
    include_deleted: bool
    """Whether rows in the recycle bin, and archived ones, count."""

    def tables(self, sobject: SObject, aliases: Iterator[str] | None = None) -> Tables:
        """Return the tables of a SELECT, nothing joined yet."""
        return Tables(sobject, aliases or table_aliases(), user_id=self.user_id)

    def visible(
        self, sobject: SObject, visibility: Visibility, tables: Tables
    ) -> tuple[Fragment, ...]:
        """Return the conditions that keep out what is deleted, archived or not shared, if any."""
        conditions = shared(visibility, tables.base)
        if self.include_deleted or sobject.field("IsDeleted") is None:
            return conditions
        hiding = ("IsDeleted", "IsArchived") if sobject.archives else ("IsDeleted",)
        return (*(tables.own(each).within("{} = 0") for each in hiding), *conditions)


def table_aliases() -> Iterator[str]:
    """Yield names for the tables of one statement."""
    return map("t{}".format, itertools.count())


class Level:
    """One SELECT of a statement, whose rows are records."""

    def __init__(
        self,
        terms: Terms,
        query: BoundQuery | BoundSemiJoin,
        aliases: Iterator[str],
        *,
        tables: Tables | None = None,
    ) -> None:
        """Begin with the table of the query's object, or go on with tables that are joined."""
        self.terms = terms
        self.query = query
        self.aliases = aliases
        self.tables = tables or terms.tables(query.sobject, aliases)

    def value(self, operand: BoundOperand) -> Fragment:
        """Return SQL for what a condition compares."""
        return expressions.compared(operand, self.tables, self.terms.calendar)

    def sort_keys(self, operand: BoundOperand) -> tuple[Fragment, ...]:
        """Return SQL by which an operand's values are sorted."""
        key = expressions.value(operand, self.tables, self.terms.calendar)
        return expressions.sort_keys(key, operand)

    def conditions(self, where: BoundCondition | None) -> tuple[Fragment, ...]:
        """Return what all must hold: WHERE, and that the user sees the record."""
        visible = self.terms.visible(self.query.sobject, self.query.visible, self.tables)
        return visible if where is None else (*visible, self.condition(where, is_negated=False))

    def order_by(self, orderings: Sequence[BoundOrdering], ties: tuple[Fragment, ...]) -> Fragment:
        """Return ORDER BY with a blank before it; ties go by further keys."""
        keys = [*map(self._ordering, orderings), *ties]
        return chained(keys, ", ").within(" ORDER BY {}") if keys else Fragment("")

    def _ordering(self, ordering: BoundOrdering) -> Fragment:
        direction = "DESC" if ordering.descending else "ASC"
        # SQLite's own default is left unsaid, so that an index can serve the order.
        if ordering.nulls_first is ordering.descending:
            direction += f" NULLS {'FIRST' if ordering.nulls_first else 'LAST'}"
        keys = self.sort_keys(ordering.operand)
        return chained([key.within(f"{{}} {direction}") for key in keys], ", ")

    def condition(self, condition: BoundCondition, *, is_negated: bool) -> Fragment:
        """Return SQL of a condition, or of its complement."""
        match condition:
            case BoundComparison(operand):
                found = predicate(condition, self.value(operand), self.terms.calendar)
                return found.within("NOT IFNULL({}, 0)") if is_negated else found
            case BoundSemiJoin():
                found = self._semi_join(condition)
                return found.within("NOT IFNULL({}, 0)") if is_negated else found
            case BoundNot(operand):
                return self.condition(operand, is_negated=not is_negated)
            case BoundAnd(operands) | BoundOr(operands):
                is_and = isinstance(condition, BoundAnd) is not is_negated
                parts = [self.condition(each, is_negated=is_negated) for each in operands]
                return _joined(parts, " AND " if is_and else " OR ")

    def _semi_join(self, join: BoundSemiJoin) -> Fragment:
        """Return SQL of a semi-join; ids that are null take no part in either (believed)."""
        inner = Level(self.terms, join, self.aliases)
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
