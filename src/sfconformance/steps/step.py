"""What a step is: a part of the file that acts on the org, or asks something of the connector."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from pydantic import Field

from sfconformance.part import Part
from sfconformance.seat import DEFAULT_ACCOUNT, Environment, Guard, Role, Seat
from sfconformance.stage import Stage
from sfconformance.subject import Account, Answer


class Step(Part, ABC):
    """A step of a scenario. Its docstring's first line is its entry in the step reference."""

    key: ClassVar[str]
    """The key of the step in a file."""

    @abstractmethod
    def sentence(self) -> str:
        """Return what happens, in a sentence without a full stop."""


class OrgStep(Step, ABC):
    """A step that an administrator, a user of Salesforce or time itself carries out."""

    @abstractmethod
    def act(self, stage: Stage) -> None:
        """Carry the step out.

        Raises:
            StepError: the org is not as the step supposes.
        """


class ConnectorStep(Step, ABC):
    """A step that the connector carries out, for one of its accounts."""

    account: str = Field(
        default=DEFAULT_ACCOUNT, min_length=1, description="The marketing account."
    )
    environment: Environment = Field(
        default="production", description="Which of the account's two connectors."
    )
    role: Role = Field(default="admin", description="The role of the user who acts.")
    guard: Guard = Field(default="strict", description="What counts as a switch of organizations.")
    answer_seconds: float | None = Field(
        default=None,
        gt=0,
        description="How long, really, the connector waits for an answer; by default its own time.",
    )

    @property
    def seat(self) -> Seat:
        """Where and as whom it is done."""
        return Seat(self.account, self.environment, self.role, self.guard, self.answer_seconds)

    @abstractmethod
    def ask(self, account: Account, stage: Stage) -> Answer | None:
        """Have the connector do it and return its report, if it is one that reports.

        The stage is read for what a person would know: a username, a password, a token.
        """
