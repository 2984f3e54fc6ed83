"""REST or Bulk 2.0: the rule, and what it goes by.

The seconds a record were measured by ``tox -e bench`` on two cores, fetching, decoding and storing
included. Salesforce says of no job how long it will take: that one waits
:data:`JOB_SECONDS` for its turn is believed, what each record then adds is measured with the fake.
What decides on a real network is the number of exchanges times how long one takes, which a page
behind the first tells.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sfconnector.errors import InputError
from sfconnector.salesforce.bulk_query import REFUSED_TYPES, SET_RECORDS
from sfconnector.salesforce.query import LONGEST_URL, MOST_ROWS

RouteName: TypeAlias = Literal["rest", "bulk"]

REST_SECONDS_A_RECORD = 7.6e-6
BULK_SECONDS_A_RECORD = 5.6e-6
JOB_SECONDS = 5.0
JOB_SECONDS_A_RECORD = 5.5e-6
JOB_CALLS = 3
"""Made, and looked at twice; a long job is looked at more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteChoice:
    """Which way the rows come, why, and the calls and seconds that are expected of it."""

    route: RouteName
    reason: str
    rows: int
    calls: int
    seconds: float


def choose(
    rows: int,
    types: Iterable[str],
    *,
    exchange_seconds: float,
    calls_left: int | None = None,
    forced: RouteName | None = None,
    query_length: int = 0,
) -> RouteChoice:
    """Choose the way that takes less time, unless one way cannot be gone.

    Args:
        rows: how many the query has.
        types: of the selected fields, as describe tells them.
        exchange_seconds: how long a small exchange takes.
        calls_left: what may be spent today; None if nothing limits it.
        forced: the user's choice.
        query_length: characters of the SOQL, which REST sends in a URL.

    Raises:
        InputError: the forced way cannot be gone.
    """
    types = tuple(types)
    if forced is not None:
        check(forced, types, query_length=query_length)
        return _choice(forced, "chosen by the user", rows, exchange_seconds)
    no_bulk = _impossible("bulk", types, query_length)
    no_rest = _impossible("rest", types, query_length)
    if no_bulk or no_rest:
        only: RouteName = "rest" if no_bulk else "bulk"
        return _choice(only, no_bulk or no_rest, rows, exchange_seconds)
    rest = _choice("rest", "", rows, exchange_seconds)
    bulk = _choice("bulk", "", rows, exchange_seconds)
    if calls_left is not None and bulk.calls <= calls_left < rest.calls:
        return _choice("bulk", f"{calls_left:,} calls are left today", rows, exchange_seconds)
    quicker = min(rest, bulk, key=lambda each: each.seconds)
    slower = bulk if quicker is rest else rest
    reason = f"about {quicker.seconds:.1f} s instead of {slower.seconds:.1f} s"
    return _choice(quicker.route, reason, rows, exchange_seconds)


def exchange_seconds(seconds: float, rows: int) -> float:
    """Return how long a small exchange takes, from a page behind the first of so many rows."""
    return max(0.0, seconds - rows * REST_SECONDS_A_RECORD)


def check(route: RouteName, types: Iterable[str], *, query_length: int = 0) -> None:
    """Make sure that a route can be taken.

    Raises:
        InputError: it cannot; the message says why.
    """
    why = _impossible(route, types, query_length)
    if why:
        other = "rest" if route == "bulk" else "bulk"
        message = f"the route {route} cannot be taken: {why}; take {other}, or choose other fields"
        raise InputError(message)


def _impossible(route: RouteName, types: Iterable[str], query_length: int) -> str:
    if route == "bulk":
        refused = sorted(REFUSED_TYPES.intersection(types))
        return f"a query job selects no {' or '.join(refused)}" if refused else ""
    if query_length > LONGEST_URL:
        return f"the query has {query_length:,} characters, more than a URL takes"
    return ""


def _choice(route: RouteName, reason: str, rows: int, exchange_seconds: float) -> RouteChoice:
    if route == "rest":
        calls = max(1, math.ceil(rows / MOST_ROWS))
        seconds = rows * REST_SECONDS_A_RECORD
    else:
        calls = JOB_CALLS + max(1, math.ceil(rows / SET_RECORDS))
        seconds = JOB_SECONDS + rows * (JOB_SECONDS_A_RECORD + BULK_SECONDS_A_RECORD)
    return RouteChoice(
        route=route,
        reason=reason,
        rows=rows,
        calls=calls,
        seconds=seconds + calls * exchange_seconds,
    )
