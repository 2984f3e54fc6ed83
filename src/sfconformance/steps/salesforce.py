"""The step ``salesforce``: anything that the fake's control can do to an org, by its own verb."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, model_validator

from sfconformance import org_verbs
from sfconformance.part import NamesUser
from sfconformance.stage import Stage
from sfconformance.steps.step import OrgStep

OWN = ("verb", "user", "tells")


class Salesforce(OrgStep):
    """Do to the org what a verb of `fake-salesforce` does; the verb's fields stand beside it.

    `fake-salesforce NOUN --help` tells the verbs of a noun and their fields.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow", frozen=True)
    key: ClassVar[str] = "salesforce"

    verb: str = Field(description="Noun and verb, as `user freeze` or `settings set`.")
    user: Annotated[str | None, NamesUser()] = Field(
        default=None, description="Whom it is done to, by the alias of `org.users`."
    )
    tells: str | None = Field(
        default=None,
        min_length=1,
        description="What happens, for the story, where the verb's own words are not plain enough.",
    )

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        """Leave the keys to the verb's own model, which knows them."""
        if isinstance(value, dict) and isinstance(value.get("verb"), str):
            asked = {name: each for name, each in value.items() if name not in OWN}
            org_verbs.check(value["verb"], asked, has_user=value.get("user") is not None)
        return value

    @property
    def asked(self) -> dict[str, Any]:
        """The verb's fields."""
        return dict(self.model_extra or {})

    def sentence(self) -> str:
        """Tell what is done, and with what."""
        if self.tells is not None:
            return self.tells
        facts = {} if self.user is None else {"user": self.user}
        told = ", ".join(f"{name}: {each}" for name, each in {**facts, **self.asked}.items())
        return f"in Salesforce: {org_verbs.sentence(self.verb)}{f' ({told})' if told else ''}"

    def act(self, stage: Stage) -> None:
        """Do it."""
        stage.carry_out(self.verb, self.asked, alias=self.user)
