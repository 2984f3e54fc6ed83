"""Who is to be told now? Pure functions over an outage and the notices of it.

Trouble that may pass by itself is told when it has lasted for the horizon; before, it is a blip. So
it is where time heals, and where a key is amiss: one process may lack it and the others not. Any
other outage is told at once. Each administrator hears of it once in 24 hours at most, whichever
outage it is, and of the recovery once, if he had heard of the outage. What failed is tried again,
after longer and longer waits; what may have arrived is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from sfconnector.store.alerts import Kind, Notice, Outage

DAY = timedelta(hours=24)
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_WARNING_TRIES = 6
"""Some three hours of trying a warning; then the next one comes anyway."""


@dataclass(frozen=True, slots=True)
class Down:
    """The connection does not work."""

    since: datetime
    cause: str


@dataclass(frozen=True, slots=True)
class Up:
    """The connection works."""


@dataclass(frozen=True, slots=True)
class Unconnected:
    """There is no connection that could be down: none yet, or given up on purpose."""


Condition: TypeAlias = Down | Up | Unconnected


@dataclass(frozen=True, slots=True)
class Begin:
    """An outage has begun."""

    began_at: datetime
    cause: str


@dataclass(frozen=True, slots=True)
class Send:
    """A notice is to be sent."""

    kind: Literal["down", "recovery"]


@dataclass(frozen=True, slots=True)
class Retry:
    """A notice that failed is to be sent again."""

    notice: Notice


def observe(last: Outage | None, condition: Condition, *, now: datetime) -> Outage | Begin | None:
    """Return what the condition makes of the last outage; None if all is as it was."""
    is_open = last is not None and last.ended_at is None
    if isinstance(condition, Down):
        if not is_open:
            return Begin(condition.since, condition.cause)
        assert last is not None
        return None if last.cause == condition.cause else replace(last, cause=condition.cause)
    if not is_open:
        return None
    assert last is not None
    end: Literal["recovered", "given_up"] = "recovered" if isinstance(condition, Up) else "given_up"
    return replace(last, ended_at=now, end=end)


def decide(
    outage: Outage,
    notices: Sequence[Notice],
    *,
    may_pass: bool,
    horizon: timedelta,
    now: datetime,
) -> Send | Retry | None:
    """Tell what one administrator is to be told now.

    Args:
        outage: the last one.
        notices: what this administrator was told, of any outage, the oldest first.
        may_pass: whether the outage's present cause may pass without anybody's act.
        horizon: how long such trouble is a blip.
        now: the present instant.
    """
    about = str(outage.id)
    told = [each for each in notices if each.kind == "down" and each.outcome != "failed"]
    if outage.ended_at is None:
        is_blip = may_pass and now < outage.began_at + horizon
        if is_blip or (told and now - max(each.claimed_at for each in told) < DAY):
            return None
        return _send_or_retry("down", about, notices, now=now)
    is_due = (
        outage.end == "recovered"
        and any(each.about == about for each in told)
        and now - outage.ended_at < DAY  # later nobody waits for it any more
        and not any(_is(each, "recovery", about) and each.outcome != "failed" for each in notices)
    )
    return _send_or_retry("recovery", about, notices, now=now) if is_due else None


def warning_retries(notices: Sequence[Notice], *, now: datetime) -> tuple[Notice, ...]:
    """Return the warnings that are to be sent now: not tried yet, or failed and not yet stale."""
    return tuple(
        each
        for each in notices
        if each.kind == "warning"
        and each.outcome == "failed"
        and each.tries < MOST_WARNING_TRIES
        and now >= each.claimed_at + wait(each.tries)
    )


def wait(tries: int) -> timedelta:
    """Return how long after a failed try the next one is made: 5, 10, 20 ... minutes, 6 hours.

    What was not tried yet waits for nothing.
    """
    if tries == 0:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(tries - 1, 20)), LONGEST_WAIT)


def _send_or_retry(
    kind: Literal["down", "recovery"], about: str, notices: Sequence[Notice], *, now: datetime
) -> Send | Retry | None:
    failed = [each for each in notices if _is(each, kind, about) and each.outcome == "failed"]
    if not failed:
        return Send(kind)
    last = failed[-1]
    return Retry(last) if now >= last.claimed_at + wait(last.tries) else None


def _is(notice: Notice, kind: Kind, about: str) -> bool:
    return notice.kind == kind and notice.about == about
