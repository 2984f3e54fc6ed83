"""The step ``record``: somebody creates, changes or deletes records in Salesforce."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, StrictBool, model_validator

from sfconformance.errors import StepError
from sfconformance.part import RecordField
from sfconformance.stage import Stage
from sfconformance.steps.step import OrgStep


class Record(OrgStep):
    """Create, change or delete records in Salesforce."""

    key: ClassVar[str] = "record"

    object: Literal["Lead", "Contact"] = Field(default="Lead", description="The object.")
    create: dict[str, RecordField] | None = Field(
        default=None, description="A new record, field API name to value."
    )
    where: str | None = Field(
        default=None,
        description="Which records to change or delete: the SOQL behind WHERE; may end in "
        "ORDER BY and LIMIT. It must match at least one record.",
    )
    set: dict[str, RecordField] | None = Field(
        default=None, description="The fields to change on the records of `where`."
    )
    delete: StrictBool = Field(default=False, description="Delete the records of `where`.")

    @model_validator(mode="after")
    def _acts_once(self) -> Self:
        acts = [self.create is not None, self.set is not None, self.delete]
        if acts.count(True) != 1:
            message = "a record step does exactly one of: create, set, delete"
            raise ValueError(message)
        if (self.where is None) != (self.create is not None):
            message = "`set` and `delete` need `where`, and `create` takes none"
            raise ValueError(message)
        return self

    def sentence(self) -> str:
        """Tell what becomes of the records."""
        if self.create is not None:
            return f"a {self.object} is created"
        act = "deleted" if self.delete else f"given new {', '.join(self.set or ())}"
        return f"each {self.object} where {self.where} is {act}"

    def act(self, stage: Stage) -> None:
        """Create, change or delete.

        Raises:
            StepError: no record matches ``where``.
        """
        if self.create is not None:
            stage.create(self.object, self.create)
            return
        rows = stage.query(f"SELECT Id FROM {self.object} WHERE {self.where}")  # noqa: S608 - SOQL of the scenario's author, on a fake
        if not rows:
            message = f"no {self.object} matches `where: {self.where}`"
            raise StepError(message)
        for row in rows:
            if self.set is None:
                stage.delete(self.object, str(row["Id"]))
            else:
                stage.update(self.object, str(row["Id"]), self.set)
