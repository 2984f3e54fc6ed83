"""The step ``tick``: the connector does what time has made due."""

from __future__ import annotations

from typing import ClassVar

from sfconformance.steps.list_step import ListStep
from sfconformance.subject import ListWork, TickReport


class Tick(ListStep):
    """Let the connector do what is due now, as scheduled syncs; it is written `tick: {}`."""

    key: ClassVar[str] = "tick"

    def act(self) -> str:
        """Tell that it does."""
        return "the connector does what is due"

    def work(self, lists: ListWork) -> TickReport:
        """Do it and return what was done."""
        return lists.tick()
