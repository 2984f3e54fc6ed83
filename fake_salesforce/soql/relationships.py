"""The limit of the relationships to parents that one query may have.

A relationship counts once, however often the query goes through it, and TYPEOF counts the
relationship and each of its types ([K:soql-sosl/understanding-relationship-query-limitations]).
That each subquery counts by itself, and the words, are believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fake_salesforce.errors import MalformedQueryError, QueryTooComplicatedError

from .bound import (
    BoundAnd,
    BoundComparison,
    BoundCondition,
    BoundNot,
    BoundOr,
    BoundQuery,
    BoundSemiJoin,
    Selected,
    SelectedChildren,
    SelectedTypeof,
)
from .lexer import TOO_COMPLICATED
from .operands import BoundCall, BoundDistance, BoundField, BoundGrouping, BoundOperand, Hop

MAX_RELATIONSHIPS = 55
"""Relationships to parents in one query. The guide of v49.0 may have said 35 (unverified)."""

_MAX_TABLES = 63
"""Tables that SQLite joins are at most 64. Ours: the real service joins otherwise."""


def check_relationships(query: BoundQuery) -> None:
    """Refuse a query that goes through too many relationships to parents.

    Raises:
        MalformedQueryError: more than 55.
        QueryTooComplicatedError: so many polymorphic ones that their types are more than the
            database joins.
    """
    found: dict[tuple[str, ...], Hop | None] = {}
    for hops in _paths(query):
        for depth, hop in enumerate(hops, 1):
            found[tuple(each.name for each in hops[:depth])] = hop
    found |= {
        each.key: found.get(each.key)
        for each in query.selection or ()
        if isinstance(each, SelectedTypeof)
    }
    if len(found) > MAX_RELATIONSHIPS:
        message = (
            f"A query may have at most {MAX_RELATIONSHIPS} relationships to parents, this one has"
            f" {len(found)}"
        )
        raise MalformedQueryError(message)
    if sum(len(each.targets) for each in found.values() if each is not None) > _MAX_TABLES:
        raise QueryTooComplicatedError(TOO_COMPLICATED)


def _paths(query: BoundQuery) -> Iterator[tuple[Hop, ...]]:
    """Yield the hops of every operand of a query."""
    for each in query.selection or ():
        yield from _selected(each)
    operands: list[BoundOperand] = [each.operand for each in query.grouped or ()]
    operands += query.group_by
    operands += [each.operand for each in query.order_by]
    for condition in (query.where, query.having):
        operands += [] if condition is None else _operands(condition)
    for each_field in _fields(operands):
        yield each_field.hops


def _selected(selected: Selected) -> Iterator[tuple[Hop, ...]]:
    match selected:
        case SelectedChildren():
            pass
        case SelectedTypeof(alternatives=alternatives):
            for each in alternatives:
                yield each.hops
                yield from (field.operand.hops for field in each.fields)
        case _:
            yield from (each.hops for each in _fields([selected.operand]))


def _operands(condition: BoundCondition) -> Iterator[BoundOperand]:
    match condition:
        case BoundAnd(operands) | BoundOr(operands):
            for each in operands:
                yield from _operands(each)
        case BoundNot(operand):
            yield from _operands(operand)
        case BoundComparison(operand) | BoundSemiJoin(operand):
            yield operand


def _fields(operands: Iterable[BoundOperand]) -> Iterator[BoundField]:
    for operand in operands:
        match operand:
            case BoundField():
                yield operand
            case BoundCall(argument=field):
                yield field
            case BoundGrouping(inner):
                yield from _fields([inner])
            case BoundDistance(start=start, end=end):
                places = (start.latitude, start.longitude, end.latitude, end.longitude)
                yield from (each for each in places if isinstance(each, BoundField))
