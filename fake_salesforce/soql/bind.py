"""Binds a parsed query to a schema and a user's rights: names, types, what may be filtered."""

from __future__ import annotations

from fake_salesforce.access import Access
from fake_salesforce.errors import (
    InvalidFieldError,
    InvalidQueryFilterOperatorError,
    MalformedQueryError,
    NotImplementedInFakeError,
    NumberOutsideValidRangeError,
)
from fake_salesforce.schema.field import ID_TYPES, TEXT_TYPES, Field, FieldType
from fake_salesforce.schema.sobject import Schema

from . import nodes
from .bound import (
    BoundAnd,
    BoundComparison,
    BoundCondition,
    BoundNot,
    BoundOr,
    BoundOrdering,
    BoundQuery,
    SelectedField,
    Value,
)
from .names import Scope, scope_of
from .nodes import Operator
from .positions import located
from .values import value_of

MAX_OFFSET = 2000
"""Reference 4.1: a greater OFFSET is NUMBER_OUTSIDE_VALID_RANGE."""

NULLS_FIRST_ASCENDING = True
NULLS_FIRST_DESCENDING = False
"""Where nulls stand unless the query says: first (the guide); that DESC turns it is [P*]."""

_EQUALITY = frozenset({Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN, Operator.NOT_IN})
_NEGATED = {Operator.NOT_EQUAL: Operator.EQUAL, Operator.NOT_IN: Operator.IN}


def bind(query: nodes.Query, *, schema: Schema, access: Access) -> BoundQuery:
    """Return the query with every name looked up and every literal typed.

    A hidden object or field is refused as if it did not exist (reference 4.6).

    Raises:
        InvalidTypeError: the object does not exist.
        InvalidFieldError: a field does not exist, is selected twice, cannot be filtered or
            sorted, or is compared with a literal of another type.
        InvalidQueryFilterOperatorError: an operator does not fit its field, or an id is none.
        MalformedQueryError: COUNT() with ORDER BY.
        NumberOutsideValidRangeError: OFFSET above 2,000.
        NotImplementedInFakeError: a parent path, or a type of field that is not evaluated.
    """
    scope = scope_of(query, schema=schema, access=access)
    selection = None if query.selection is None else _selection(query.selection, scope)
    where = None if query.where is None else _condition(query.where, scope)
    order_by = tuple(_ordering(each, scope) for each in query.order_by)
    if selection is None and query.order_by:
        path = query.order_by[0].path
        message = f"Ordered field must be grouped or aggregated: {path}"
        raise MalformedQueryError(located(query.text, path.position, message))
    if query.offset is not None and query.offset > MAX_OFFSET:
        raise NumberOutsideValidRangeError(f"Maximum SOQL offset allowed is {MAX_OFFSET}")
    return BoundQuery(
        sobject=scope.sobject,
        selection=selection,
        where=where,
        order_by=order_by,
        limit=query.limit,
        offset=query.offset or 0,
    )


def _selection(paths: tuple[nodes.Path, ...], scope: Scope) -> tuple[SelectedField, ...]:
    selected: dict[str, SelectedField] = {}
    for path in paths:
        field = scope.field(path)
        if field.name in selected:
            raise InvalidFieldError(f"duplicate field selected: {field.name}")
        if field.type in (FieldType.LOCATION, FieldType.BASE64):
            raise NotImplementedInFakeError(
                f"a field of type {field.type} in SELECT", instead="Select fields of other types."
            )
        parts: tuple[Field, ...] = ()
        if field.is_compound:
            parts = tuple(filter(scope.readable, scope.sobject.parts_of(field)))
        selected[field.name] = SelectedField(field, parts)
    return tuple(selected.values())


def _condition(condition: nodes.Condition, scope: Scope) -> BoundCondition:
    match condition:
        case nodes.And(operands):
            return BoundAnd(tuple(_condition(each, scope) for each in operands))
        case nodes.Or(operands):
            return BoundOr(tuple(_condition(each, scope) for each in operands))
        case nodes.Not(operand):
            return BoundNot(_condition(operand, scope))
        case nodes.Comparison():
            return _comparison(condition, scope)


def _comparison(comparison: nodes.Comparison, scope: Scope) -> BoundCondition:
    path, operator = comparison.path, comparison.operator
    field = scope.field(path)
    if field.type is FieldType.ADDRESS:
        raise InvalidFieldError("Address fields can only be filtered using Distance expressions")
    if not field.filterable:
        message = f"field '{field.name}' can not be filtered in a query call"
        raise InvalidFieldError(located(scope.text, path.position, message))
    _check_operator(field, comparison)
    if field.type is FieldType.MULTIPICKLIST:
        raise NotImplementedInFakeError(
            "comparing a multipicklist in SOQL", instead="Compare fields of other types."
        )
    values = tuple(value_of(each, field, scope.text, path.position) for each in comparison.literals)
    if operator in _EQUALITY and field.type in TEXT_TYPES:
        values = tuple(_stored_text(each) for each in values)
    bound = BoundComparison(field, _NEGATED.get(operator, operator), values)
    return BoundNot(bound) if operator in _NEGATED else bound


def _stored_text(value: Value) -> Value:
    """Return a text as it would be stored: without trailing blanks, and null if nothing is left.

    Reference 4.1 has the blanks (unverified); that ``= ''`` finds null rows is believed.
    """
    return value.rstrip(" ") or None if isinstance(value, str) else value


def _check_operator(field: Field, comparison: nodes.Comparison) -> None:
    """Refuse an operator that does not fit (reference 4.8; null behind < and so on: believed)."""
    operator = comparison.operator
    if operator in _EQUALITY:
        return
    has_null = any(isinstance(each, nodes.NullLiteral) for each in comparison.literals)
    if operator is Operator.LIKE and field.type in ID_TYPES:
        raise InvalidQueryFilterOperatorError("invalid operator on id field")
    if (
        has_null
        or field.type is FieldType.BOOLEAN
        or (operator is Operator.LIKE and field.type not in TEXT_TYPES)
    ):
        raise InvalidQueryFilterOperatorError("invalid operator")


def _ordering(ordering: nodes.Ordering, scope: Scope) -> BoundOrdering:
    field = scope.field(ordering.path)
    if not field.sortable:
        message = f"field '{field.name}' can not be sorted in a query call"
        raise InvalidFieldError(located(scope.text, ordering.path.position, message))
    nulls_first = ordering.nulls_first
    if nulls_first is None:
        nulls_first = NULLS_FIRST_DESCENDING if ordering.descending else NULLS_FIRST_ASCENDING
    return BoundOrdering(field, ordering.descending, nulls_first)
