"""UNABLE_TO_LOCK_ROW: another transaction holds the record, or its parent.

Reference 2 and 9, [P] x3. The status is unverified: most clients' tests have 400, one has 500.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fake_salesforce.errors import UnableToLockRowError

from .effects import Effect, Refuse
from .fault import Fault, Occasion


@dataclass(frozen=True, kw_only=True)
class UnableToLockRow(Fault):
    """A write that would have to wait for another for too long."""

    kind = "unable_to_lock_row"
    source = "the text [P] x3, the status believed"

    record_id: str | None = None
    """The record the message names, as 15 or 18 characters; None has it name none ([P*])."""
    status: Literal[400, 500] = 400

    def concerns(self, occasion: Occasion) -> bool:
        """Writes only."""
        return occasion.writes

    def effect(self) -> Effect:
        """Refuse."""
        message = "unable to obtain exclusive access to this record"
        if self.record_id is not None:
            message += f" or 1 records: {self.record_id}"
        return Refuse(UnableToLockRowError(message, fields=(), status=self.status))
