"""The step ``sync_list``: a marketing list becomes what its source is now."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, StrictBool

from sfconformance.steps.list_step import ListStep
from sfconformance.subject import ListWork, SyncReport


class SyncList(ListStep):
    """Sync a marketing list that was imported; an interrupted sync goes on."""

    key: ClassVar[str] = "sync_list"

    name: str = Field(min_length=1, description="The name of the marketing list.")
    full: StrictBool = Field(default=False, description="Read everything, not only changes.")
    allow_shrink: StrictBool = Field(
        default=False, description="Let members leave that are missing without a trace."
    )

    def act(self) -> str:
        """Tell which list is synced."""
        return f"the list {self.name!r} is synced"

    def work(self, lists: ListWork) -> SyncReport:
        """Sync the list and return the connector's report."""
        return lists.sync_list(self.name, full=self.full, allow_shrink=self.allow_shrink)
