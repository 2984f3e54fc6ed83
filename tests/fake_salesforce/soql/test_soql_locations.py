"""DISTANCE(): beside another formula, in every clause, and what it refuses."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fake_salesforce.errors import SalesforceError
from fake_salesforce.soql.distances import RADIUS_KM, distance
from soql_stage import ACCOUNT, Hiding, Stage, record_id

LONDON = "GEOLOCATION(51.5074, -0.1278)"
PARIS = {"Latitude": 48.8566, "Longitude": 2.3522}
ROME = {"Latitude": 41.9028, "Longitude": 12.4964}

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
_coordinates = st.none() | st.floats(-200, 200).map(lambda degrees: round(degrees, 4))
places = st.fixed_dictionaries(
    {"Place__Latitude__s": _coordinates, "Place__Longitude__s": _coordinates}
)


def by_vectors(latitude: float, longitude: float, other: tuple[float, float]) -> float:
    """Return the angle between two points of the sphere, in kilometers, by their vectors."""

    def vector(north: float, east: float) -> tuple[float, float, float]:
        phi, lam = math.radians(north), math.radians(east)
        return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)

    first, second = vector(latitude, longitude), vector(*other)
    cross = (
        first[1] * second[2] - first[2] * second[1],
        first[2] * second[0] - first[0] * second[2],
        first[0] * second[1] - first[1] * second[0],
    )
    dot = sum(a * b for a, b in zip(first, second, strict=True))
    return RADIUS_KM * math.atan2(math.hypot(*cross), dot)


@given(latitudes, longitudes, latitudes, longitudes)
def test_the_distance_is_the_angle_between_vectors(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> None:
    """The haversine formula gives what the angle between two vectors gives, in km and in miles."""
    expected = by_vectors(latitude, longitude, (other_latitude, other_longitude))
    there = (latitude, longitude, other_latitude, other_longitude)
    found = distance(*there, "km")
    assert found is not None
    # Near the antipodes the square root loses half of the digits: a part of a metre.
    assert math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-3)
    miles = distance(*there, "mi")
    assert miles is not None
    assert math.isclose(miles * 1.609344, found)


def test_known_distances() -> None:
    """London and Paris are 343.6 km apart, within the half percent that a sphere is wrong by."""
    found = distance(51.5074, -0.1278, 48.8566, 2.3522, "km")
    assert found is not None
    assert abs(found / 343.6 - 1) < 0.005


@given(st.lists(places, max_size=6), st.integers(0, 20_000), st.sampled_from(["mi", "km"]))
def test_where_and_order_go_by_distance(
    leads: list[dict[str, float | None]], most: int, unit: str
) -> None:
    """WHERE keeps what is nearer, or farther; ORDER BY puts the nearest first behind no place."""
    measured: dict[int, float] = {}
    for number, lead in enumerate(leads, 1):
        latitude, longitude = lead["Place__Latitude__s"], lead["Place__Longitude__s"]
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            continue
        kilometers = by_vectors(latitude, longitude, (51.5, -0.5))
        measured[number] = kilometers if unit == "km" else kilometers / 1.609344
    assume(all(abs(each - most) > 0.01 for each in measured.values()))
    call = f"DISTANCE(Place__c, GEOLOCATION(51.5, -0.5), '{unit}')"
    with Stage(leads) as stage:
        near = stage.rows(f"SELECT Id FROM Lead WHERE {call} < {most}")
        far = stage.rows(f"SELECT Id FROM Lead WHERE {call} > {most}")
        ordered = stage.rows(f"SELECT Id FROM Lead ORDER BY {call}")
        shown = [each["d"] for each in stage.records(f"SELECT {call} d FROM Lead")]
    assert near == [number for number, each in measured.items() if each < most]
    assert far == [number for number, each in measured.items() if each > most]
    nowhere = [number for number in range(1, len(leads) + 1) if number not in measured]
    assert ordered[: len(nowhere)] == nowhere
    away = [measured[number] for number in ordered[len(nowhere) :]]
    assert all(a <= b + 1e-3 for a, b in itertools.pairwise(away))
    for number, found in enumerate(shown, 1):
        assert (found is None) is (number not in measured)
        assert found is None or math.isclose(found, measured[number], rel_tol=1e-9, abs_tol=1e-3)


@given(places)
def test_a_location_is_selected_as_an_object(place: dict[str, float | None]) -> None:
    """A location is latitude and longitude; null unless both are there and on the earth."""
    latitude, longitude = place["Place__Latitude__s"], place["Place__Longitude__s"]
    valid = (
        None not in (latitude, longitude) and abs(latitude or 0) <= 90 >= abs(longitude or 0) / 2
    )
    expected = {"latitude": latitude, "longitude": longitude} if valid else None
    with Stage([place]) as stage:
        for pretty in (False, True):
            assert f'"Place__c"{" : " if pretty else ":"}' in stage.page(
                "SELECT Place__c FROM Lead", pretty=pretty
            )
        [record] = stage.records("SELECT Place__c, Place__Latitude__s FROM Lead")
    assert record["Place__c"] == expected
    assert record["Place__Latitude__s"] == latitude


def test_distances_of_addresses_of_parents_and_of_two_fields() -> None:
    """An address is a place, a parent's too, and two fields may be measured."""
    account = {"BillingLatitude": 48.8566, "BillingLongitude": 2.3522}
    others: dict[str, list[dict[str, Any]]] = {
        "Account": [account, {}],
        "Contact": [{"AccountId": record_id(ACCOUNT, 1)}, {"AccountId": record_id(ACCOUNT, 2)}, {}],
    }
    with Stage(
        [PARIS | {"Place__Latitude__s": 0.0, "Place__Longitude__s": 0.0}], others=others
    ) as stage:
        assert stage.rows(f"SELECT Id FROM Lead WHERE DISTANCE(Address, {LONDON}, 'km') < 350") == [
            1
        ]
        assert stage.rows("SELECT Id FROM Lead WHERE DISTANCE(Address, Place__c, 'km') > 5000") == [
            1
        ]
        near = (
            f"SELECT Id FROM Contact WHERE DISTANCE(Account.BillingAddress, {LONDON}, 'mi') < 250"
        )
        assert stage.rows(near) == [1]


def test_unnamed_distances_are_numbered() -> None:
    """A distance without an alias has the key expr0, the next one expr1."""
    call = f"DISTANCE(Address, {LONDON}, 'km')"
    with Stage([PARIS]) as stage:
        [record] = stage.records(f"SELECT {call}, City, DISTANCE(Address, Address, 'mi') FROM Lead")
    assert list(record) == ["attributes", "expr0", "City", "expr1"]
    assert record["expr1"] == 0.0


def test_a_hidden_coordinate_measures_nothing() -> None:
    """Who may not read a latitude does not learn it from a distance."""
    call = f"DISTANCE(Address, {LONDON}, 'km')"
    with Stage([PARIS], access=Hiding("Lead.Latitude")) as stage:
        assert stage.rows(f"SELECT Id FROM Lead WHERE {call} > 0") == []
        assert stage.records(f"SELECT {call} d FROM Lead")[0]["d"] is None
    with Stage([PARIS], access=Hiding("Lead.Address")) as stage, pytest.raises(SalesforceError):
        stage.rows(f"SELECT Id FROM Lead WHERE {call} > 0")
    with Stage([ROME], access=Hiding("Lead.Place__Longitude__s")) as stage:
        assert stage.records("SELECT Place__c FROM Lead")[0]["Place__c"] is None


@pytest.mark.parametrize(
    ("condition", "code", "words"),
    [
        (f"DISTANCE(Address, {LONDON}, 'm') < 1", "MALFORMED_QUERY", "Invalid distance unit: m."),
        (
            f"DISTANCE(City, {LONDON}, 'km') < 1",
            "MALFORMED_QUERY",
            "City does not support function",
        ),
        (f"DISTANCE(Nope, {LONDON}, 'km') < 1", "INVALID_FIELD", "No such column 'Nope'"),
        ("DISTANCE(Address, City, 'km') < 1", "MALFORMED_QUERY", "City does not support function"),
        (f"DISTANCE({LONDON}, Address, 'km') < 1", "MALFORMED_QUERY", "unexpected token: '('"),
        ("DISTANCE(Address, GEOLOCATION(91, 0), 'km') < 1", "MALFORMED_QUERY", "Invalid latitude"),
        (
            "DISTANCE(Address, GEOLOCATION(0, -181), 'km') < 1",
            "MALFORMED_QUERY",
            "Invalid longitude",
        ),
        ("DISTANCE(Address, GEOLOCATION(0), 'km') < 1", "MALFORMED_QUERY", "unexpected token: ')'"),
        ("DISTANCE(Address, GEOLOCATION(a, 0), 'km') < 1", "MALFORMED_QUERY", "token: 'a'"),
        ("DISTANCE(Address, GEOLOCATION(:a, 0), 'km') < 1", "MALFORMED_QUERY", "Bind variables"),
        ("DISTANCE(:a, Address, 'km') < 1", "MALFORMED_QUERY", "Bind variables"),
        ("DISTANCE(Address, 5, 'km') < 1", "MALFORMED_QUERY", "unexpected token: '5'"),
        ("DISTANCE(Address, SUM(City), 'km') < 1", "MALFORMED_QUERY", "unexpected token: '('"),
        (f"DISTANCE(Address, {LONDON}, km) < 1", "MALFORMED_QUERY", "unexpected token: 'km'"),
        (f"DISTANCE(Address, {LONDON}) < 1", "MALFORMED_QUERY", "unexpected token: ')'"),
        (f"DISTANCE(Address, {LONDON}, 'km', 1) < 1", "MALFORMED_QUERY", "unexpected token: ','"),
        (f"DISTANCE(Address, {LONDON}, 'km') = 1", "INVALID_QUERY_FILTER_OPERATOR", "invalid"),
        (f"DISTANCE(Address, {LONDON}, 'km') IN (1)", "INVALID_QUERY_FILTER_OPERATOR", "invalid"),
        (f"DISTANCE(Address, {LONDON}, 'km') < null", "INVALID_QUERY_FILTER_OPERATOR", "invalid"),
        (f"DISTANCE(Address, {LONDON}, 'km') < 'a'", "INVALID_FIELD", "must be of type double"),
        ("Place__c = 1", "INVALID_FIELD", "Geolocation fields can only be filtered using Distance"),
    ],
)
def test_refusals(condition: str, code: str, words: str) -> None:
    """What is no distance is refused with a code, and words that name what is wrong."""
    with Stage() as stage, pytest.raises(SalesforceError) as caught:
        stage.rows(f"SELECT Id FROM Lead WHERE {condition}")
    assert caught.value.error_code == code
    assert words in caught.value.message
