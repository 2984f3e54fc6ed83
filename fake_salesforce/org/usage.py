"""API calls of the last 24 hours, counted by the hour (reference 6.5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from fake_salesforce.errors import RequestLimitExceededError

from .database import Database
from .settings import Limits

_HOUR = "%Y-%m-%dT%H"
_EXCEEDED = "TotalRequests Limit exceeded."
"""Reference 2, [P]."""


class ApiUsage:
    """Counts an org's API calls against its daily limit."""

    def __init__(self, database: Database, *, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    def spend(self, *, now: datetime) -> int:
        """Count one call and return how many there were in 24 hours, this one included.

        Raises:
            RequestLimitExceededError: the calls are used up; this one is not counted.
        """
        with self._database.write() as connection:
            row = connection.execute(
                "SELECT coalesce(sum(calls), 0) FROM _api_usage WHERE hour > ?",
                (f"{now - timedelta(hours=24):{_HOUR}}",),
            ).fetchone()
            spent: int = row[0]
            if spent >= self._limits.daily_api_requests:
                raise RequestLimitExceededError(_EXCEEDED)
            connection.execute(
                "INSERT INTO _api_usage VALUES (?, 1)"
                " ON CONFLICT (hour) DO UPDATE SET calls = calls + 1",
                (f"{now:{_HOUR}}",),
            )
        return spent + 1
