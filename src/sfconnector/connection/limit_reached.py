"""What a status tells of a limit that is reached: when it frees, as far as is known.

It is made anew whenever somebody looks, since it hangs on the calls that still count; the store
keeps none of it.
"""

from __future__ import annotations

from dataclasses import replace

from sfconnector.connection.causes import Cause
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.status import Status
from sfconnector.limits.frees import CONCURRENT, Frees, of_logins

_LOGIN_RATE = "login rate exceeded"


def with_frees(context: ConnectionContext, status: Status) -> Status:
    """Return a status that tells when the limit frees, as its first hint too, if one is reached."""
    if status.cause is not Cause.LIMIT_REACHED:
        return status
    frees = _frees(context, status)
    if frees is None:
        return status
    return replace(status, frees=frees, hints=(frees.text, *status.hints))


def _frees(context: ConnectionContext, status: Status) -> Frees | None:
    code, text = status.evidence.code, status.evidence.text
    since = status.since or context.clock.now()
    told = f"{code} {text} {status.login_status or ''}".casefold()
    if "login_rate_exceeded" in told or _LOGIN_RATE in told:
        return of_logins(since)
    if text.startswith("Concurrent"):
        return CONCURRENT
    is_refused = code == "REQUEST_LIMIT_EXCEEDED"
    return context.budget.frees(refused_at=since if is_refused else None)
