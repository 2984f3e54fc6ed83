"""Binds DISTANCE(): compound fields to the coordinates that they are put together from.

It stands in SELECT, WHERE and ORDER BY, not in GROUP BY, and compares with < and > alone
([K:soql-sosl/location-based-soql-queries]). The words of all refusals are believed, and so is that
a point beyond the poles is refused.
"""

from __future__ import annotations

from fake_salesforce.errors import MalformedQueryError
from fake_salesforce.schema.field import FieldType

from . import nodes
from .distances import MOST_LATITUDE, MOST_LONGITUDE
from .names import Scope
from .operands import BoundDistance, BoundField, Place
from .positions import located

UNITS = ("mi", "km")
COORDINATES = {"latitude": "Latitude", "longitude": "Longitude"}
"""The keys of a location as JSON, and how the names of the fields end that give them."""

_MOST_DEGREES = {"latitude": MOST_LATITUDE, "longitude": MOST_LONGITUDE}


def bind_distance(distance: nodes.Distance, scope: Scope) -> BoundDistance:
    """Return the distance with the fields, or numbers, of both places.

    Raises:
        InvalidFieldError: a field does not exist.
        MalformedQueryError: a field is no location, there is no such unit or no such point.
    """
    if distance.unit.lower() not in UNITS:
        message = f"Invalid distance unit: {distance.unit}. Valid units are 'mi' and 'km'"
        raise MalformedQueryError(located(scope.text, distance.position, message))
    location, start = _of_field(distance.location, scope)
    if isinstance(distance.other, nodes.Path):
        _, end = _of_field(distance.other, scope)
    else:
        end = _point(distance.other, distance, scope)
    return BoundDistance(location, start, end, distance.unit.lower())


def _of_field(path: nodes.Path, scope: Scope) -> tuple[BoundField, Place]:
    field = scope.field(path)
    if field.type not in (FieldType.ADDRESS, FieldType.LOCATION):
        message = f"field {field.name} does not support function DISTANCE"
        raise MalformedQueryError(located(scope.text, path.position, message))
    owner = field.hops[-1].targets[0] if field.hops else scope.sobject
    coordinates: dict[str, BoundField | None] = dict.fromkeys(COORDINATES)
    for part in owner.parts_of(field.field):
        for key, ending in COORDINATES.items():
            is_one = part.name.removesuffix("__s").endswith(ending)
            if is_one and scope.readable(part, owner) is not None:
                coordinates[key] = BoundField(part, field.hops)
    return field, Place(**coordinates)


def _point(point: nodes.Geolocation, distance: nodes.Distance, scope: Scope) -> Place:
    degrees = {
        "latitude": float(point.latitude.value),
        "longitude": float(point.longitude.value),
    }
    for key, most in _MOST_DEGREES.items():
        if abs(degrees[key]) > most:
            message = f"Invalid {key}: the value must be between -{most} and {most}"
            raise MalformedQueryError(located(scope.text, distance.position, message))
    return Place(**degrees)
