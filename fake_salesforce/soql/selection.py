"""Binds what a query without groups selects: fields, distances, TYPEOF and children.

Each stands in the answer under one key, so none may be selected twice (reference 4.5).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from fake_salesforce.errors import (
    InvalidFieldError,
    MalformedQueryError,
    NotImplementedInFakeError,
)
from fake_salesforce.schema.field import Field, FieldType

from . import nodes
from .bound import (
    Selected,
    SelectedChildren,
    SelectedDistance,
    SelectedField,
    SelectedTypeof,
)
from .calls import bind_call
from .formatted import argument_of_format, check_formatted
from .locations import bind_distance
from .names import Scope
from .operands import BoundField
from .positions import located
from .typeof import bind_typeof

MAX_SUBQUERIES = 20
"""Relationships to children that one query may have (reference 4.1)."""

Children = Callable[[nodes.Query], SelectedChildren]
"""Binds a subquery."""


def bind_selection(
    query: nodes.Query, scope: Scope, *, is_root: bool, children: Children
) -> tuple[Selected, ...]:
    """Return what a query selects.

    Raises:
        InvalidFieldError: a field does not exist, or is selected twice.
        MalformedQueryError: there are too many subqueries, or one in a subquery.
        NotImplementedInFakeError: a type of field that is not evaluated.
    """
    selected: dict[tuple[str, ...], Selected] = {}
    subqueries = distances = 0
    for each in query.selection or ():
        found: Selected
        if isinstance(each, nodes.Subquery):
            if not is_root:
                raise MalformedQueryError(
                    "SOQL statements cannot query aggregate relationships more than 1 level away"
                    " from the root entity object."
                )
            subqueries += 1
            found = children(each.query)
        elif isinstance(each, nodes.Typeof):
            found = bind_typeof(each, scope, _shown)
        elif isinstance(each.operand, nodes.Distance):
            found = _distance(each.operand, each.alias, distances, scope)
            distances += each.alias is None
        else:
            found = _selected(each, each.operand, scope)
        key = _key(found)
        lowered = tuple(part.lower() for part in key)
        if lowered in selected:
            raise InvalidFieldError(f"duplicate field selected: {'.'.join(key)}")
        selected[lowered] = found
    _check_parents_once(map(_key, selected.values()))
    _check_typeof_alone(query)
    if subqueries > MAX_SUBQUERIES:
        # The number is of reference 4.1; no source has the words (believed).
        message = f"A query may have at most {MAX_SUBQUERIES} subqueries"
        raise MalformedQueryError(message)
    return tuple(selected.values())


def _key(selected: Selected) -> tuple[str, ...]:
    """Return where something selected stands in the answer."""
    if isinstance(selected, SelectedTypeof):
        return selected.key
    if not isinstance(selected, SelectedField):
        return (selected.name,)
    return selected.operand.key if selected.alias is None else (selected.alias,)


def _check_parents_once(keys: Iterable[tuple[str, ...]]) -> None:
    """Refuse what has the name of a selected parent: the answer has one place for it."""
    written = {tuple(map(str.lower, key)): key for key in keys}
    for lowered, key in written.items():
        for depth in range(1, len(key)):
            if lowered[:depth] in written:
                raise InvalidFieldError(f"duplicate field selected: {'.'.join(key[:depth])}")


def _check_typeof_alone(query: nodes.Query) -> None:
    """Refuse TYPEOF beside a function ([K:soql-sosl/typeof]; code and words are believed)."""
    selection = query.selection or ()
    typeof = next((each for each in selection if isinstance(each, nodes.Typeof)), None)
    if typeof is not None and any(
        isinstance(each, nodes.Selected) and not isinstance(each.operand, nodes.Path)
        for each in selection
    ):
        message = "TYPEOF is not allowed in queries with functions in SELECT"
        position = typeof.relationship.position
        raise MalformedQueryError(located(query.text, position, message))


def _distance(
    distance: nodes.Distance, alias: str | None, unnamed: int, scope: Scope
) -> SelectedDistance:
    return SelectedDistance(bind_distance(distance, scope), alias or f"expr{unnamed}")


def _selected(
    selected: nodes.Selected, operand: nodes.Path | nodes.Call, scope: Scope
) -> SelectedField:
    formatted = argument_of_format(operand)
    inner = operand if formatted is None else formatted
    if isinstance(inner, nodes.Call) and inner.name != "TOLABEL":
        bind_call(inner, scope)  # what is no label makes groups, or is refused there
    shown = _shown(scope.field(operand.path), scope)
    if formatted is not None:
        check_formatted(shown.operand, operand, scope)
    return dataclasses.replace(
        shown,
        alias=selected.alias,
        is_label=formatted is None and isinstance(operand, nodes.Call),
        is_formatted=formatted is not None,
    )


def _shown(operand: BoundField, scope: Scope) -> SelectedField:
    field = operand.field
    if field.type is FieldType.BASE64:
        raise NotImplementedInFakeError(
            f"a field of type {field.type} in SELECT", instead="Select fields of other types."
        )
    parts: tuple[Field, ...] = ()
    if field.is_compound:
        owner = operand.hops[-1].targets[0] if operand.hops else scope.sobject
        parts = tuple(each for each in owner.parts_of(field) if scope.readable(each, owner))
    return SelectedField(operand, parts)
