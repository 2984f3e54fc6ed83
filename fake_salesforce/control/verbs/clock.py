"""The clock: read, set, advanced, ticking. It is the server's, and never goes backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, Field

from fake_salesforce.control.problems import blaming
from fake_salesforce.control.values import Duration
from fake_salesforce.control.verb import Asked, Nothing, Told, verb

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce


class ClockTold(Told):
    """What the clock says."""

    now: AwareDatetime
    is_running: bool
    """Whether it runs by itself."""
    tick_seconds: float
    """By how much each request of a client moves it."""


class SetClock(Asked):
    """The instant to move to."""

    instant: AwareDatetime


class AdvanceClock(Asked):
    """By how much."""

    by: Duration


class Tick(Asked):
    """By how much each request moves it."""

    seconds: Annotated[float, Field(ge=0, le=86_400)]


def _told(salesforce: FakeSalesforce) -> ClockTold:
    clock = salesforce.clock
    return ClockTold(now=clock.now(), is_running=clock.is_running, tick_seconds=clock.tick_seconds)


@verb("clock show", "GET /clock", python="Clock.now", examples=("clock show",))
def show(salesforce: FakeSalesforce, _: Nothing) -> ClockTold:
    """Tell the time."""
    return _told(salesforce)


@verb(
    "clock set",
    "POST /clock/set",
    python="Clock.set",
    words=("instant",),
    examples=("clock set 2030-01-01T00:00:00Z",),
)
def move_to(salesforce: FakeSalesforce, asked: SetClock) -> ClockTold:
    """Move the clock to an instant that has not gone by."""
    with blaming("instant"):
        salesforce.clock.set(asked.instant)
    return _told(salesforce)


@verb(
    "clock advance",
    "POST /clock/advance",
    python="Clock.advance",
    words=("by",),
    examples=("clock advance 91d", "clock advance 1h30m"),
)
def advance(salesforce: FakeSalesforce, asked: AdvanceClock) -> ClockTold:
    """Move the clock forward; whatever expires, does."""
    with blaming("by"):
        salesforce.clock.advance(seconds=asked.by.total_seconds())
    return _told(salesforce)


@verb(
    "clock tick",
    "POST /clock/tick",
    python="Clock.tick_seconds",
    words=("seconds",),
    examples=("clock tick 1",),
)
def tick(salesforce: FakeSalesforce, asked: Tick) -> ClockTold:
    """Have each request of a client move the clock; 0 seconds leave it alone."""
    salesforce.clock.tick_seconds = asked.seconds
    return _told(salesforce)


VERBS = (show, move_to, advance, tick)
