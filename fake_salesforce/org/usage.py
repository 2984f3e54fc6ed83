"""What an org has used of its limits: counted in a window of time, or held at present.

Each limit has the name that ``GET /limits`` gives it, so that it can be set, spent and reset by
that name from anywhere. Windows roll: a day's calls come back hour by hour, an hour's runs minute
by minute (reference 6.5).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fake_salesforce.errors import ForbiddenError, RequestLimitExceededError, SalesforceError
from fake_salesforce.faults.request_limit_exceeded import LIMITS

from .database import Database
from .settings import Limits

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_EXCEEDED = LIMITS["TotalRequests"]
CONCURRENT = LIMITS["ConcurrentRequests"]
DAILY_CALLS = "DailyApiRequests"
LONG_REQUESTS = "ConcurrentRequests"
"""Requests of 20 seconds or more that others have under way; ``GET /limits`` does not tell it."""


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit that something spends."""

    attribute: str
    """The attribute of :class:`.settings.Limits` that has its maximum."""
    window: timedelta | None
    """How long what was spent counts; None until it is given back."""
    refusal: Callable[[int], SalesforceError]
    """Makes the refusal of the maximum."""


def _too_many_calls(_: int) -> SalesforceError:
    return RequestLimitExceededError(_EXCEEDED)


def _too_many_at_once(_: int) -> SalesforceError:
    return RequestLimitExceededError(CONCURRENT)


def _too_many_batches(most: int) -> SalesforceError:
    message = f"Only {most} are allowed in 24 hours."  # believed
    return RequestLimitExceededError(message)


def _too_many_sync_runs(most: int) -> SalesforceError:
    """Reference 3.13, [P]; the code is unverified."""
    message = (
        f"You can't run more than {most} reports synchronously every 60 minutes. Try again later."
    )
    return ForbiddenError(message)


def _too_many_async_runs(most: int) -> SalesforceError:
    """Believed, after the text of synchronous runs."""
    message = (
        f"You can't run more than {most} reports asynchronously every 60 minutes. Try again later."
    )
    return ForbiddenError(message)


def _too_many_runs_at_once(most: int) -> SalesforceError:
    """Reference 3.13, from the guide's table; the code is unverified."""
    message = (
        "Reports and Dashboards REST API can't process the request because it can accept only as"
        f" many as {most} requests at a time to run reports synchronously."
    )
    return ForbiddenError(message)


_LIMITS: Mapping[str, _Limit] = {
    "ConcurrentAsyncGetReportInstances": _Limit(
        "concurrent_report_results", None, _too_many_runs_at_once
    ),
    "ConcurrentSyncReportRuns": _Limit("concurrent_report_runs", None, _too_many_runs_at_once),
    DAILY_CALLS: _Limit("daily_api_requests", _DAY, _too_many_calls),
    "DailyBulkApiBatches": _Limit("daily_bulk_batches", _DAY, _too_many_batches),
    "DailyBulkV2QueryJobs": _Limit("daily_bulk_query_jobs", _DAY, _too_many_batches),
    "HourlyAsyncReportRuns": _Limit("hourly_async_report_runs", _HOUR, _too_many_async_runs),
    "HourlySyncReportRuns": _Limit("hourly_sync_report_runs", _HOUR, _too_many_sync_runs),
    LONG_REQUESTS: _Limit("concurrent_long_requests", None, _too_many_at_once),
}


class Usage:
    """What one org has used of its limits."""

    def __init__(self, database: Database, *, limits: Limits, now: Callable[[], datetime]) -> None:
        self._database = database
        self._limits = limits
        self._now = now

    @property
    def names(self) -> tuple[str, ...]:
        """The limits that can be spent, as ``DailyApiRequests``."""
        return tuple(_LIMITS)

    def most(self, name: str) -> int:
        """Return the maximum of a limit.

        Raises:
            ValueError: there is no such limit.
        """
        most: int = getattr(self._limits, self._limit(name).attribute)
        return most

    def used(self, name: str) -> int:
        """Return how much of a limit is used now.

        Raises:
            ValueError: there is no such limit.
        """
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT coalesce(sum(used), 0) FROM _usage WHERE name = ? AND bucket > ?",
                (name, self._oldest(self._limit(name))),
            ).fetchone()
        used: int = row[0]
        return used

    def spend(self, name: str, amount: int = 1) -> int:
        """Use something of a limit and return how much is used then.

        Raises:
            SalesforceError: it is used up; nothing is spent.
            ValueError: there is no such limit, or the amount is negative.
        """
        limit = self._limit(name)
        _check(amount)
        with self._database.write(is_bookkeeping=True):
            used = self.used(name)
            most = self.most(name)
            if used + amount > most:
                raise limit.refusal(most)
            self._add(name, limit, amount)
        return used + amount

    def give_back(self, name: str, amount: int = 1) -> None:
        """Give back what was held of a limit without a window, as a report run that has ended.

        Raises:
            ValueError: there is no such limit, or it comes back by time.
        """
        if self._limit(name).window is not None:
            message = f"{name} comes back by time; it can be reset"
            raise ValueError(message)
        with self._database.write():
            self.set(name, max(self.used(name) - amount, 0))

    @contextlib.contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Use one of a limit without a window while a block lasts.

        Raises:
            SalesforceError: as many as there may be are held already.
            ValueError: there is no such limit, or it comes back by time.
        """
        self.spend(name)
        try:
            yield
        finally:
            self.give_back(name)

    def set(self, name: str, used: int) -> None:
        """Have it that just so much of a limit was used by now; it may be more than there is.

        Raises:
            ValueError: there is no such limit, or the number is negative.
        """
        limit = self._limit(name)
        _check(used)
        with self._database.write():
            self.reset(name)
            self._add(name, limit, used)

    def reset(self, name: str | None = None) -> None:
        """Have it that nothing of a limit, or of any, was used.

        Raises:
            ValueError: there is no such limit.
        """
        if name is not None:
            self._limit(name)
        with self._database.write() as connection:
            connection.execute("DELETE FROM _usage WHERE name = coalesce(?, name)", (name,))

    def told(self) -> dict[str, dict[str, int]]:
        """Return maximum and rest of each limit, as ``GET /limits`` has them."""
        return {
            name: {"Max": self.most(name), "Remaining": max(self.most(name) - self.used(name), 0)}
            for name in _LIMITS
            if name != LONG_REQUESTS
        }

    @staticmethod
    def _limit(name: str) -> _Limit:
        if name not in _LIMITS:
            message = f"there is no limit {name!r} to spend; there are {', '.join(_LIMITS)}"
            raise ValueError(message)
        return _LIMITS[name]

    def _add(self, name: str, limit: _Limit, amount: int) -> None:
        with self._database.write(is_bookkeeping=True) as connection:
            connection.execute(
                "INSERT INTO _usage VALUES (?, ?, ?)"
                " ON CONFLICT (name, bucket) DO UPDATE SET used = used + excluded.used",
                (name, _bucket(self._now(), limit), amount),
            )

    def _oldest(self, limit: _Limit) -> str:
        """Return the bucket that no longer counts, with all before it."""
        return "" if limit.window is None else _bucket(self._now() - limit.window, limit)


def _bucket(instant: datetime, limit: _Limit) -> str:
    if limit.window is None:
        return "held"
    return f"{instant:%Y-%m-%dT%H}" if limit.window == _DAY else f"{instant:%Y-%m-%dT%H:%M}"


def _check(amount: int) -> None:
    if amount < 0:
        message = f"what is used cannot be negative: {amount}"
        raise ValueError(message)
