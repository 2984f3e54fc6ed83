from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sfconnector.alerts.rule import (
    DAY,
    LONGEST_WAIT,
    Begin,
    Condition,
    Down,
    Retry,
    Send,
    Unconnected,
    Up,
    decide,
    observe,
    wait,
    warning_retries,
)
from sfconnector.store.alerts import Notice, Outage

START = datetime(2020, 7, 20, 9, tzinfo=UTC)
HORIZON = timedelta(hours=1)
Happening = tuple[Literal["up", "trouble", "down", "none"], int, bool]
"""How the connection stands then, minutes until then, and whether a delivery would succeed."""


class World:
    """An administrator, a connection, and what was sent; the rule is asked at each step."""

    def __init__(self) -> None:
        self.now = START
        self.condition: Condition = Up()
        self.outage: Outage | None = None
        self.is_transient = False
        self.notices: list[Notice] = []
        self.outages: list[Outage] = []
        self.arrived: list[tuple[str, datetime, int]] = []
        self.outages_at_arrival: list[Outage] = []
        """The outage of each arrival as it stood then: an instant later it may be over."""

    def happen(self, what: str, minutes: int, *, delivers: bool) -> None:
        """Let time pass, change the connection, and look."""
        self.now += timedelta(minutes=minutes)
        if what == "up":
            self.condition = Up()
        elif what == "none":
            self.condition = Unconnected()
        else:
            transient = what == "trouble"
            cause = "unreachable" if transient else "password_expired"
            before = self.condition
            since = before.since if isinstance(before, Down) else self.now
            self.condition = Down(since, cause)
            self.is_transient = transient
        self.look(delivers=delivers)

    def look(self, *, delivers: bool) -> None:
        """Do what a look does, in memory."""
        change = observe(self.outage, self.condition, now=self.now)
        if isinstance(change, Begin):
            self.outage = Outage(
                id=len(self.outages) + 1, began_at=change.began_at, cause=change.cause
            )
            self.outages.append(self.outage)
        elif change is not None:
            self.outage = change
            self.outages[-1] = change
        if self.outage is None:
            return
        decided = decide(
            self.outage,
            self.notices,
            may_pass=self.is_transient,
            horizon=HORIZON,
            now=self.now,
        )
        outcome: Literal["sent", "failed"] = "sent" if delivers else "failed"
        if isinstance(decided, Send):
            notice = Notice(
                id=len(self.notices),
                recipient="a@example.com",
                kind=decided.kind,
                about=str(self.outage.id),
                content={},
                claimed_at=self.now,
                tries=1,
                outcome=outcome,
                error="",
            )
            self.notices.append(notice)
        elif isinstance(decided, Retry):
            old = decided.notice
            notice = replace(old, claimed_at=self.now, tries=old.tries + 1, outcome=outcome)
            self.notices[old.id] = notice
        else:
            return
        if delivers:
            self.arrived.append((notice.kind, self.now, self.outage.id))
            self.outages_at_arrival.append(self.outage)


happenings = st.lists(
    st.tuples(
        st.sampled_from(("up", "trouble", "down", "none")),
        st.one_of(st.integers(0, 90), st.integers(0, 3000)),
        st.booleans(),
    ),
    max_size=40,
)


@given(happenings)
@example([("trouble", 0, False), ("trouble", 60, True), ("up", 0, False)])
def test_nobody_is_alerted_twice_a_day_nor_after_the_end(happened: list[Happening]) -> None:
    """P49: in any sequence no two in 24 hours, none outside an outage, one recovery at most."""
    world = World()
    for what, minutes, delivers in happened:
        world.happen(what, minutes, delivers=delivers)
    alerts = [at for kind, at, _ in world.arrived if kind == "down"]
    assert all(later - earlier >= DAY for earlier, later in pairwise(alerts))
    for (kind, at, number), then in zip(world.arrived, world.outages_at_arrival, strict=True):
        outage = world.outages[number - 1]
        if kind == "down":
            assert outage.began_at <= at
            assert then.ended_at is None, "an alert goes out before its outage is over"
            assert outage.ended_at is None or at <= outage.ended_at
        else:
            assert outage.end == "recovered"
            assert outage.ended_at is not None
            assert at >= outage.ended_at
    recoveries = [number for kind, _, number in world.arrived if kind == "recovery"]
    assert len(recoveries) == len(set(recoveries))
    told = {number for kind, _, number in world.arrived if kind == "down"}
    assert set(recoveries) <= told


@given(happenings)
def test_where_mail_arrives_each_end_is_told_to_who_knew_the_beginning(
    happened: list[Happening],
) -> None:
    """P49: delivered, of outages told as begun exactly the healed are told as ended."""
    world = World()
    for what, minutes, _ in happened:
        world.happen(what, minutes, delivers=True)
    told = {number for kind, _, number in world.arrived if kind == "down"}
    recovered = [number for kind, _, number in world.arrived if kind == "recovery"]
    healed = {each.id for each in world.outages if each.end == "recovered"}
    assert sorted(recovered) == sorted(told & healed)


@given(happenings)
def test_a_blip_is_told_to_nobody(happened: list[Happening]) -> None:
    """P49: what time healed within the horizon is never told, however often one looks."""
    world = World()
    was_permanent: set[int] = set()
    for what, minutes, _ in happened:
        world.happen(what, minutes, delivers=True)
        if what == "down" and world.outage is not None:
            was_permanent.add(world.outage.id)
    for outage in world.outages:
        is_blip = outage.ended_at is not None and outage.ended_at - outage.began_at < HORIZON
        if is_blip and outage.id not in was_permanent:
            assert all(number != outage.id for _, _, number in world.arrived)


@given(st.integers(1, 10), st.booleans())
def test_a_lasting_outage_is_told_every_day(days: int, transient: bool) -> None:  # noqa: FBT001 - drawn
    """Looked at each quarter of an hour, an outage of some days is told once for each of them."""
    world = World()
    world.happen("trouble" if transient else "down", 0, delivers=True)
    for _ in range(days * 96):
        world.now += timedelta(minutes=15)
        world.look(delivers=True)
    assert len(world.arrived) == days + (0 if transient else 1)
    first = world.arrived[0][1]
    assert first == START + (HORIZON if transient else timedelta())


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_a_failed_delivery_is_tried_until_it_succeeds(delivers: list[bool]) -> None:
    """What could not be delivered is tried again after its wait, and once delivered no more."""
    world = World()
    world.happen("down", 0, delivers=delivers[0])
    for each in delivers[1:]:
        world.now += LONGEST_WAIT
        world.look(delivers=each)
    spent = len(delivers) if True not in delivers else delivers.index(True) + 1
    assert world.notices[0].tries == spent
    if any(delivers):
        assert world.arrived[0][1] == START + LONGEST_WAIT * delivers.index(True)


def test_waits_grow_and_end_at_six_hours() -> None:
    """5, 10, 20 minutes and so on, six hours at most."""
    assert [wait(tries) // timedelta(minutes=1) for tries in (1, 2, 3, 7, 8, 1000)] == [
        5,
        10,
        20,
        320,
        360,
        360,
    ]


@pytest.mark.parametrize("outcome", [None, "in_doubt", "sent"])
def test_what_may_have_arrived_counts_as_told(
    outcome: Literal["in_doubt", "sent"] | None,
) -> None:
    """A notice of a killed process, or in doubt, is not sent again before a day has passed."""
    notice = Notice(
        id=1,
        recipient="a@example.com",
        kind="down",
        about="1",
        content={},
        claimed_at=START,
        tries=1,
        outcome=outcome,
        error="",
    )
    outage = Outage(id=1, began_at=START, cause="password_expired")
    soon, later = START + timedelta(hours=23), START + DAY
    given_rule = {"may_pass": False, "horizon": HORIZON}
    assert decide(outage, [notice], now=soon, **given_rule) is None  # type: ignore[arg-type]
    assert decide(outage, [notice], now=later, **given_rule) == Send("down")  # type: ignore[arg-type]


def test_a_failed_warning_is_tried_six_times() -> None:
    """A warning that failed waits like any notice, and is given up after six tries."""
    notice = Notice(
        id=1,
        recipient="a@example.com",
        kind="warning",
        about="password",
        content={},
        claimed_at=START,
        tries=1,
        outcome="failed",
        error="",
    )
    assert warning_retries([notice], now=START) == ()
    assert warning_retries([notice], now=START + wait(1)) == (notice,)
    assert warning_retries([replace(notice, tries=6)], now=START + DAY) == ()
    assert warning_retries([replace(notice, outcome="sent")], now=START + DAY) == ()
