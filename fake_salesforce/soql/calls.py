"""Binds the functions of a query: aggregates and date functions, with the type that each gives.

Which types an aggregate takes is believed, after the guide's table; the words of the refusal are
recorded ([I:SFDX-Data-Move-Utility#46]).
"""

from __future__ import annotations

from fake_salesforce.errors import MalformedQueryError
from fake_salesforce.schema.field import NUMBER_TYPES, FieldType

from . import nodes
from .locations import bind_distance
from .names import Scope
from .operands import BoundCall, BoundField, BoundOperand
from .positions import located
from .unevaluated import AGGREGATES, refuse

_NOT_AGGREGATED = frozenset(
    {
        FieldType.ADDRESS,
        FieldType.ANYTYPE,
        FieldType.BASE64,
        FieldType.BOOLEAN,
        FieldType.ENCRYPTEDSTRING,
        FieldType.LOCATION,
        FieldType.MULTIPICKLIST,
        FieldType.TIME,
    }
)
_SUMMED = frozenset({"SUM", "AVG"})
_OF_INSTANTS = frozenset({"HOUR_IN_DAY", "DAY_ONLY"})
"""The date functions that take a dateTime alone (believed)."""


def bind_operand(operand: nodes.Operand, scope: Scope) -> BoundOperand:
    """Return the field, function or distance that a query names."""
    match operand:
        case nodes.Path():
            return scope.field(operand)
        case nodes.Distance():
            return bind_distance(operand, scope)
        case nodes.Call():
            return bind_call(operand, scope)


def bind_call(call: nodes.Call, scope: Scope) -> BoundCall:
    """Return the function with its field.

    Raises:
        InvalidFieldError: the field does not exist.
        MalformedQueryError: the function does not take a field of this type, or stands where it
            may not.
        NotImplementedInFakeError: it converts currencies.
    """
    field = scope.field(call.path)
    if call.name in AGGREGATES:
        return _aggregate(call, field, scope)
    if call.name == "TOLABEL":
        return BoundCall(call.name, field, field.type, is_aggregate=False)
    if call.name == "CONVERTCURRENCY":
        # It requires several currencies ([K:soql-sosl/convertcurrency]); what an org with one
        # answers is not written anywhere.
        refuse("convertCurrency")
    if call.name == "GROUPING":
        # Where it may stand is the guide's ([K:soql-sosl/grouping-fieldname]), the words are
        # believed.
        message = "GROUPING() can only be used with GROUP BY ROLLUP or CUBE"
        raise MalformedQueryError(located(scope.text, call.position, message))
    if call.name == "FORMAT":
        # The rule is of reference 4.1, the words are believed.
        message = "FORMAT() can only be used in SELECT"
        raise MalformedQueryError(located(scope.text, call.position, message))
    if call.name == "CONVERTTIMEZONE":
        # Rule and words are believed.
        message = "convertTimezone() can only be used in a date function"
        raise MalformedQueryError(located(scope.text, call.position, message))
    in_user_zone = isinstance(call.argument, nodes.Call)
    takes = {FieldType.DATETIME}
    if call.name not in _OF_INSTANTS and not in_user_zone:
        takes.add(FieldType.DATE)
    if field.type not in takes:
        # The words are ours (believed).
        message = f"field {field.name} does not support date function {call.name}"
        raise MalformedQueryError(located(scope.text, call.path.position, message))
    gives = FieldType.DATE if call.name == "DAY_ONLY" else FieldType.INT
    return BoundCall(call.name, field, gives, is_aggregate=False, in_user_zone=in_user_zone)


def refuse_conversion(operand: nodes.Operand, clause: str, scope: Scope) -> None:
    """Refuse convertCurrency() in a clause that may not have it ([K:soql-sosl/convertcurrency]).

    Raises:
        InvalidFieldError: its field does not exist.
        MalformedQueryError: it is convertCurrency() (code and words are believed).
    """
    if isinstance(operand, nodes.Call) and operand.name == "CONVERTCURRENCY":
        scope.field(operand.path)
        message = f"convertCurrency() cannot be used with {clause}"
        raise MalformedQueryError(located(scope.text, operand.position, message))


def _aggregate(call: nodes.Call, field: BoundField, scope: Scope) -> BoundCall:
    is_taken = field.type not in _NOT_AGGREGATED and field.field.filterable
    if not is_taken or (call.name in _SUMMED and field.type not in NUMBER_TYPES):
        message = f"field {field.name} does not support aggregate operator {call.name}"
        raise MalformedQueryError(located(scope.text, call.path.position, message))
    gives = field.type
    if call.name in ("COUNT", "COUNT_DISTINCT"):
        gives = FieldType.INT
    elif call.name in _SUMMED:
        # That the sum of whole numbers is written as a double is believed.
        gives = FieldType.DOUBLE
    return BoundCall(call.name, field, gives, is_aggregate=True)
