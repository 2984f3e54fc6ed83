from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.errors import InputError
from sfconnector.lists.routes.choice import RouteName, choose
from sfconnector.salesforce.bulk_query import REFUSED_TYPES
from sfconnector.salesforce.query import LONGEST_URL

ROWS = st.integers(0, 5_000_000)
EXCHANGE = st.floats(0.001, 5)
NAMES: st.SearchStrategy[RouteName] = st.sampled_from(["rest", "bulk"])


@given(rows=ROWS, exchange=EXCHANGE, forced=NAMES)
def test_the_users_choice_stands(rows: int, exchange: float, forced: RouteName) -> None:
    """A forced way is taken whatever it costs, and the reason says so."""
    choice = choose(rows, ["string"], exchange_seconds=exchange, forced=forced)
    assert (choice.route, choice.reason) == (forced, "chosen by the user")


@given(rows=ROWS, exchange=EXCHANGE, kind=st.sampled_from(sorted(REFUSED_TYPES)))
def test_what_a_job_cannot_select_comes_by_rest(rows: int, exchange: float, kind: str) -> None:
    """An address, a location or a file sends the import to REST, and forbids to force Bulk."""
    choice = choose(rows, ["string", kind], exchange_seconds=exchange)
    assert choice.route == "rest"
    assert kind in choice.reason
    with pytest.raises(InputError, match=kind):
        choose(rows, [kind], exchange_seconds=exchange, forced="bulk")


@given(rows=ROWS, exchange=EXCHANGE)
def test_a_query_too_long_for_a_url_goes_by_bulk(rows: int, exchange: float) -> None:
    """REST sends the query in its URL; a longer one is sent in the body of a job."""
    long = LONGEST_URL + 1
    choice = choose(rows, ["string"], exchange_seconds=exchange, query_length=long)
    assert choice.route == "bulk"
    with pytest.raises(InputError, match="characters"):
        choose(rows, [], exchange_seconds=exchange, query_length=long, forced="rest")


@given(rows=ROWS, exchange=EXCHANGE)
def test_the_quicker_way_is_taken(rows: int, exchange: float) -> None:
    """Of two possible ways the one with the fewer expected seconds is taken."""
    took = choose(rows, ["string"], exchange_seconds=exchange)
    other = choose(
        rows,
        ["string"],
        exchange_seconds=exchange,
        forced="bulk" if took.route == "rest" else "rest",
    )
    assert took.seconds <= other.seconds


@given(rows=ROWS, exchange=EXCHANGE, more=st.integers(0, 1_000_000))
def test_more_rows_never_turn_from_bulk_to_rest(rows: int, exchange: float, more: int) -> None:
    """Where Bulk is quicker for some rows it is so for twice as many and more."""
    if choose(rows, ["string"], exchange_seconds=exchange).route == "bulk":
        assert choose(2 * rows + more, ["string"], exchange_seconds=exchange).route == "bulk"


def test_few_calls_left_send_the_import_to_bulk() -> None:
    """Where REST needs more calls than are left today and Bulk does not, Bulk it is."""
    assert choose(60_000, [], exchange_seconds=0.001).route == "rest"
    choice = choose(60_000, [], exchange_seconds=0.001, calls_left=20)
    assert (choice.route, choice.calls, choice.reason) == ("bulk", 9, "20 calls are left today")


def test_a_small_list_by_rest_a_large_one_by_bulk() -> None:
    """At 150 ms an exchange 10,000 rows come by REST and 200,000 by Bulk."""
    assert choose(10_000, ["string"], exchange_seconds=0.15).route == "rest"
    assert choose(200_000, ["string"], exchange_seconds=0.15).route == "bulk"


def test_a_million_near_at_hand_by_rest_over_a_network_by_bulk() -> None:
    """At 5 ms an exchange the job takes longer than the pages that it spares; at 50 ms it pays."""
    assert choose(1_000_000, ["string"], exchange_seconds=0.005).route == "rest"
    assert choose(1_000_000, ["string"], exchange_seconds=0.05).route == "bulk"
