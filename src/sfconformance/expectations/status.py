"""The expectation ``status``: what the customer sees of the connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from sfconformance.expectations.expectation import (
    Evidence,
    Expectation,
    Finding,
    containing,
    equal,
)


class ExpectedStatus(Expectation):
    """The connector's status after the step; only the keys that are written are held against it."""

    key: ClassVar[str] = "status"

    state: Literal["not_connected", "active", "disconnected"] | None = Field(
        default=None, description="The state."
    )
    cause: str | None = Field(default=None, description="The cause; `null` expects none.")
    message: str | None = Field(default=None, description="A text that the message contains.")
    remedy: str | None = Field(default=None, description="A text that the remedy contains.")
    hint: str | None = Field(default=None, description="A text that one of the hints contains.")
    username: str | None = Field(default=None, description="The connected user's username.")

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Compare state, cause and username; look for the texts in message, remedy and hints."""
        status = evidence.status
        if self.state is not None:
            yield equal("state", expected=self.state, found=status.state)
        if "cause" in self.model_fields_set:
            yield equal("cause", expected=self.cause, found=status.cause)
        if self.username is not None:
            yield equal("username", expected=self.username, found=status.username)
        if self.message is not None:
            yield containing("message", expected=self.message, found=status.message)
        if self.remedy is not None:
            yield containing("remedy", expected=self.remedy, found=status.remedy)
        if self.hint is not None:
            yield containing("hint", expected=self.hint, found=" | ".join(status.hints))
