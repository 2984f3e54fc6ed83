"""Whether an org lets anybody in at all, and one more call of the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fake_salesforce.errors import (
    InsertUpdateDeleteNotAllowedDuringMaintenanceError,
    RequestLimitExceededError,
    ServerUnavailableError,
)

from .settings import Limits, Settings
from .under_way import UnderWay
from .usage import CONCURRENT, DAILY_CALLS, LONG_REQUESTS, Usage


class Admission:
    """Lets calls and logins into one org."""

    def __init__(
        self,
        *,
        settings: Settings,
        limits: Limits,
        usage: Usage,
        under_way: UnderWay,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._limits = limits
        self._usage = usage
        self._under_way = under_way
        self._now = now

    def check_availability(self, *, writes: bool = False) -> None:
        """Refuse a login or a call while the org is not there.

        Args:
            writes: whether it would write, which read-only mode refuses.

        Raises:
            ServerUnavailableError: it is down for maintenance (text unverified, reference 2).
            InsertUpdateDeleteNotAllowedDuringMaintenanceError: it is read-only (the code:
                [I:SalesforceMobileSDK-iOS#2464]; the text is believed).
        """
        availability = self._settings.availability
        if availability == "maintenance":
            message = "We are down for maintenance."
            raise ServerUnavailableError(message)
        if availability == "read_only" and writes:
            message = (
                "We can't save your changes because Salesforce is temporarily in read-only mode."
            )
            raise InsertUpdateDeleteNotAllowedDuringMaintenanceError(message)

    def admit_call(self, *, writes: bool) -> str:
        """Let a call of the API in, and count it; return how much of the day's calls is used.

        Args:
            writes: whether it would write.

        Returns:
            Used and maximum, as ``18/5000``.

        Raises:
            SalesforceError: the org is not there, too many long requests are under way, or the
                day's calls are used up. It is not counted then (believed).
        """
        self.check_availability(writes=writes)
        long_ones = self._under_way.long_ones(now=self._now()) + self._usage.used(LONG_REQUESTS)
        if long_ones >= self._limits.concurrent_long_requests:
            raise RequestLimitExceededError(CONCURRENT)
        return f"{self._usage.spend(DAILY_CALLS)}/{self._limits.daily_api_requests}"
