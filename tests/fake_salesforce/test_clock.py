from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import Clock, FakeSalesforce
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


def test_set_refuses_the_past_and_naive_instants() -> None:
    """``set`` goes to an instant to come, and nowhere else."""
    clock = Clock()
    later = SUMMER_20 + timedelta(days=1)
    assert clock.set(later) == clock.now() == later
    with pytest.raises(ValueError, match="never goes backwards: it is 2020-07-21"):
        clock.set(SUMMER_20)
    with pytest.raises(ValueError, match="needs an aware instant"):
        clock.set(datetime(2021, 1, 1))  # noqa: DTZ001 - the fault under test
    assert clock.now() == later


def test_tick_moves_with_each_request() -> None:
    """Each request moves the clock by the tick before it is handled; a negative one is refused."""
    with FakeSalesforce(tick_seconds=1.5) as salesforce:
        dates = [
            requests.get(f"{salesforce.url}/services/data", timeout=60).headers["Date"]
            for _ in range(3)
        ]
        assert [each[-6:-4] for each in dates] == ["01", "03", "04"]
        salesforce.clock.tick_seconds = 0
        before = salesforce.clock.now()
        requests.get(f"{salesforce.url}/services/data", timeout=60)
        assert salesforce.clock.now() == before
    with pytest.raises(ValueError, match="a tick of -1 seconds"):
        Clock(tick_seconds=-1)


@given(st.lists(st.integers(0, 1000), max_size=12), st.lists(st.integers(1, 300), max_size=8))
def test_plans_are_done_in_order_and_on_time(due: list[int], moves: list[int]) -> None:
    """What is planned is done once, in the order of its instants, while the clock says them."""
    clock = Clock()
    done: list[tuple[int, float]] = []

    def plan(seconds: int) -> None:
        instant = SUMMER_20 + timedelta(seconds=seconds)
        clock.at(instant, lambda: done.append((seconds, (clock.now() - SUMMER_20).seconds)))

    for each in due:
        plan(each)
    for each in moves:
        clock.advance(seconds=each)
    reached = sum(moves)
    expected = sorted(each for each in due if each <= reached) if moves else []
    assert done == [(each, each) for each in expected]


def test_plan_that_is_called_off_is_not_done() -> None:
    """A plan called off leaves the others alone, also when it is called off twice."""
    clock = Clock()
    done: list[str] = []
    call_off = clock.at(SUMMER_20 + timedelta(seconds=1), lambda: done.append("first"))
    clock.at(SUMMER_20 + timedelta(seconds=2), lambda: done.append("second"))
    call_off()
    call_off()
    clock.advance(seconds=5)
    assert done == ["second"]


def test_threads_that_advance_lose_nothing() -> None:
    """Eight threads that move the clock at once move it by the sum."""
    clock = Clock()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: clock.advance(seconds=1), range(400)))
    assert clock.now() == SUMMER_20 + timedelta(seconds=400)


def test_running_clock_does_what_is_planned_by_itself() -> None:
    """On a clock that runs, a plan whose time has come is done without anybody moving it."""
    done = threading.Event()
    clock = Clock.running()
    assert clock.is_running
    clock.at(clock.now(), done.set)
    assert done.wait(60)
    never = clock.at(clock.now() + timedelta(days=1), done.clear)
    never()
    assert done.is_set()


def test_sleep_moves_a_clock_that_stands_still() -> None:
    """Nobody waits where time stands still: it is moved."""
    clock = Clock()
    clock.sleep(3600)
    assert clock.now() == SUMMER_20 + timedelta(hours=1)


def test_clock_goes_no_further_than_its_end() -> None:
    """A move beyond the year 3000 is refused, so that what expires later still has a date."""
    clock = Clock()
    with pytest.raises(ValueError, match="goes no further than 3000-01-01"):
        clock.advance(days=400_000)
    with pytest.raises(ValueError, match="goes no further than 3000-01-01"):
        clock.set(datetime(3000, 1, 2, tzinfo=UTC))
    assert clock.set(datetime(3000, 1, 1, tzinfo=UTC)) == datetime(3000, 1, 1, tzinfo=UTC)
