"""The rules of semi-joins and anti-joins: where they may stand and what they may select.

The rules are the guide's ([K:soql-sosl/comparison-operators], reference 4.2). Recorded are the
words for OR, for nesting and for types that differ ([P]); the other words are believed.
"""

from __future__ import annotations

from collections.abc import Iterator

from fake_salesforce.errors import MalformedQueryError
from fake_salesforce.schema.field import ID_TYPES, FieldType
from fake_salesforce.schema.sobject import SObject

from . import nodes
from .operands import BoundField
from .positions import located

MOST = 2
"""Semi-joins and anti-joins in one WHERE."""

NESTED = (
    "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested"
    " WHERE expressions"
)
_UNDER_OR = "Semi join sub-selects are not allowed with the 'OR' operator"
_FORBIDDEN_INSIDE = frozenset(
    {
        "ActivityHistory",
        "Attachment",
        "Event",
        "Note",
        "OpenActivity",
        "Tag",
        "Task",
        "UserRecordAccess",
    }
)


def check_places(where: nodes.Condition | None, *, is_root: bool) -> None:
    """Refuse semi-joins of a WHERE that stand where none may.

    Raises:
        MalformedQueryError: under OR or NOT, in a subquery, or more than two.
    """
    if where is None:
        return
    alone = where.operands if isinstance(where, nodes.And) else (where,)
    allowed = [each for each in alone if isinstance(each, nodes.SemiJoin)]
    if list(_semi_joins(where)) != allowed:
        raise MalformedQueryError(_UNDER_OR if isinstance(where, nodes.Or) else NESTED)
    if allowed and not is_root:
        raise MalformedQueryError(NESTED)
    if len(allowed) > MOST:
        raise MalformedQueryError(f"Maximum {MOST} semi join sub-selects are allowed")


def has_semi_join(condition: nodes.Condition) -> bool:
    """Tell whether a semi-join is anywhere in a condition."""
    return any(True for _ in _semi_joins(condition))


def _semi_joins(condition: nodes.Condition) -> Iterator[nodes.SemiJoin]:
    match condition:
        case nodes.SemiJoin():
            yield condition
        case nodes.And(operands) | nodes.Or(operands):
            for each in operands:
                yield from _semi_joins(each)
        case nodes.Not(operand):
            yield from _semi_joins(operand)
        case nodes.Comparison():
            pass


def inner_path(query: nodes.Query) -> nodes.Path:
    """Return the one field that the query of a semi-join selects.

    Raises:
        MalformedQueryError: it selects something else, or has clauses that it may not have.
    """
    selection = query.selection or ()
    is_one_field = len(selection) == 1 and isinstance(selection[0], nodes.Selected)
    if not is_one_field:
        raise MalformedQueryError("Semi join sub-selects must select exactly one id field")
    (selected,) = selection
    assert isinstance(selected, nodes.Selected)
    if not isinstance(selected.operand, nodes.Path) or selected.alias is not None:
        message = (
            f"Semi join sub-selects can only query id fields, cannot use: '{selected.operand}'"
        )
        raise MalformedQueryError(message)
    clauses = {
        "GROUP BY": query.group_by,
        "ORDER BY": query.order_by,
        "LIMIT": query.limit is not None,
        "OFFSET": query.offset is not None,
        "USING SCOPE": query.scope,
        "WITH DATA CATEGORY": query.data_categories,
        "FOR": query.purposes,
        "UPDATE": query.updates,
    }
    for clause, is_there in clauses.items():
        if is_there:
            raise MalformedQueryError(f"{clause} is not allowed in semi join sub-selects")
    return selected.operand


def check_types(
    join: nodes.SemiJoin, *, outer: BoundField, inner: BoundField, sobjects: tuple[SObject, SObject]
) -> None:
    """Refuse a semi-join whose two fields are no ids of one object type.

    Args:
        join: the semi-join as it was parsed.
        outer: its left operand.
        inner: the field that its query selects.
        sobjects: the objects of the outer and of the inner query.

    Raises:
        MalformedQueryError: a field is no id or lies behind a dot, the objects are the same, or
            one that may not stand there.
    """
    for operand, field in ((join.operand, outer), (inner_path(join.query), inner)):
        if field.type not in ID_TYPES or field.hops:
            message = f"Semi join sub-selects can only query id fields, cannot use: '{operand}'"
            raise MalformedQueryError(message)
    first, second = sobjects
    if first is second:
        message = "The inner and outer selects should not be on the same object type"
        raise MalformedQueryError(message)
    if second.name in _FORBIDDEN_INSIDE:
        message = f"Entity '{second.name}' is not supported for semi join inner selects"
        raise MalformedQueryError(message)
    if not _pointed_at(outer, first) & _pointed_at(inner, second):
        message = (
            f"The selected field '{inner.name}' in the subquery and the left operand field in the"
            f" where expression in the outer query '{outer.name}' should point to the same object"
            " type"
        )
        assert isinstance(join.operand, nodes.Path)
        raise MalformedQueryError(located(join.query.text, join.operand.position, message))


def _pointed_at(field: BoundField, sobject: SObject) -> set[str]:
    return {sobject.name} if field.type is FieldType.ID else set(field.field.reference_to)
