from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.connection.password_forecast import (
    LIFETIMES,
    SLACK,
    WARNINGS,
    forecast,
    learnt_lifetime,
    warning_due,
)
from sfconnector.store.passwords import PasswordRow

START = datetime(2020, 7, 20, 9, tzinfo=UTC)


def _days(number: float) -> timedelta:
    return timedelta(days=number)


def _row(
    *,
    known: float = 0,
    changed: float | None = None,
    worked: float | None = None,
    expired: float | None = None,
    exempt: bool = False,
) -> PasswordRow:
    """Return a password, its instants in days from the start."""

    def at(days: float | None) -> datetime | None:
        return None if days is None else START + _days(days)

    return PasswordRow(
        fingerprint="f",
        known_since=START + _days(known),
        changed_at=at(changed),
        never_expires=exempt,
        worked_at=at(worked),
        expired_at=at(expired),
    )


@given(
    lifetime=st.sampled_from(LIFETIMES),
    offered_after=st.floats(0, 20),
    looks_every=st.floats(0.01, 10),
)
def test_a_lifetime_is_learnt_never_too_long(
    lifetime: int, offered_after: float, looks_every: float
) -> None:
    """However late a password was offered and looked at, what is learnt is no longer than it lived.

    Where Salesforce told its age and it was used daily, it is learnt exactly.
    """
    looks = int((lifetime - offered_after) / looks_every)
    worked = offered_after + looks * looks_every
    expired = worked + looks_every
    told = _row(known=offered_after, changed=0, worked=worked, expired=expired)
    untold = _row(known=offered_after, worked=worked, expired=expired)
    for row in (told, untold):
        learnt = learnt_lifetime([row])
        assert learnt is not None
        assert learnt <= lifetime
    if looks_every <= 1:
        assert learnt_lifetime([told]) == lifetime


@given(st.lists(st.floats(0, 400), max_size=50), st.sampled_from(LIFETIMES))
def test_each_warning_comes_once(looks: list[float], lifetime: int) -> None:
    """Whenever one looks, each of the three is told at most once, in order, and none too early."""
    warned: int | None = None
    told: list[int] = []
    for day in sorted(looks):
        now = START + _days(day)
        expected = forecast([_row(changed=0)], given_days=lifetime, now=now)
        due = warning_due(expected, warned_days=warned, now=now)
        if due is not None:
            assert _days(0) < START + _days(lifetime) - now <= _days(due)
            told.append(due)
            warned = due
    assert told == sorted(set(told), reverse=True)
    assert set(told) <= set(WARNINGS)
    for days in WARNINGS:
        later = [each for each in WARNINGS if each < days]
        span = (lifetime - days, lifetime - max(later, default=0))
        if any(span[0] + 0.001 < day < span[1] - 0.001 for day in looks):
            assert days in told


def test_without_setting_and_history_it_cannot_be_told() -> None:
    """Neither given nor learnt: the message says so, and what would tell."""
    expected = forecast([_row()], given_days=None, now=START)
    assert (expected.expires_at, expected.days_left, expected.known_from) == (None, None, None)
    assert expected.message.startswith("cannot be told")
    assert "SFCONNECTOR_PASSWORD_EXPIRES_DAYS" in expected.message
    assert forecast([], given_days=90, now=START).message.startswith("cannot be told")


def test_the_setting_stands_before_what_was_learnt() -> None:
    """A given lifetime is believed, and an exemption that Salesforce tells before both."""
    history = [_row(known=61), _row(changed=0, worked=59.9, expired=60.1)]
    learnt = forecast(history, given_days=None, now=START + _days(70))
    assert (learnt.lifetime_days, learnt.known_from) == (60, "learnt")
    assert (learnt.days_left, learnt.changed_at_is_exact) == (51, False)
    given_one = forecast(history, given_days=90, now=START)
    assert (given_one.lifetime_days, given_one.known_from) == (90, "setting")
    exempt = forecast([_row(exempt=True), *history], given_days=90, now=START)
    assert (exempt.never_expires, exempt.known_from) == (True, "salesforce")
    assert forecast(history, given_days=0, now=START).never_expires


@pytest.mark.parametrize(
    ("row", "learnt"),
    [
        (_row(changed=0, worked=4, expired=5), None),
        (_row(changed=0, worked=45, expired=120), 60),
        (_row(changed=0, worked=89.9, expired=90.3), 90),
        (_row(changed=0, worked=90.5, expired=91), 90),
        (_row(known=4, worked=89.9, expired=90.1), 90),
        (_row(changed=0, worked=400, expired=401), None),
    ],
)
def test_what_is_learnt_from_one_expiry(row: PasswordRow, learnt: int | None) -> None:
    """An expiry by hand teaches nothing; of several lifetimes that fit the shortest is taken."""
    assert learnt_lifetime([row]) == learnt


def test_an_expiry_by_hand_does_not_hide_what_was_learnt_before() -> None:
    """The newest password that teaches something is the teacher."""
    history = [_row(changed=100, worked=103, expired=104), _row(changed=0, worked=89, expired=91)]
    assert learnt_lifetime(history) == 90
    assert _days(1) == SLACK


def test_a_password_that_outlives_its_forecast_is_told_so() -> None:
    """Past the expected day the message does not claim that it has expired."""
    expected = forecast([_row(changed=0)], given_days=30, now=START + _days(31))
    assert expected.days_left == -1
    assert "still works" in expected.message
    assert warning_due(expected, warned_days=None, now=START + _days(31)) is None
