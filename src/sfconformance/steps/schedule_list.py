"""The step ``schedule_list``: somebody chooses how often a list is synced by itself."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from sfconformance.stage import Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Account


def _word(value: object) -> object:
    """Return the word ``off``, which the older YAML takes for false."""
    return "off" if value is False else value


class ScheduleList(ConnectorStep):
    """Choose how often a marketing list is synced by itself; `tick` then does it."""

    key: ClassVar[str] = "schedule_list"

    name: str = Field(min_length=1, description="The name of the marketing list.")
    every: Annotated[str, BeforeValidator(_word)] = Field(
        min_length=1,
        description="How often, in the connector's own words, as `1h` or `7d`; `off` ends it.",
    )

    def sentence(self) -> str:
        """Tell how often."""
        if self.every == "off":
            return f"the list {self.name!r} is synced by itself no more"
        return f"the list {self.name!r} is to be synced by itself every {self.every}"

    def ask(self, account: Account, stage: Stage) -> None:  # noqa: ARG002 - the protocol of a connector step
        """Choose."""
        account.schedule_list(self.name, self.every)
