"""When does a limit that stopped the work free again? What is known of it, and no more.

Our own calls are counted by the hour, so of our own cap the end is known. Salesforce's limit is of
all callers of an organization over 24 hours that roll (reference 6.5): when ours stop counting is
known, when those of others do is not. What is certain is that whatever counted when Salesforce last
told is out of the window 24 hours later. Pure functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sfconnector.limits.rule import HOUR, WINDOW
from sfconnector.store.api_usage import Reason

Limit: TypeAlias = Reason | Literal["concurrent", "logins"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frees:
    """What is known of when a limit frees; instants that are not known are None."""

    limit: Limit
    """``cap``, our own; ``reserve`` or ``limit``, of the organization's calls in 24 hours;
    ``concurrent``, of its long requests at a time; ``logins``, of the user's logins in an hour."""
    first_at: datetime | None = None
    """When the first of our own calls stops counting."""
    latest_at: datetime | None = None
    """When all that counted as Salesforce last told has stopped, so far as nobody calls meanwhile;
    of the cap, when work goes on."""
    looks_at: datetime | None = None
    """When the connector looks again; None: with the next work."""
    text: str
    """All of it, for people."""


def of_cap(until: datetime) -> Frees:
    """Tell when our own cap frees, by our own count."""
    text = f"Our own cap of calls frees at {_told(until)}; work goes on then."
    return Frees(limit="cap", first_at=until, latest_at=until, looks_at=until, text=text)


def of_calls(
    reason: Literal["reserve", "limit"],
    calls: Mapping[datetime, int],
    *,
    counted_at: datetime,
    looks_at: datetime | None,
) -> Frees:
    """Tell when the organization's calls free.

    Args:
        reason: what stopped the work.
        calls: ours by the hour, those that still count, the oldest first.
        counted_at: when Salesforce last told, or refused a call.
        looks_at: when the connector looks again; None: with the next work.
    """
    first = next((hour + WINDOW for hour, number in calls.items() if number), None)
    latest = counted_at + WINDOW
    ours = "None of ours counts" if first is None else f"Ours stop counting from {_told(first)} on"
    looks = "with the next work" if looks_at is None else f"at {_told(looks_at)}"
    text = (
        f"Salesforce counts the calls of 24 hours. {ours}; when those of others stop it does not "
        f"tell. All that counted has stopped by {_told(latest)}, so far as nobody calls meanwhile. "
        f"The connector looks again {looks}."
    )
    return Frees(limit=reason, first_at=first, latest_at=latest, looks_at=looks_at, text=text)


CONCURRENT = Frees(
    limit="concurrent",
    text="This limit is of long requests at a time, not of a day: it frees as soon as some of them "
    "end. The connector looks again with the next work.",
)


def of_logins(refused_at: datetime) -> Frees:
    """Tell when the user may log in again: Salesforce takes 3,600 logins of a user in an hour."""
    latest = refused_at + HOUR
    text = (
        "Salesforce takes 3,600 logins of a user in an hour. All that counted has stopped by "
        f"{_told(latest)}, so far as no other program logs this user in meanwhile. The connector "
        "looks again with the next work."
    )
    return Frees(limit="logins", latest_at=latest, text=text)


def _told(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M %Z}"
