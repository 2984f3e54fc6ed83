"""The step ``query_locators``: Salesforce drops the cursors it keeps."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, StrictBool, model_validator

from sfconformance.stage import Stage
from sfconformance.steps.step import OrgStep


class QueryLocators(OrgStep):
    """Drop the open query locators: the next page of each is answered 400 INVALID_QUERY_LOCATOR."""

    key: ClassVar[str] = "query_locators"

    expire: StrictBool = Field(description="`true`, the one thing that can be done to locators.")

    @model_validator(mode="after")
    def _expires(self) -> Self:
        if not self.expire:
            message = "query locators can only expire: `expire: true`"
            raise ValueError(message)
        return self

    def sentence(self) -> str:
        """Tell that they expire."""
        return "every open query locator expires"

    def act(self, stage: Stage) -> None:
        """Expire them."""
        stage.expire_query_locators()
