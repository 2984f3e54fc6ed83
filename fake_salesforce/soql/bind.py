"""Binds a parsed query to a schema and a user's rights: names, types, what each clause may hold."""

from __future__ import annotations

from fake_salesforce.access import Access
from fake_salesforce.errors import (
    InvalidFieldError,
    MalformedQueryError,
    NumberOutsideValidRangeError,
)
from fake_salesforce.schema.sobject import Schema

from . import nodes
from .articles import refuse_clauses_of_articles
from .bound import BoundAnd, BoundCondition, BoundOrdering, BoundQuery, SelectedChildren
from .calls import bind_operand, refuse_conversion
from .conditions import Resolve, bind_where
from .grouping import grouping_of, is_grouped
from .names import Scope, child_scope, scope_of
from .operands import BoundCall, BoundField, BoundOperand
from .positions import located
from .recency import bind_purposes
from .relationships import check_relationships
from .scopes import bind_using_scope, refuse_between_parents_and_children
from .selection import bind_selection

MAX_OFFSET = 2000
"""Reference 4.1: a greater OFFSET is NUMBER_OUTSIDE_VALID_RANGE."""

NULLS_FIRST_ASCENDING = True
NULLS_FIRST_DESCENDING = False
"""Where nulls stand unless the query says: first (the guide); that DESC turns it is [P*]."""


def bind(query: nodes.Query, *, schema: Schema, access: Access, user_id: str) -> BoundQuery:
    """Return the query with every name looked up and every literal typed.

    A hidden object or field is refused as if it did not exist (reference 4.6).

    Args:
        query: the parsed query.
        schema: the org's objects.
        access: what the user may read.
        user_id: the user, whose records are those of USING SCOPE mine.

    Raises:
        InvalidTypeError: an object does not exist, or a relationship to children.
        InvalidFieldError: a field or a relationship does not exist, a field is selected twice,
            cannot be filtered, sorted or grouped, or is compared with a literal of another type.
        InvalidQueryFilterOperatorError: an operator does not fit its field, or an id is none.
        MalformedQueryError: a clause holds what it may not hold.
        NumberOutsideValidRangeError: OFFSET above 2,000.
        NotImplementedInFakeError: a part or a type of field that is not evaluated.
        QueryTooComplicatedError: it goes through more relationships than the database can join.
    """
    _check_aliases(query)
    scope = scope_of(query, schema=schema, access=access)
    if is_grouped(query):
        return _grouped(query, scope, user_id)
    return _ungrouped(query, scope, user_id, parent=None)


def _checked(query: nodes.Query, scope: Scope, bound: BoundQuery) -> BoundQuery:
    """Return a bound query whose other clauses may stand in it."""
    refuse_clauses_of_articles(query, scope)
    check_relationships(bound)
    return bound


def _check_aliases(query: nodes.Query) -> None:
    grouped = is_grouped(query)
    for each in query.selection or ():
        if isinstance(each, nodes.Subquery):
            if is_grouped(each.query) or each.query.selection is None:
                raise MalformedQueryError("only root queries support aggregate expressions")
            _check_aliases(each.query)
        elif (
            isinstance(each, nodes.Selected)
            and each.alias is not None
            and isinstance(each.operand, nodes.Path)
            and not grouped
        ):
            raise MalformedQueryError("only aggregate expressions use field aliasing")


def _grouped(query: nodes.Query, scope: Scope, user_id: str) -> BoundQuery:
    grouping = grouping_of(query, scope)

    def ordered(operand: nodes.Operand) -> BoundOperand:
        return grouping.operand(operand, kind="Ordered field")

    bound = BoundQuery(
        sobject=scope.sobject,
        visible=scope.visible,
        user_id=user_id,
        grouped=grouping.selection(query),
        where=_where(query, scope, user_id, is_root=True),
        group_by=grouping.operands,
        subtotals=grouping.subtotals,
        having=grouping.having(query.having),
        order_by=tuple(_ordering(each, scope, ordered) for each in query.order_by),
        limit=query.limit,
        offset=_offset(query),
        purposes=bind_purposes(query, scope, has_records=False),
    )
    return _checked(query, scope, bound)


def _ungrouped(
    query: nodes.Query, scope: Scope, user_id: str, *, parent: nodes.Query | None
) -> BoundQuery:
    selection = None
    if query.selection is not None:
        selection = bind_selection(
            query,
            scope,
            is_root=parent is None,
            children=lambda each: _children(each, scope, user_id, parent=query),
        )
    where = _where(query, scope, user_id, is_root=parent is None)

    def ordered(operand: nodes.Operand) -> BoundOperand:
        bound = bind_operand(operand, scope)
        if selection is None or isinstance(bound, BoundCall):
            message = f"Ordered field must be grouped or aggregated: {operand.path}"
            raise MalformedQueryError(located(scope.text, operand.path.position, message))
        return bound

    order_by = tuple(_ordering(each, scope, ordered) for each in query.order_by)
    if query.offset is not None and parent is not None and parent.limit != 1:
        # The rule is of reference 4.1, the words are ours (believed).
        message = "OFFSET in a subquery needs a parent query with LIMIT 1"
        raise MalformedQueryError(message)
    has_records = selection is not None and parent is None
    bound = BoundQuery(
        sobject=scope.sobject,
        visible=scope.visible,
        user_id=user_id,
        selection=selection,
        where=where,
        order_by=order_by,
        limit=query.limit,
        offset=_offset(query),
        purposes=bind_purposes(query, scope, has_records=has_records),
    )
    return _checked(query, scope, bound)


def _offset(query: nodes.Query) -> int:
    if query.offset is not None and query.offset > MAX_OFFSET:
        raise NumberOutsideValidRangeError(f"Maximum SOQL offset allowed is {MAX_OFFSET}")
    return query.offset or 0


def _where(
    query: nodes.Query, scope: Scope, user_id: str, *, is_root: bool
) -> BoundCondition | None:
    where = bind_where(query.where, scope, is_root=is_root)
    in_scope = bind_using_scope(query, scope, user_id)
    if in_scope is None or where is None:
        return where or in_scope
    return BoundAnd((in_scope, where))


def _children(
    query: nodes.Query, scope: Scope, user_id: str, *, parent: nodes.Query
) -> SelectedChildren:
    children, reference = child_scope(query, scope)
    if query.scope is not None:
        refuse_between_parents_and_children(query.scope, scope)
    name = reference.child_relationship_name or ""
    return SelectedChildren(name, reference, _ungrouped(query, children, user_id, parent=parent))


def _ordering(ordering: nodes.Ordering, scope: Scope, resolve: Resolve) -> BoundOrdering:
    written = ordering.operand
    if isinstance(written, nodes.Call) and written.name == "TOLABEL":
        # The rule is the guide's ([K:soql-sosl/tolabel]), the words are believed.
        message = "toLabel() cannot be used with ORDER BY"
        raise MalformedQueryError(located(scope.text, written.position, message))
    refuse_conversion(written, "ORDER BY", scope)
    operand = resolve(written)
    if isinstance(operand, BoundField) and not operand.field.sortable:
        message = f"field '{operand.name}' can not be sorted in a query call"
        raise InvalidFieldError(located(scope.text, written.position, message))
    nulls_first = ordering.nulls_first
    if nulls_first is None:
        nulls_first = NULLS_FIRST_DESCENDING if ordering.descending else NULLS_FIRST_ASCENDING
    return BoundOrdering(operand, ordering.descending, nulls_first)
