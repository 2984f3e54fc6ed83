"""What the steps that work on lists share: the connector's process can be killed in the middle."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated

from pydantic import Field, StrictInt

from sfconformance.part import Part
from sfconformance.stage import Resource, Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Account, Answer, ListWork


class KilledAt(Part):
    """The request of a step at which the connector's process is killed."""

    request: Resource | None = Field(
        default=None, description="The resource whose requests count; all of them unless given."
    )
    nth: Annotated[StrictInt, Field(ge=1)] = Field(
        default=1, description="Which of these requests, counted since the step began."
    )


class ListStep(ConnectorStep):
    """A step that the connector can also do in a process of its own."""

    killed_at: KilledAt | None = Field(
        default=None,
        description="The connector does this in a process of its own, which gets SIGKILL when "
        "Salesforce has received its `nth` request, of the resource `request` if one is written. "
        "The next step is done by a connector that starts anew on what is stored.",
    )

    def sentence(self) -> str:
        """Tell what is done, and where it is cut."""
        if self.killed_at is None:
            return self.act()
        at = f"{self.killed_at.request or 'request'} number {self.killed_at.nth}"
        return f"{self.act()}, and the connector's process is killed at {at}"

    @abstractmethod
    def act(self) -> str:
        """Return what is done, in a sentence without a full stop."""

    def ask(self, account: Account, stage: Stage) -> Answer | None:  # noqa: ARG002 - the protocol of a connector step
        """Do the work."""
        return self.work(account)

    @abstractmethod
    def work(self, lists: ListWork) -> Answer:
        """Have the connector do it, in whatever process it runs, and return its report."""
