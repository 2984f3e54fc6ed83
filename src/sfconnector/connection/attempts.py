"""May a login be sent without being asked for? Decided from the attempt rows alone.

A refused secret is never offered again by itself, in no process and on no schedule: Salesforce
locks users after a few failures. After two attempts since the last accepted one that were cut off
before their answer, or whose answer could not be read, nothing logs in by itself either, since both
may have been refusals. Pure functions over the rows and over what ended a login.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sfconnector.errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectError,
    InputError,
    LoginUnavailableError,
    LoginWithheldError,
    NotSalesforceError,
    TransportError,
)
from sfconnector.store.login_attempts import LoginAttempt, Outcome

MOST_ADDRESSES = 5
"""Of a login host that are tried one after another, each for as long as a connection may take."""
MOST_UNFINISHED = 2

NO_JUDGEMENT = frozenset({*range(300, 400), 407, 429, 502, 503, 504})
"""Statuses of a redirect, of a proxy that asks who one is, of a limit, and of an outage.

Salesforce refuses a login with 500 (SOAP) or with 400 and 401 (OAuth), and accepts one with 200
(reference 1.2, 1.6, 1.7). So a page with one of these does not stand in the place of its judgement;
with any other it may, as where a gateway shows a page of its own for each error.
"""


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


def patience(*, connect_seconds: float, answer_seconds: float) -> timedelta:
    """Return how long a login may be under way, by the time-outs it is sent with."""
    return timedelta(seconds=MOST_ADDRESSES * connect_seconds + answer_seconds)


def judge(
    history: Sequence[LoginAttempt], *, now: datetime, is_guess: bool = False
) -> Send | Wait | Withhold:
    """Decide on an automatic login with credentials that have this history, the newest first.

    A guess may be in vain. So it must not be the last login that may be cut off, after which
    nothing logs in any more.
    """
    since_accepted = list(itertools.takewhile(lambda each: each.outcome != "accepted", history))
    refusal = last(since_accepted, "refused")
    if refusal is not None:
        return Withhold(_refused(refusal))
    doubtful = [each for each in since_accepted if each.outcome in {None, "answer_lost"}]
    if any(each.outcome is None and each.until and now < each.until for each in doubtful):
        return Wait()
    if len(doubtful) >= (MOST_UNFINISHED - 1 if is_guess else MOST_UNFINISHED):
        return Withhold(_unfinished(doubtful[0]))
    return Send()


def outcome_of(
    error: AuthenticationError | ConfigurationError | InputError | TransportError,
) -> Outcome:
    """Say what became of the login that ended with this error.

    Where Salesforce may have judged the secret, and the answer cannot be read, it is lost.
    """
    match error:
        case LoginUnavailableError():
            return "undecided"
        case AuthenticationError():
            return "refused"
        case ConnectError() | ConfigurationError() | InputError():
            return "never_sent"
        case NotSalesforceError() if error.evidence.status in NO_JUDGEMENT:
            return "undecided"
        case _:
            return "answer_lost"


def last(history: Sequence[LoginAttempt], outcome: Outcome) -> LoginAttempt | None:
    """Return the newest attempt with this outcome, None if there is none."""
    return next((each for each in history if each.outcome == outcome), None)


def last_refusal(history: Sequence[LoginAttempt]) -> tuple[datetime, str] | None:
    """Return when and with which fault code these credentials were last refused, if ever."""
    attempt = last(history, "refused")
    return None if attempt is None else (_ended_at(attempt), attempt.fault_code or "")


def last_acceptance(history: Sequence[LoginAttempt]) -> datetime | None:
    """Return when these credentials were last accepted, if ever."""
    attempt = last(history, "accepted")
    return None if attempt is None else _ended_at(attempt)


def _ended_at(attempt: LoginAttempt) -> datetime:
    return attempt.finished_at or attempt.started_at


def _refused(attempt: LoginAttempt) -> LoginWithheldError:
    since = _ended_at(attempt)
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
        "two logins were cut off before their answer, or it could not be read, so none is sent by "
        "itself; update-login tries once more"
    )
    return LoginWithheldError(message, fault_code=None, since=attempt.started_at)
