"""The step ``network``: a firewall between the connector and Salesforce."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sfconformance.stage import Stage
from sfconformance.steps.step import OrgStep


class Network(OrgStep):
    """Close the way to Salesforce, so that every connection is refused, or open it again."""

    key: ClassVar[str] = "network"

    way: Literal["closed", "open"] = Field(description="How the way is from now on.")

    def sentence(self) -> str:
        """Tell how the way is."""
        if self.way == "closed":
            return "a firewall refuses every connection to Salesforce"
        return "the way to Salesforce is open again"

    def act(self, stage: Stage) -> None:
        """Close or open it."""
        stage.close_the_way(closed=self.way == "closed")
