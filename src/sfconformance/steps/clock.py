"""The step ``clock``: time goes by."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from sfconformance.part import Length, length_in_words
from sfconformance.stage import Stage
from sfconformance.steps.step import OrgStep


class Clock(OrgStep):
    """Let time go by, for Salesforce and for the connector."""

    key: ClassVar[str] = "clock"

    advance: Length = Field(description="How long, as `91d`, `2h`, `30m`, `45s` or `1d 12h`.")

    def sentence(self) -> str:
        """Tell how much time goes by."""
        return f"{length_in_words(self.advance)} go by"

    def act(self, stage: Stage) -> None:
        """Advance the stage's clock."""
        stage.advance(self.advance)
