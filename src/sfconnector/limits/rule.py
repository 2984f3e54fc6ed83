"""May a call be sent? Decided from counts, from what Salesforce last told, and from the settings.

Salesforce counts the calls of a whole organization over 24 hours that roll (reference 6.5). Ours
are counted by the hour they were sent in, and an hour counts until its last minute is 24 hours old:
in no 24 hours more calls are sent than the cap. What others use is known from the last answer only,
and is believed for an hour: after that one call goes out to look, and its answer decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sfconnector.store.api_usage import ApiLimits, Reason

HOUR = timedelta(hours=1)
WINDOW = timedelta(hours=24)
BLOCK = 20
"""Calls claimed at a time at most: one write to the store for that many."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the settings allow."""

    cap: int | None = None
    """Calls of this account in 24 hours at most; None: as many as the reserve leaves."""
    reserve_percent: int = 15
    """Of the organization's limit, left to others: at that much our work stops."""

    def reserve(self, most: int) -> int:
        """Return how many calls are left to others, rounded up."""
        return -(-most * self.reserve_percent // 100)


@dataclass(frozen=True, slots=True)
class Granted:
    """So many calls may be sent before asking again."""

    calls: int
    is_probe: bool = False
    """Whether it is the one call that looks how things stand; nobody else sends one meanwhile."""


@dataclass(frozen=True, slots=True)
class Held:
    """No call may be sent before ``until``; then it is worth asking again."""

    until: datetime
    reason: Reason


def hour_of(instant: datetime) -> datetime:
    """Return the beginning of the hour."""
    return instant.replace(minute=0, second=0, microsecond=0)


def oldest_counted(now: datetime) -> datetime:
    """Return the oldest hour whose calls count: some of them may be younger than 24 hours."""
    return hour_of(now - WINDOW)


def at_reserve(policy: Policy, limits: ApiLimits) -> bool:
    """Tell whether another call would go into the reserve, as far as Salesforce has told."""
    if limits.used is None or limits.most is None:
        return False
    return limits.used >= limits.most - policy.reserve(limits.most)


def judge(
    policy: Policy, calls: Mapping[datetime, int], limits: ApiLimits, *, now: datetime
) -> Granted | Held:
    """Decide how many calls may be sent now.

    Args:
        policy: what the settings allow.
        calls: ours by the hour, those that still count, the oldest first.
        limits: what Salesforce told.
        now: the present instant.
    """
    ours = sum(calls.values())
    if policy.cap is not None and ours >= policy.cap:
        return Held(_cap_frees(policy.cap, calls, ours), "cap")
    if limits.held_until is not None and limits.held_for is not None and now < limits.held_until:
        return Held(limits.held_until, limits.held_for)
    left = [BLOCK * 10]
    if policy.cap is not None:
        left.append(policy.cap - ours)
    if at_reserve(policy, limits):
        assert limits.read_at is not None
        if now < limits.read_at + HOUR:
            return Held(limits.read_at + HOUR, "reserve")
        return Granted(1, is_probe=True)
    if limits.held_for is not None:
        return Granted(1, is_probe=True)
    if limits.used is not None and limits.most is not None:
        left.append(limits.most - policy.reserve(limits.most) - limits.used)
    # A tenth of what is left: near the end blocks are small, and no process waits for another's.
    return Granted(max(min(left) // 10, 1))


def _cap_frees(cap: int, calls: Mapping[datetime, int], ours: int) -> datetime:
    for hour, count in calls.items():
        ours -= count
        if ours < cap:
            return hour + HOUR + WINDOW
    message = "calls of no hour sum up to no cap"
    raise AssertionError(message)
