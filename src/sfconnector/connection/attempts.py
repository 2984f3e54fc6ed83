"""May a login be sent without being asked for? Decided from the attempt rows alone.

A refused secret is never offered again by itself, in no process and on no schedule: Salesforce
locks users after a few failures. After two attempts in a row that were cut off before their answer
nothing logs in by itself either, since both may have been refusals. Pure functions over the rows.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sfconnector.errors import LoginWithheldError
from sfconnector.store.login_attempts import LoginAttempt

PATIENCE = timedelta(seconds=200)
"""How long an attempt without an outcome may still be running: longer than every time-out."""
MOST_UNFINISHED = 2


@dataclass(frozen=True, slots=True)
class Send:
    """The login may be sent."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Another process is sending this login now; look again soon."""


@dataclass(frozen=True, slots=True)
class Withhold:
    """The login is not sent; ``error`` tells why."""

    error: LoginWithheldError


def judge(history: Sequence[LoginAttempt], *, now: datetime) -> Send | Wait | Withhold:
    """Decide on an automatic login with credentials that have this history, the newest first."""
    since_accepted = list(itertools.takewhile(lambda each: each.outcome != "accepted", history))
    for attempt in since_accepted:
        if attempt.outcome == "refused":
            return Withhold(_refused(attempt))
    doubtful = cut_off(history)
    if doubtful and doubtful[0].outcome is None and now - doubtful[0].started_at < PATIENCE:
        return Wait()
    if len(doubtful) >= MOST_UNFINISHED:
        return Withhold(_unfinished(doubtful[0]))
    return Send()


def cut_off(history: Sequence[LoginAttempt]) -> list[LoginAttempt]:
    """Return the attempts in a row, the newest first, that were cut off before their answer."""
    in_a_row = itertools.takewhile(
        lambda each: each.outcome not in {"accepted", "undecided"}, history
    )
    return [each for each in in_a_row if each.outcome in {None, "answer_lost"}]


def last_refusal(history: Sequence[LoginAttempt]) -> tuple[datetime, str] | None:
    """Return when and with which fault code these credentials were last refused, if ever."""
    for attempt in history:
        if attempt.outcome == "refused":
            return attempt.finished_at or attempt.started_at, attempt.fault_code or ""
    return None


def last_acceptance(history: Sequence[LoginAttempt]) -> datetime | None:
    """Return when these credentials were last accepted, if ever."""
    for attempt in history:
        if attempt.outcome == "accepted":
            return attempt.finished_at or attempt.started_at
    return None


def _refused(attempt: LoginAttempt) -> LoginWithheldError:
    since = attempt.finished_at or attempt.started_at
    message = (
        f"Salesforce refused this login on {since:%Y-%m-%d at %H:%M:%S %Z}, so it is not sent "
        "again by itself; test and update-login try once more"
    )
    return LoginWithheldError(
        message,
        fault_code=attempt.fault_code or "",
        fault_text=attempt.fault_text or "",
        since=since,
    )


def _unfinished(attempt: LoginAttempt) -> LoginWithheldError:
    message = (
        "the last two logins were cut off before their answer, so none is sent by itself; "
        "update-login tries once more"
    )
    return LoginWithheldError(message, fault_code=None, since=attempt.started_at)
