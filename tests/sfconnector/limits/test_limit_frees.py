from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sfconnector.limits.frees import CONCURRENT, of_calls, of_cap, of_logins
from sfconnector.limits.rule import hour_of, oldest_counted

NOW = datetime(2020, 7, 20, 9, 40, tzinfo=UTC)
DAY = timedelta(hours=24)


@given(ages=st.lists(st.integers(0, 24 * 60 - 1), max_size=20))
def test_the_bounds_hold_for_every_call_that_counts(ages: list[int]) -> None:
    """No call leaves the window before the first instant, none is left in it after the last."""
    sent = [NOW - timedelta(minutes=each) for each in sorted(ages, reverse=True)]
    calls: dict[datetime, int] = {}
    for each in sent:
        assert hour_of(each) >= oldest_counted(NOW)
        calls[hour_of(each)] = calls.get(hour_of(each), 0) + 1
    frees = of_calls("limit", calls, counted_at=NOW, looks_at=None)
    assert frees.latest_at == NOW + DAY
    assert all(each + DAY <= frees.latest_at for each in sent)
    if sent:
        assert frees.first_at is not None
        assert frees.first_at <= sent[0] + DAY < frees.first_at + timedelta(hours=1)
    else:
        assert frees.first_at is None
        assert "None of ours counts" in frees.text


def test_hours_whose_calls_were_given_back_do_not_count() -> None:
    """A block that was claimed and not sent frees nothing."""
    calls = {hour_of(NOW) - timedelta(hours=2): 0, hour_of(NOW): 3}
    frees = of_calls("reserve", calls, counted_at=NOW, looks_at=NOW + timedelta(hours=1))
    assert frees.first_at == hour_of(NOW) + DAY
    assert "looks again at 2020-07-20 10:40 UTC" in frees.text


def test_each_limit_says_what_it_counts() -> None:
    """Our cap has an end, logins an hour, long requests no window at all."""
    assert (
        of_cap(NOW).text == "Our own cap of calls frees at 2020-07-20 09:40 UTC; work goes on then."
    )
    assert of_logins(NOW).latest_at == NOW + timedelta(hours=1)
    assert CONCURRENT.latest_at is CONCURRENT.first_at is CONCURRENT.looks_at is None
    assert "as soon as some of them end" in CONCURRENT.text
