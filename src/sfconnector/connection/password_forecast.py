"""When does the password expire? From its age and its lifetime, as far as either is known.

The lifetime is given by a setting, or learnt from a password that expired before; that the user is
exempt Salesforce tells itself. A learnt lifetime is one that a policy can have, and the shortest
that fits what was seen, so that a warning comes too early rather than too late. Pure functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from sfconnector.store.passwords import PasswordRow

KnownFrom: TypeAlias = Literal["setting", "learnt", "salesforce"]

LIFETIMES = (30, 60, 90, 180, 365)
"""Days that a password policy can give (reference 6.1); 0, never, is none of these."""
WARNINGS = (14, 7, 1)
"""Days before the expiry on which somebody is told."""
SLACK = timedelta(days=1)
"""Salesforce does not say at which hour of its last day a password expires."""

CANNOT_BE_TOLD = (
    "cannot be told: no password of this account has expired yet, so its lifetime is not learnt, "
    "and SFCONNECTOR_PASSWORD_EXPIRES_DAYS does not give it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordForecast:
    """What is known of the connected user's password; made of the store alone."""

    expires_at: datetime | None
    """None: never, or it cannot be told."""
    days_left: int | None
    """Whole days; 0 on the last one, negative if it should have expired."""
    never_expires: bool
    lifetime_days: int | None
    known_from: KnownFrom | None
    """Where the lifetime is known from; ``salesforce`` has told that the user is exempt."""
    changed_at: datetime | None
    """When the password was set, or else first seen to work."""
    changed_at_is_exact: bool
    """Whether Salesforce told it; else it may have been earlier, and the expiry comes earlier."""
    read_at: datetime | None
    message: str


def learnt_lifetime(history: Sequence[PasswordRow]) -> int | None:
    """Return the lifetime that the newest expired password had, None if there is none to learn."""
    for row in history:
        if row.expired_at is None:
            continue
        start = row.changed_at or row.known_since
        alive = (row.worked_at or start) - start
        fitting = [days for days in LIFETIMES if timedelta(days=days) + SLACK >= alive]
        if row.changed_at is not None:
            # Its whole age is known: it did not live longer than until its expiry was noticed.
            age = row.expired_at - start
            fitting = [days for days in fitting if timedelta(days=days) <= age + SLACK]
        # An administrator may expire passwords by hand at any age: nothing is learnt from that.
        if fitting:
            return fitting[0]
    return None


def forecast(
    history: Sequence[PasswordRow], *, given_days: int | None, now: datetime
) -> PasswordForecast:
    """Tell when the present password expires.

    Args:
        history: the account's passwords, the present one first.
        given_days: the lifetime that the settings give; 0 is never, None is not given.
        now: the present instant.
    """
    present = history[0] if history else None
    lifetime, known_from = _lifetime(history, given_days)
    start = None if present is None else present.changed_at or present.known_since
    expires_at = None
    if start is not None and lifetime:
        expires_at = start + timedelta(days=lifetime)
    left = None if expires_at is None else (expires_at - now) // timedelta(days=1)
    return PasswordForecast(
        expires_at=expires_at,
        days_left=left,
        never_expires=lifetime == 0,
        lifetime_days=lifetime or None,
        known_from=known_from,
        changed_at=start,
        changed_at_is_exact=present is not None and present.changed_at is not None,
        read_at=None if present is None else present.read_at,
        message=_message(present, lifetime, expires_at, left),
    )


def warning_due(
    expected: PasswordForecast, *, warned_days: int | None, now: datetime
) -> int | None:
    """Return which warning is due: 14, 7 or 1, None if the last one given is enough."""
    if expected.expires_at is None or expected.expires_at <= now:
        return None
    left = expected.expires_at - now
    reached = [days for days in WARNINGS if left <= timedelta(days=days)]
    if not reached or (warned_days is not None and reached[-1] >= warned_days):
        return None
    return reached[-1]


def _lifetime(
    history: Sequence[PasswordRow], given_days: int | None
) -> tuple[int | None, KnownFrom | None]:
    if history and history[0].never_expires:
        return 0, "salesforce"
    if given_days is not None:
        return given_days, "setting"
    learnt = learnt_lifetime(history)
    return (None, None) if learnt is None else (learnt, "learnt")


def _message(
    present: PasswordRow | None,
    lifetime: int | None,
    expires_at: datetime | None,
    left: int | None,
) -> str:
    if present is None:
        return "cannot be told: no password is known yet"
    if present.expired_at is not None:
        return f"has expired; noticed on {present.expired_at:%Y-%m-%d}"
    if lifetime == 0:
        return "does not expire"
    if expires_at is None or left is None:
        return CANNOT_BE_TOLD
    by = f"{expires_at:%Y-%m-%d}"
    if left < 0:
        return f"should have expired on {by}, and still works: its lifetime is longer than believed"
    return f"expires on {by}, in {left} day{'' if left == 1 else 's'}"
