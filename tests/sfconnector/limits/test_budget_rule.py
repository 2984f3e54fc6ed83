from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.limits.rule import (
    BLOCK,
    Granted,
    Held,
    Policy,
    hour_of,
    judge,
    oldest_counted,
)
from sfconnector.store.api_usage import ApiLimits

START = datetime(2020, 7, 20, 9, 40, tzinfo=UTC)


class Ledger:
    """Calls by the hour as the store keeps them, and when each was really sent."""

    def __init__(self) -> None:
        self.by_hour: dict[datetime, int] = {}
        self.sent: list[datetime] = []

    def counted(self, now: datetime) -> dict[datetime, int]:
        """Return what still counts."""
        return {hour: n for hour, n in self.by_hour.items() if hour >= oldest_counted(now)}

    def send(self, calls: int, now: datetime) -> None:
        """Send calls."""
        self.by_hour[hour_of(now)] = self.by_hour.get(hour_of(now), 0) + calls
        self.sent += [now] * calls

    def in_a_day_before(self, now: datetime) -> int:
        """Return how many were sent in the 24 hours that end now."""
        return sum(now - timedelta(hours=24) < each <= now for each in self.sent)


@given(
    cap=st.integers(1, 60),
    gaps=st.lists(st.integers(0, 60 * 30), min_size=1, max_size=60),
)
def test_in_no_24_hours_more_calls_are_sent_than_the_cap(cap: int, gaps: list[int]) -> None:
    """However work is spread over time, calls in any 24 hours are never more than the cap (P48)."""
    ledger, now = Ledger(), START
    for gap in gaps:
        now += timedelta(minutes=gap)
        verdict = judge(Policy(cap), ledger.counted(now), ApiLimits(), now=now)
        if isinstance(verdict, Granted):
            assert 1 <= verdict.calls <= BLOCK
            ledger.send(verdict.calls, now)
        else:
            assert verdict.reason == "cap"
        assert ledger.in_a_day_before(now) <= cap


@given(cap=st.integers(1, 30), gaps=st.lists(st.integers(0, 600), min_size=1, max_size=40))
def test_the_end_of_a_hold_is_the_first_instant_that_grants(cap: int, gaps: list[int]) -> None:
    """When the cap holds calls until an instant, a minute before holds them and then they go on."""
    ledger, now = Ledger(), START
    for gap in gaps:
        now += timedelta(minutes=gap)
        verdict = judge(Policy(cap), ledger.counted(now), ApiLimits(), now=now)
        if isinstance(verdict, Granted):
            ledger.send(verdict.calls, now)
            continue
        assert now < verdict.until <= now + timedelta(hours=25)
        just_before = verdict.until - timedelta(minutes=1)
        before = judge(Policy(cap), ledger.counted(just_before), ApiLimits(), now=just_before)
        after = judge(Policy(cap), ledger.counted(verdict.until), ApiLimits(), now=verdict.until)
        assert isinstance(before, Held)
        assert isinstance(after, Granted)


@given(most=st.integers(1, 200_000), percent=st.integers(0, 99), used=st.integers(0, 200_000))
def test_a_block_does_not_reach_into_the_reserve(most: int, percent: int, used: int) -> None:
    """What is granted on a fresh reading leaves the reserve to others; there calls are held."""
    limits = ApiLimits(used=used, most=most, read_at=START)
    policy = Policy(reserve_percent=percent)
    verdict = judge(policy, {}, limits, now=START)
    if used >= most - policy.reserve(most):
        assert verdict == Held(START + timedelta(hours=1), "reserve")
    else:
        assert isinstance(verdict, Granted)
        assert used + verdict.calls <= most - policy.reserve(most)
        assert not verdict.is_probe


def test_the_reserve_is_rounded_up() -> None:
    """15 % of 101 calls are 16, and no reserve is none."""
    assert Policy().reserve(101) == 16
    assert Policy(reserve_percent=0).reserve(101) == 0


def test_a_reading_is_believed_for_an_hour_and_then_one_call_looks() -> None:
    """At the reserve nothing is sent for an hour; then a single call goes out to look."""
    limits = ApiLimits(used=100, most=100, read_at=START)
    later = START + timedelta(hours=1)
    assert isinstance(judge(Policy(), {}, limits, now=later - timedelta(seconds=1)), Held)
    assert judge(Policy(), {}, limits, now=later) == Granted(1, is_probe=True)


@pytest.mark.parametrize("most", [None, 100])
def test_a_refusal_of_salesforce_holds_as_long_as_it_says(most: int | None) -> None:
    """After a 403 nothing is sent until the hold ends, also where the limit was never told."""
    until = START + timedelta(hours=1)
    limits = ApiLimits(used=most, most=most, read_at=START, held_until=until, held_for="limit")
    just_before = until - timedelta(seconds=1)
    assert judge(Policy(), {}, limits, now=just_before) == Held(until, "limit")
    assert judge(Policy(), {}, limits, now=until) == Granted(1, is_probe=True)
