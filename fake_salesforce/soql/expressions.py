"""SQL for the values that a query compares, sorts by, groups by and selects."""

from __future__ import annotations

import json

from fake_salesforce.schema.field import TEXT_TYPES, Field, FieldType

from .dates import Calendar
from .distances import MOST_LATITUDE, MOST_LONGITUDE
from .fragments import Fragment, chained, folded
from .functions import DATE_PART, DISTANCE, GREATEST, LABELS, LEAST
from .operands import (
    BoundCall,
    BoundDistance,
    BoundField,
    BoundGrouping,
    BoundOperand,
    Place,
    ignores_case,
    is_label,
)
from .tables import Tables

_AGGREGATES = {
    "AVG": "AVG({})",
    "COUNT": "COUNT({})",
    "COUNT_DISTINCT": "COUNT(DISTINCT {})",
    "MAX": "MAX({})",
    "MIN": "MIN({})",
    "SUM": "SUM(CAST({} AS REAL))",
}
_OF_TEXTS = {"MAX": GREATEST, "MIN": LEAST}


def value(operand: BoundOperand, tables: Tables, calendar: Calendar) -> Fragment:
    """Return SQL for an operand's value in one row; of an aggregate, for that of its group."""
    if isinstance(operand, BoundField):
        return tables.column(operand)
    if isinstance(operand, BoundDistance):
        return distance(operand, tables)
    assert not isinstance(operand, BoundGrouping)  # which the level of groups tells itself
    column = tables.column(operand.argument)
    if operand.is_aggregate:
        return _aggregate(operand, column)
    if is_label(operand):
        return labelled(column, operand.argument.field)
    zone = calendar.time_zone.key if operand.in_user_zone else ""
    start = calendar.fiscal_year_start_month
    if calendar.is_fiscal_year_named_by_start:
        start = -start
    bound = (operand.function, zone, start)
    return Fragment(f"{DATE_PART}(?, ?, ?, {column.sql})", (*bound, *column.values))


def distance(measured: BoundDistance, tables: Tables) -> Fragment:
    """Return SQL for a distance; null where either place is none."""
    places = (measured.start, measured.end)
    coordinates = [
        _coordinate(each, tables) for place in places for each in (place.latitude, place.longitude)
    ]
    arguments = chained([*coordinates, Fragment("?", (measured.unit,))], ", ")
    return arguments.within(f"{DISTANCE}({{}})")


def _coordinate(coordinate: BoundField | float | None, tables: Tables) -> Fragment:
    if coordinate is None:
        return Fragment("NULL")
    if isinstance(coordinate, BoundField):
        return tables.column(coordinate)
    return Fragment("?", (coordinate,))


def valid_location(place: Place, tables: Tables) -> Fragment:
    """Return SQL that is true where a place is one: both coordinates are there, and on the earth.

    What is none is null ([K:soql-sosl/location-based-soql-queries]).
    """
    latitude = _coordinate(place.latitude, tables)
    longitude = _coordinate(place.longitude, tables)
    ranges = (
        latitude.within(f"ABS({{}}) <= {MOST_LATITUDE}"),
        longitude.within(f"ABS({{}}) <= {MOST_LONGITUDE}"),
    )
    return chained(ranges, " AND ")


def labelled(column: Fragment, field: Field) -> Fragment:
    """Return SQL for the label of a picklist's value; what is no value of it shows itself."""
    labels = {each.value: each.label for each in field.picklist_values if each.label != each.value}
    if not labels:
        return column
    if field.type is FieldType.MULTIPICKLIST:
        return Fragment(f"{LABELS}(?, {column.sql})", (json.dumps(labels), *column.values))
    cases = [Fragment("WHEN ? THEN ?", each) for each in labels.items()]
    return chained([column.within("CASE {}"), *cases, column.within("ELSE {} END")], " ")


def sort_keys(key: Fragment, operand: BoundOperand) -> tuple[Fragment, ...]:
    """Return SQL by which values are sorted, given SQL for the value.

    A picklist goes by its own order, and what is none of its values behind them; any other text by
    its folded letters ([K:soql-sosl/order-by]). Where case counts, it decides between texts of the
    same letters (believed).
    """
    if operand.type not in TEXT_TYPES:
        return (key,)
    if not ignores_case(operand):
        return folded(key), key
    field = operand.field
    if operand.type is not FieldType.PICKLIST or not field.picklist_values or is_label(operand):
        return (folded(key),)
    ranks = [
        Fragment("WHEN ? THEN ?", (each.value, rank))
        for rank, each in enumerate(field.picklist_values)
    ]
    behind = Fragment("ELSE ? END", (len(ranks),))
    rank = chained([key.within("CASE {}"), *ranks, behind], " ")
    unless_null = key.within("CASE WHEN {} IS NOT NULL THEN")
    return chained([unless_null, rank, Fragment("END")], " "), folded(key)


def compared(operand: BoundOperand, tables: Tables, calendar: Calendar) -> Fragment:
    """Return SQL for what a condition compares.

    A boolean of a parent that is missing is false (believed), as a boolean never is null.
    """
    found = value(operand, tables, calendar)
    is_behind = isinstance(operand, BoundField) and bool(operand.hops)
    return found.within("IFNULL({}, 0)") if is_behind and _is_boolean(operand) else found


def _is_boolean(operand: BoundOperand) -> bool:
    return operand.type is FieldType.BOOLEAN


def grouped(operand: BoundOperand, tables: Tables, calendar: Calendar) -> Fragment:
    """Return SQL by which rows are grouped: texts as they compare (believed)."""
    found = value(operand, tables, calendar)
    return folded(found) if ignores_case(operand) else found


def _aggregate(call: BoundCall, column: Fragment) -> Fragment:
    if call.argument.type not in TEXT_TYPES:
        return column.within(_AGGREGATES[call.function])
    if call.function in _OF_TEXTS:
        # A picklist goes by its order (reference 4.4), any other text by its letters.
        order = json.dumps([each.value for each in call.argument.field.picklist_values])
        return Fragment(f"{_OF_TEXTS[call.function]}(?, {column.sql})", (order, *column.values))
    if call.function == "COUNT_DISTINCT" and ignores_case(call.argument):
        column = folded(column)
    return column.within(_AGGREGATES[call.function])
