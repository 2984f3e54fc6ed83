"""How far two points of the earth are from one another.

The great circle on a sphere, by the haversine formula, which Salesforce approximates within
0.0002 % ([K:soql-sosl/location-based-soql-queries]). The sphere's radius is believed: the mean one.
"""

from __future__ import annotations

import math

RADIUS_KM = 6371.0088
"""The mean radius of the earth (IUGG)."""

KM_IN_MILE = 1.609344
MOST_LATITUDE = 90
MOST_LONGITUDE = 180


def distance(
    latitude: float | None,
    longitude: float | None,
    other_latitude: float | None,
    other_longitude: float | None,
    unit: str,
) -> float | None:
    """Return the distance in ``mi`` or ``km``; None where a coordinate is none of the earth's."""
    if latitude is None or longitude is None or other_latitude is None or other_longitude is None:
        return None
    if max(abs(latitude), abs(other_latitude)) > MOST_LATITUDE:
        return None
    if max(abs(longitude), abs(other_longitude)) > MOST_LONGITUDE:
        return None
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    half_chord = (
        math.sin((other_north - north) / 2) ** 2
        + math.cos(north)
        * math.cos(other_north)
        * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    )
    kilometers = 2 * RADIUS_KM * math.asin(min(1.0, math.sqrt(half_chord)))
    return kilometers if unit == "km" else kilometers / KM_IN_MILE
