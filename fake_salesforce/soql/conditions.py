"""Binds the conditions of WHERE and HAVING: which operators and literals fit which operand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeGuard

from fake_salesforce.errors import (
    InvalidFieldError,
    InvalidQueryFilterOperatorError,
    MalformedQueryError,
)
from fake_salesforce.schema.field import ID_TYPES, TEXT_TYPES, FieldType

from . import nodes
from .bound import (
    BoundAnd,
    BoundComparison,
    BoundCondition,
    BoundNot,
    BoundOr,
    BoundSemiJoin,
    Value,
)
from .calls import bind_operand, refuse_conversion
from .names import Scope, scope_of
from .nodes import Operator
from .operands import BoundCall, BoundDistance, BoundField, BoundGrouping, BoundOperand
from .positions import Position, located
from .semijoins import check_places, check_types, has_semi_join, inner_path
from .values import value_of

_EQUALITY = frozenset({Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN, Operator.NOT_IN})
_OF_MULTIPICKLISTS = frozenset({Operator.INCLUDES, Operator.EXCLUDES})
_OF_DISTANCES = frozenset({Operator.LESS, Operator.GREATER})
_SETUP_RELATIONSHIPS = frozenset({"SubscriberPackage"})
_NEGATED = {
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.NOT_IN: Operator.IN,
    Operator.EXCLUDES: Operator.INCLUDES,
}

Resolve = Callable[[nodes.Operand], BoundOperand]
"""What binds the operands of a clause, and refuses those that may not stand in it."""


def bind_where(
    where: nodes.Condition | None, scope: Scope, *, is_root: bool = True
) -> BoundCondition | None:
    """Return the condition of a WHERE, semi-joins included.

    Raises:
        InvalidFieldError: a field does not exist, cannot be filtered, or is compared with a literal
            of another type.
        InvalidQueryFilterOperatorError: an operator does not fit its field, or an id is none.
        MalformedQueryError: an aggregate stands in it, or a semi-join breaks its rules.
    """
    if where is None:
        return None
    check_places(where, is_root=is_root)

    def resolve(operand: nodes.Operand) -> BoundOperand:
        refuse_conversion(operand, "WHERE", scope)
        bound = bind_operand(operand, scope)
        if isinstance(bound, BoundCall) and bound.is_aggregate:
            # That aggregates stand in HAVING is the guide's; the words are ours (believed).
            message = f"Aggregate functions are not allowed in WHERE: {operand}"
            raise MalformedQueryError(located(scope.text, operand.position, message))
        return bound

    return bind_condition(where, scope, resolve)


def bind_condition(condition: nodes.Condition, scope: Scope, resolve: Resolve) -> BoundCondition:
    """Return a condition whose operands are bound by ``resolve``."""
    match condition:
        case nodes.And(operands):
            return BoundAnd(tuple(bind_condition(each, scope, resolve) for each in operands))
        case nodes.Or(operands):
            return BoundOr(tuple(bind_condition(each, scope, resolve) for each in operands))
        case nodes.Not(operand):
            return BoundNot(bind_condition(operand, scope, resolve))
        case nodes.SemiJoin(negated=negated):
            bound = _semi_join(condition, scope, resolve)
            return BoundNot(bound) if negated else bound
        case nodes.Comparison():
            return _comparison(condition, scope, resolve)


def _semi_join(join: nodes.SemiJoin, scope: Scope, resolve: Resolve) -> BoundSemiJoin:
    query = join.query
    if query.where is not None and has_semi_join(query.where):
        raise MalformedQueryError("Nesting of semi join sub-selects is not supported")
    path = inner_path(query)
    inner = scope_of(query, schema=scope.schema, access=scope.access)
    operand, selected = resolve(join.operand), inner.field(path)
    if not isinstance(operand, BoundField):
        message = f"Semi join sub-selects can only query id fields, cannot use: '{join.operand}'"
        raise MalformedQueryError(message)
    check_types(join, outer=operand, inner=selected, sobjects=(scope.sobject, inner.sobject))
    where = bind_where(query.where, inner)
    return BoundSemiJoin(operand, selected, inner.sobject, inner.visible, where)


def _comparison(comparison: nodes.Comparison, scope: Scope, resolve: Resolve) -> BoundCondition:
    operator, literals = comparison.operator, comparison.literals
    written = comparison.operand
    operand = resolve(written)
    field_position = written.path.position
    _check_filterable(operand, scope, field_position)
    _check_operator(operand, operator, literals)
    if operator in _OF_MULTIPICKLISTS:
        values: tuple[Value, ...] = tuple(_together(each) for each in literals)
    else:
        # Behind an alias the place is the dot (reference 4.8); behind a parent so too (believed).
        place = written.path.last_dot or field_position
        values = tuple(value_of(each, operand, scope.text, place) for each in literals)
    if operator in _EQUALITY and operand.type in TEXT_TYPES:
        values = tuple(_stored_text(each) for each in values)
    bound = BoundComparison(operand, _NEGATED.get(operator, operator), values)
    return BoundNot(bound) if operator in _NEGATED else bound


def _check_filterable(operand: BoundOperand, scope: Scope, position: Position) -> None:
    """Refuse a field that cannot be filtered (reference 4.2; locations, as addresses: believed)."""
    if isinstance(operand, BoundDistance | BoundGrouping):
        return
    field = operand.field
    if field.is_compound:
        kind = "Address" if field.type is FieldType.ADDRESS else "Geolocation"
        raise InvalidFieldError(f"{kind} fields can only be filtered using Distance expressions")
    if not field.filterable and _is_behind(operand, _SETUP_RELATIONSHIPS):
        # The relationship's name, and no article: reference 4.2, [P].
        message = f"field '{operand.hops[-1].name}' can not be filtered in query call"
        raise InvalidFieldError(located(scope.text, position, message))
    if not field.filterable:
        message = f"field '{field.name}' can not be filtered in a query call"
        raise InvalidFieldError(located(scope.text, position, message))


def _is_behind(operand: BoundOperand, relationships: frozenset[str]) -> TypeGuard[BoundField]:
    """Tell whether an operand is a field behind one of some relationships."""
    return (
        isinstance(operand, BoundField)
        and bool(operand.hops)
        and operand.hops[-1].name in relationships
    )


def _together(literal: nodes.Literal) -> Value:
    """Return the texts that one literal of INCLUDES names together: ``'a;b'``."""
    if not isinstance(literal, nodes.StringLiteral):
        raise InvalidQueryFilterOperatorError("invalid operator")
    return tuple(each.strip() for each in literal.value.split(";"))


def _stored_text(value: Value) -> Value:
    """Return a text as it would be stored: without trailing blanks, and null if nothing is left.

    Reference 4.1 has the blanks (unverified); that ``= ''`` finds null rows is believed.
    """
    return value.rstrip(" ") or None if isinstance(value, str) else value


def _check_operator(
    operand: BoundOperand, operator: Operator, literals: tuple[nodes.Literal, ...]
) -> None:
    """Refuse an operator that does not fit (reference 4.8; null behind < and so on: believed).

    A distance is less or greater, nothing else ([K:soql-sosl/location-based-soql-queries]); code
    and words are believed.
    """
    if isinstance(operand, BoundDistance):
        if operator not in _OF_DISTANCES or isinstance(literals[0], nodes.NullLiteral):
            raise InvalidQueryFilterOperatorError("invalid operator")
        return
    is_multipicklist = operand.type is FieldType.MULTIPICKLIST
    if operator in _OF_MULTIPICKLISTS and not is_multipicklist:
        raise InvalidQueryFilterOperatorError("invalid operator")
    if operator in _EQUALITY or operator in _OF_MULTIPICKLISTS:
        return
    has_null = any(isinstance(each, nodes.NullLiteral) for each in literals)
    if operator is Operator.LIKE and operand.type in ID_TYPES:
        raise InvalidQueryFilterOperatorError("invalid operator on id field")
    if (
        has_null
        or is_multipicklist
        or operand.type is FieldType.BOOLEAN
        or (operator is Operator.LIKE and operand.type not in TEXT_TYPES)
    ):
        raise InvalidQueryFilterOperatorError("invalid operator")
