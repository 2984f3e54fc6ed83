"""The step ``organization``: support finishes a switch of organizations."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sfconformance.errors import StepError
from sfconformance.seat import Role
from sfconformance.stage import Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Account


class Organization(ConnectorStep):
    """Look where a refused login led, and let it pass, or bind the account to it: support's act."""

    key: ClassVar[str] = "organization"

    act: Literal["confirm", "rebind"] = Field(
        description="`confirm` lets the same organization pass with another domain of its user, "
        "`rebind` binds the account to another organization."
    )
    reason: str = Field(min_length=1, description="Why it is right; the history keeps it.")
    role: Role = Field(default="support", description="The role of the user who acts.")

    def sentence(self) -> str:
        """Tell what support does."""
        what = (
            "confirms that it is the same organization"
            if self.act == "confirm"
            else "binds the account to the organization that the login led to"
        )
        who = "support" if self.role == "support" else f"a user of role {self.role}"
        return f"{who} {what}: {self.reason}"

    def ask(self, account: Account, stage: Stage) -> None:  # noqa: ARG002 - the protocol of a connector step
        """Read the id of the organization as support does, and act.

        Raises:
            StepError: no login was refused for leading elsewhere.
        """
        offered = account.organization().offered_id
        if offered is None:
            message = "the connector tells of no login that led to another organization"
            raise StepError(message)
        act = account.confirm_organization if self.act == "confirm" else account.rebind_organization
        act(offered, reason=self.reason)
