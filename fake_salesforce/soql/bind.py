"""Binds a parsed query to a schema and a user's rights: names, types, what each clause may hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from fake_salesforce.access import Access
from fake_salesforce.errors import (
    InvalidFieldError,
    MalformedQueryError,
    NotImplementedInFakeError,
    NumberOutsideValidRangeError,
)
from fake_salesforce.schema.field import Field, FieldType
from fake_salesforce.schema.sobject import Schema

from . import nodes
from .bound import (
    BoundAnd,
    BoundCall,
    BoundCondition,
    BoundField,
    BoundOperand,
    BoundOrdering,
    BoundQuery,
    SelectedChildren,
    SelectedField,
    SelectedTypeof,
)
from .calls import bind_operand
from .conditions import Resolve, bind_where
from .formatted import argument_of_format, check_formatted
from .grouping import grouping_of, is_grouped
from .names import Scope, child_scope, scope_of
from .positions import located
from .scopes import bind_using_scope, refuse_between_parents_and_children
from .typeof import bind_typeof

MAX_OFFSET = 2000
"""Reference 4.1: a greater OFFSET is NUMBER_OUTSIDE_VALID_RANGE."""

MAX_SUBQUERIES = 20
"""Relationships to children that one query may have (reference 4.1)."""

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
    """
    _check_aliases(query)
    scope = scope_of(query, schema=schema, access=access)
    if is_grouped(query):
        return _grouped(query, scope, user_id)
    return _ungrouped(query, scope, user_id, parent=None)


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

    return BoundQuery(
        sobject=scope.sobject,
        visible=scope.visible,
        grouped=grouping.selection(query),
        where=_where(query, scope, user_id, is_root=True),
        group_by=grouping.operands,
        having=grouping.having(query.having),
        order_by=tuple(_ordering(each, scope, ordered) for each in query.order_by),
        limit=query.limit,
        offset=_offset(query),
    )


def _ungrouped(
    query: nodes.Query, scope: Scope, user_id: str, *, parent: nodes.Query | None
) -> BoundQuery:
    selection = None
    if query.selection is not None:
        selection = _selection(query, scope, user_id, is_root=parent is None)
    where = _where(query, scope, user_id, is_root=parent is None)

    def ordered(operand: nodes.Operand) -> BoundOperand:
        bound = bind_operand(operand, scope)
        if selection is None or isinstance(bound, BoundCall):
            path = operand.path if isinstance(operand, nodes.Call) else operand
            message = f"Ordered field must be grouped or aggregated: {path}"
            raise MalformedQueryError(located(scope.text, path.position, message))
        return bound

    order_by = tuple(_ordering(each, scope, ordered) for each in query.order_by)
    if query.offset is not None and parent is not None and parent.limit != 1:
        # The rule is of reference 4.1, the words are ours (believed).
        message = "OFFSET in a subquery needs a parent query with LIMIT 1"
        raise MalformedQueryError(message)
    return BoundQuery(
        sobject=scope.sobject,
        visible=scope.visible,
        selection=selection,
        where=where,
        order_by=order_by,
        limit=query.limit,
        offset=_offset(query),
    )


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


def _selection(
    query: nodes.Query, scope: Scope, user_id: str, *, is_root: bool
) -> tuple[SelectedField | SelectedTypeof | SelectedChildren, ...]:
    selected: dict[tuple[str, ...], SelectedField | SelectedTypeof | SelectedChildren] = {}
    subqueries = 0
    for each in query.selection or ():
        found: SelectedField | SelectedTypeof | SelectedChildren
        if isinstance(each, nodes.Subquery):
            if not is_root:
                raise MalformedQueryError(
                    "SOQL statements cannot query aggregate relationships more than 1 level away"
                    " from the root entity object."
                )
            subqueries += 1
            found = _children(each.query, scope, user_id, parent=query)
            key: tuple[str, ...] = (found.name,)
        elif isinstance(each, nodes.Typeof):
            found = bind_typeof(each, scope, _shown)
            key = (found.name,)
        else:
            found = _selected(each, scope)
            key = (found.alias,) if found.alias is not None else found.operand.key
        lowered = tuple(part.lower() for part in key)
        if lowered in selected:
            raise InvalidFieldError(f"duplicate field selected: {'.'.join(key)}")
        selected[lowered] = found
    _check_parents_once(selected.values())
    if subqueries > MAX_SUBQUERIES:
        # The number is of reference 4.1; no source has the words (believed).
        message = f"A query may have at most {MAX_SUBQUERIES} subqueries"
        raise MalformedQueryError(message)
    return tuple(selected.values())


def _check_parents_once(
    selected: Iterable[SelectedField | SelectedTypeof | SelectedChildren],
) -> None:
    """Refuse a parent that both TYPEOF and a path select: the answer has one place for it."""
    selected = list(selected)
    chosen = {each.name for each in selected if isinstance(each, SelectedTypeof)}
    for each in selected:
        if isinstance(each, SelectedField) and each.operand.hops:
            name = each.operand.hops[0].name
            if name in chosen:
                raise InvalidFieldError(f"duplicate field selected: {name}")


def _children(
    query: nodes.Query, scope: Scope, user_id: str, *, parent: nodes.Query
) -> SelectedChildren:
    children, reference = child_scope(query, scope)
    if query.scope is not None:
        refuse_between_parents_and_children(query.scope, scope)
    name = reference.child_relationship_name or ""
    return SelectedChildren(name, reference, _ungrouped(query, children, user_id, parent=parent))


def _selected(selected: nodes.Selected, scope: Scope) -> SelectedField:
    formatted = argument_of_format(selected.operand)
    is_label = formatted is None and isinstance(selected.operand, nodes.Call)
    path = selected.operand.path if isinstance(selected.operand, nodes.Call) else selected.operand
    shown = _shown(scope.field(path), scope)
    if formatted is not None:
        check_formatted(shown.operand, selected.operand, scope)
    return dataclasses.replace(
        shown, alias=selected.alias, is_label=is_label, is_formatted=formatted is not None
    )


def _shown(operand: BoundField, scope: Scope) -> SelectedField:
    field = operand.field
    if field.type in (FieldType.LOCATION, FieldType.BASE64):
        raise NotImplementedInFakeError(
            f"a field of type {field.type} in SELECT", instead="Select fields of other types."
        )
    parts: tuple[Field, ...] = ()
    if field.is_compound:
        owner = operand.hops[-1].targets[0] if operand.hops else scope.sobject
        parts = tuple(each for each in owner.parts_of(field) if scope.readable(each, owner))
    return SelectedField(operand, parts)


def _ordering(ordering: nodes.Ordering, scope: Scope, resolve: Resolve) -> BoundOrdering:
    written = ordering.operand
    if isinstance(written, nodes.Call) and written.name == "TOLABEL":
        # The rule is the guide's ([K:soql-sosl/tolabel]), the words are believed.
        message = "toLabel() cannot be used with ORDER BY"
        raise MalformedQueryError(located(scope.text, written.position, message))
    operand = resolve(written)
    if isinstance(operand, BoundField) and not operand.field.sortable:
        message = f"field '{operand.name}' can not be sorted in a query call"
        raise InvalidFieldError(located(scope.text, written.position, message))
    nulls_first = ordering.nulls_first
    if nulls_first is None:
        nulls_first = NULLS_FIRST_DESCENDING if ordering.descending else NULLS_FIRST_ASCENDING
    return BoundOrdering(operand, ordering.descending, nulls_first)
