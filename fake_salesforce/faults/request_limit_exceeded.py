"""REQUEST_LIMIT_EXCEEDED, of three kinds: the day's calls, and two ways to have too many at once.

Reference 2 and 9, [P]; 403: [K:rest-api/status-codes-and-error-responses].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fake_salesforce.errors import RequestLimitExceededError

from .effects import Effect, Refuse
from .fault import Fault, Occasion

LIMITS = {
    "TotalRequests": "TotalRequests Limit exceeded.",
    "ConcurrentRequests": "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
    "ConcurrentPerOrgLongTxn": "ConcurrentPerOrgLongTxn Limit exceeded.",
}
"""The messages by the name they begin with (reference 2)."""


@dataclass(frozen=True, kw_only=True)
class RequestLimitExceeded(Fault):
    """A refusal because of a limit that others have used up."""

    kind = "request_limit_exceeded"
    source = "[P] x4, 403 [K:rest-api/status-codes-and-error-responses]"

    limit: Literal["TotalRequests", "ConcurrentRequests", "ConcurrentPerOrgLongTxn"] = (
        "TotalRequests"
    )

    def concerns(self, occasion: Occasion) -> bool:
        """Calls only: a login is none."""
        return occasion.is_api_call

    def effect(self) -> Effect:
        """Refuse."""
        return Refuse(RequestLimitExceededError(LIMITS[self.limit]))
