"""Answer lost: the connection is closed in good order, and not a byte of an answer came.

In its own phase, *after*, what was asked for was done and committed: the client cannot know. *late*
commits some seconds afterwards, and *before* never.
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.wire import NOT_DELIVERED

from .effects import Deliver, Effect
from .fault import Fault, Phase


@dataclass(frozen=True, kw_only=True)
class AnswerLost(Fault):
    """A request without an answer."""

    kind = "answer_lost"

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Any; after the commit unless told."""
        return ("after", "late", "before")

    @property
    def needs_wire(self) -> bool:
        """It does."""
        return True

    def effect(self) -> Effect:
        """Send nothing, and close."""
        return Deliver(NOT_DELIVERED)
