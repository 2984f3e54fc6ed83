"""Binds grouped queries: those with GROUP BY, an aggregate or a date function in SELECT.

Each field of SELECT, HAVING and ORDER BY must be one that is grouped, or stand in an aggregate
(reference 4.8). An answer's keys are aliases, else ``expr0`` and so on for functions, else the
field's own name (reference 4.5). GROUPING() asks of a field in ROLLUP or CUBE whether a group is a
subtotal over it ([K:soql-sosl/grouping-fieldname]).
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.errors import InvalidFieldError, MalformedQueryError

from . import nodes
from .bound import BoundCondition, SelectedValue
from .calls import bind_operand
from .conditions import bind_condition
from .formatted import argument_of_format, check_formatted
from .names import Scope
from .operands import BoundCall, BoundDistance, BoundField, BoundGrouping, BoundOperand, is_label
from .positions import located
from .semijoins import NESTED, has_semi_join
from .unevaluated import AGGREGATES

MOST_SUBTOTALED = 3
"""Operands in ROLLUP or CUBE ([K:soql-sosl/group-by-rollup])."""


def is_grouped(query: nodes.Query) -> bool:
    """Tell whether a query's answer is made of groups."""
    calls = (
        each.operand
        for each in query.selection or ()
        if isinstance(each, nodes.Selected) and isinstance(each.operand, nodes.Call)
    )
    return bool(query.group_by) or any(map(_is_of_groups, calls))


def _is_of_groups(call: nodes.Call) -> bool:
    """Tell whether a call in SELECT makes groups: the label or format of a field does not."""
    if call.name == "FORMAT" and isinstance(call.argument, nodes.Call):
        return _is_of_groups(call.argument)
    return call.name not in {"CONVERTCURRENCY", "FORMAT", "TOLABEL"}


def _has_aggregate(query: nodes.Query) -> bool:
    return any(
        isinstance(each, nodes.Selected)
        and isinstance(each.operand, nodes.Call)
        and {each.operand.name, getattr(each.operand.argument, "name", "")} & AGGREGATES
        for each in query.selection or ()
    )


@dataclass(frozen=True, slots=True)
class Grouping:
    """What a query groups by."""

    scope: Scope
    operands: tuple[BoundField | BoundCall, ...]
    subtotals: nodes.Subtotals | None = None

    def operand(self, operand: nodes.Operand, *, kind: str = "Field") -> BoundOperand:
        """Return an operand that one group has one value of.

        Raises:
            MalformedQueryError: it is neither grouped nor an aggregate, or both.
        """
        if isinstance(operand, nodes.Call) and operand.name == "GROUPING" and self.subtotals:
            return self._grouping(operand)
        bound = bind_operand(operand, self.scope)
        keys = {each.key for each in self.operands}
        path = operand.path
        if isinstance(bound, BoundCall) and bound.is_aggregate:
            if bound.argument.key not in keys:
                return bound
            message = f"Grouped field should not be aggregated: {path}"
        elif bound.key in keys or (is_label(bound) and bound.argument.key in keys):
            return bound
        else:
            message = f"{kind} must be grouped or aggregated: {path}"
        raise MalformedQueryError(located(self.scope.text, path.position, message))

    def _grouping(self, call: nodes.Call) -> BoundGrouping:
        bound = bind_operand(call.argument, self.scope)
        for place, each in enumerate(self.operands):
            if each.key == bound.key:
                return BoundGrouping(each, place)
        # The words are believed.
        message = f"GROUPING() needs a field of ROLLUP or CUBE: {call.path}"
        raise MalformedQueryError(located(self.scope.text, call.path.position, message))

    def selection(self, query: nodes.Query) -> tuple[SelectedValue, ...]:
        """Return what the query selects, under the keys of the answer."""
        if query.selection is None:
            # The guide groups COUNT(fieldName) alone ([K:soql-sosl/count-and-countfieldname]); that
            # COUNT() is refused, and the words, are believed.
            message = "COUNT() cannot be used with GROUP BY, use COUNT(Id)"
            raise MalformedQueryError(message)
        selected: dict[str, SelectedValue] = {}
        unnamed = 0
        for each in query.selection:
            if isinstance(each, nodes.Subquery):
                # The rule is the guide's ([K:soql-sosl/considerations-for-group-by]), the words
                # are believed.
                name = each.query.sobject
                message = f"Field must be grouped or aggregated: {name}"
                raise MalformedQueryError(located(self.scope.text, name.position, message))
            if isinstance(each, nodes.Typeof):
                # The rule is the guide's ([K:soql-sosl/typeof]), the words are believed.
                message = "TYPEOF is not allowed in queries with GROUP BY or aggregate functions"
                raise MalformedQueryError(message)
            formatted = argument_of_format(each.operand)
            operand = self.operand(formatted or each.operand)
            if formatted is not None:
                check_formatted(operand, each.operand, self.scope)
            # That the label of a grouped field has the field's name is believed.
            key = each.alias or operand.name
            if each.alias is None and not (isinstance(operand, BoundField) or is_label(operand)):
                key = f"expr{unnamed}"
                unnamed += 1
            if key.lower() in selected:
                # The words are believed.
                raise MalformedQueryError(f"duplicate alias: {key}")
            selected[key.lower()] = SelectedValue(operand, key, formatted is not None)
        return tuple(selected.values())

    def having(self, having: nodes.Condition | None) -> BoundCondition | None:
        """Return the condition of HAVING.

        Raises:
            MalformedQueryError: a semi-join stands in it.
        """
        if having is None:
            return None
        if has_semi_join(having):
            raise MalformedQueryError(NESTED)
        return bind_condition(having, self.scope, self.operand)


def grouping_of(query: nodes.Query, scope: Scope) -> Grouping:
    """Return what a query groups by.

    Raises:
        InvalidFieldError: a field cannot be grouped (the words are unverified).
        MalformedQueryError: an aggregate stands in GROUP BY, a query without GROUP BY has LIMIT, or
            more than three operands have subtotals.
    """
    if query.subtotals is not None and len(query.group_by) > MOST_SUBTOTALED:
        # The words are believed.
        message = f"{query.subtotals} takes at most {MOST_SUBTOTALED} fields"
        place = query.group_by[MOST_SUBTOTALED].path.position
        raise MalformedQueryError(located(scope.text, place, message))
    operands = tuple(_grouped(each, scope) for each in query.group_by)
    if not operands and query.limit is not None and _has_aggregate(query):
        message = "Non-grouped query that uses overall aggregate functions cannot also use LIMIT"
        raise MalformedQueryError(message)
    return Grouping(scope, operands, query.subtotals)


def _grouped(operand: nodes.Operand, scope: Scope) -> BoundField | BoundCall:
    """Return what a query groups by; that it may be a label is believed."""
    bound = bind_operand(operand, scope)
    path = operand.path
    if isinstance(bound, BoundDistance):
        # The rule is the guide's ([K:soql-sosl/location-based-soql-queries]), the words are
        # believed.
        message = "DISTANCE() cannot be used with GROUP BY"
        raise MalformedQueryError(located(scope.text, operand.position, message))
    assert not isinstance(bound, BoundGrouping)
    if isinstance(bound, BoundCall) and bound.is_aggregate:
        # The words are believed.
        message = f"Grouped field should not be aggregated: {path}"
        raise MalformedQueryError(located(scope.text, path.position, message))
    is_value = isinstance(bound, BoundField) or is_label(bound)
    if is_value and not bound.field.groupable:
        message = f"field '{bound.name}' can not be grouped in a query call"
        raise InvalidFieldError(located(scope.text, path.position, message))
    return bound
