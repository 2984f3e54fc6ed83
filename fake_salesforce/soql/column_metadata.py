"""The columns of a query, as ``query?columns=true`` tells them instead of records (reference 3.6).

The keys are those that were seen on the wire ([W]); of them the CLI reads columnName, displayName,
aggregate and joinColumns ([PD]): what the others say of a field that is no id is believed. A parent
is a column of its fields, children are one too and say that they are an aggregate.
"""

from __future__ import annotations

from typing import Any

from fake_salesforce.errors import NotImplementedInFakeError
from fake_salesforce.schema.field import TEXT_TYPES, FieldType

from .bound import (
    BoundQuery,
    SelectedChildren,
    SelectedDistance,
    SelectedField,
    SelectedTypeof,
    SelectedValue,
)
from .operands import BoundCall, BoundField

_NUMBERS = frozenset({FieldType.INT, FieldType.DOUBLE, FieldType.CURRENCY, FieldType.PERCENT})

Column = dict[str, Any]


def columns(query: BoundQuery) -> Column:
    """Return what ``columns=true`` answers for a query.

    ``SELECT COUNT()`` has no column (believed).

    Raises:
        NotImplementedInFakeError: it selects TYPEOF, whose columns no source shows.
    """
    found: list[Column] = []
    if query.grouped is not None:
        for value in query.grouped:
            _add(found, _of_value(value), _path_of(value))
    for selected in query.selection or ():
        if isinstance(selected, SelectedTypeof):
            part = "the columns of TYPEOF"
            raise NotImplementedInFakeError(part, instead="It tells those of fields.")
        if isinstance(selected, SelectedField):
            path = tuple(each.name for each in selected.operand.hops)
            _add(found, _of_field(selected.operand, selected.alias), path)
        elif isinstance(selected, SelectedDistance):
            found.append(_column(selected.name, type_=FieldType.DOUBLE, aggregate=True))
        else:
            found.append(_of_children(selected))
    return {
        "columnMetadata": found,
        "entityName": query.sobject.name,
        "groupBy": bool(query.group_by),
        "idSelected": any(each["columnName"] == "Id" for each in found),
        "keyPrefix": query.sobject.key_prefix,
    }


def _path_of(value: SelectedValue) -> tuple[str, ...]:
    return (
        tuple(each.name for each in value.operand.hops)
        if isinstance(value.operand, BoundField) and value.key == value.operand.name
        else ()
    )


def _of_value(value: SelectedValue) -> Column:
    operand = value.operand
    if isinstance(operand, BoundField):
        return _of_field(operand, None if value.key == operand.name else value.key)
    shown = operand.name
    if isinstance(operand, BoundCall):
        shown = f"{operand.function.lower()}({'.'.join(operand.argument.key)})"
    return _column(value.key, type_=operand.type, shown=shown, aggregate=True)


def _of_field(operand: BoundField, alias: str | None) -> Column:
    field = operand.field
    return _column(
        alias or field.name,
        type_=field.type,
        shown=field.name,
        is_custom=field.is_custom,
        may=(field.createable, field.updateable) if not operand.hops else (False, False),
    )


def _of_children(children: SelectedChildren) -> Column:
    return _column(
        children.name,
        type_=None,
        aggregate=True,
        inner=columns(children.query)["columnMetadata"],
    )


def _column(
    name: str,
    *,
    type_: FieldType | None,
    shown: str | None = None,
    aggregate: bool = False,
    is_custom: bool = False,
    may: tuple[bool, bool] = (False, False),
    inner: list[Column] | None = None,
) -> Column:
    return {
        "aggregate": aggregate,
        "booleanType": type_ is FieldType.BOOLEAN,
        "columnName": name,
        "custom": is_custom,
        "displayName": shown or name,
        "foreignKeyName": None,
        "insertable": may[0],
        "joinColumns": inner or [],
        "numberType": type_ in _NUMBERS,
        "textType": type_ in TEXT_TYPES,
        "updatable": may[1],
    }


def _add(found: list[Column], column: Column, path: tuple[str, ...]) -> None:
    """Put a column below the parents that lead to it; the fields of one parent stay together."""
    for name in path:
        parent = next((each for each in found if each["columnName"] == name), None)
        if parent is None:
            parent = _column(name, type_=None)
            found.append(parent)
        found = parent["joinColumns"]
    found.append(column)
