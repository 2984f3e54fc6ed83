"""The step ``sessions``: sessions end before their time."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, StrictBool, model_validator

from sfconformance.part import NamesUser
from sfconformance.stage import Stage
from sfconformance.steps.step import OrgStep


class Sessions(OrgStep):
    """End open sessions: the next call of each is answered 401 INVALID_SESSION_ID."""

    key: ClassVar[str] = "sessions"

    end: StrictBool = Field(description="`true`, the one thing that can be done to sessions.")
    user: Annotated[str | None, NamesUser()] = Field(
        default=None, description="Whose sessions, by alias; without it everybody's."
    )

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if not self.end:
            message = "sessions can only be ended: `end: true`"
            raise ValueError(message)
        return self

    def sentence(self) -> str:
        """Tell whose sessions end."""
        return f"every open session {f'of the user {self.user} ' if self.user else ''}ends"

    def act(self, stage: Stage) -> None:
        """End the sessions."""
        stage.end_sessions(self.user)
