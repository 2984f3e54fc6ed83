"""The step ``record_types``: an account chooses the record types that it works with."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sfconformance.stage import Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Account


class RecordTypes(ConnectorStep):
    """Choose which record types of an object belong to the account, in place of those before."""

    key: ClassVar[str] = "record_types"

    object: Literal["Lead", "Contact"] = Field(default="Lead", description="The object.")
    names: tuple[str, ...] = Field(
        description="The record types, by label or API name; `[]` takes every record again."
    )

    def sentence(self) -> str:
        """Tell what is chosen."""
        chosen = f"the record type {' and '.join(self.names)}" if self.names else "every record"
        return f"the account chooses {chosen} of {self.object}"

    def ask(self, account: Account, stage: Stage) -> None:  # noqa: ARG002 - the protocol of a connector step
        """Choose."""
        account.choose_record_types(self.object, self.names)
