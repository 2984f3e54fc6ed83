from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import Clock
from fake_salesforce.clock import SUMMER_20, from_wire, to_wire
from fake_salesforce.http.dates import http_date

instants = st.datetimes(
    min_value=datetime(1700, 1, 2),  # noqa: DTZ001 - Hypothesis wants naive bounds
    max_value=datetime(3999, 12, 30),  # noqa: DTZ001 - the same
).flatmap(
    lambda naive: st.integers(-840, 840).map(
        lambda minutes: naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    )
)
steps = st.floats(0, 10_000)


def test_clock_stands_still() -> None:
    """Nobody who asks twice sees another instant, unless the clock is advanced."""
    clock = Clock()
    assert clock.now() == clock.now() == SUMMER_20 == datetime(2020, 7, 20, 9, tzinfo=UTC)


@given(st.lists(st.tuples(steps, steps, steps, steps), max_size=5))
def test_steps_add_up(moves: list[tuple[float, float, float, float]]) -> None:
    """Each advance moves the clock by exactly its sum and returns the new instant."""
    clock = Clock()
    expected = SUMMER_20
    for days, hours, minutes, seconds in moves:
        step = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        expected += step
        assert clock.advance(days=days, hours=hours, minutes=minutes, seconds=seconds) == expected
    assert clock.now() == expected


def test_clock_never_goes_backwards() -> None:
    """A negative step is refused and moves nothing; a move to the past moves nothing."""
    clock = Clock()
    with pytest.raises(ValueError, match="never goes backwards"):
        clock.advance(days=1, hours=-25)
    assert clock.move_to(SUMMER_20 - timedelta(days=1)) == SUMMER_20
    later = SUMMER_20 + timedelta(days=1)
    assert clock.move_to(later) == clock.now() == later


def test_start_has_a_time_zone() -> None:
    """A naive start is refused; an aware one is told in UTC."""
    with pytest.raises(ValueError, match="aware start, as 2020-07-20T09:00:00"):
        Clock(datetime(2020, 1, 1))  # noqa: DTZ001 - the fault under test
    plus_two = timezone(timedelta(hours=2))
    clock = Clock(datetime(2020, 1, 1, 2, tzinfo=plus_two))
    assert clock.now().isoformat() == "2020-01-01T00:00:00+00:00"


def test_running_clock_moves_with_what_it_is_given() -> None:
    """A running clock adds the seconds that have gone by, and can be advanced besides."""
    gone = [100.0]
    clock = Clock(elapsed=lambda: gone[0])
    gone[0] += 5
    assert clock.now() == SUMMER_20 + timedelta(seconds=5)
    clock.advance(minutes=1)
    gone[0] += 1
    assert clock.now() == SUMMER_20 + timedelta(seconds=66)


@given(instants)
def test_wire_form_reads_back(instant: datetime) -> None:
    """The wire form is UTC with milliseconds, and reads back as the instant cut to them."""
    text = to_wire(instant)
    utc = instant.astimezone(UTC)
    assert text.endswith("+0000")
    assert len(text) == len("2022-03-17T16:21:26.000+0000")
    assert from_wire(text) == utc.replace(microsecond=utc.microsecond // 1000 * 1000)


@given(instants, instants)
def test_order_of_wire_texts_is_order_of_time(first: datetime, second: datetime) -> None:
    """Comparing two wire texts compares the instants, to the millisecond."""
    assert (to_wire(first) < to_wire(second)) == (
        from_wire(to_wire(first)) < from_wire(to_wire(second))
    )


def test_http_date_is_http_s() -> None:
    """A Date header has HTTP's fixed form."""
    assert http_date(SUMMER_20) == "Mon, 20 Jul 2020 09:00:00 GMT"
