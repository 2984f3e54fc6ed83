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
    record_type: str | None = Field(
        default=None,
        min_length=1,
        description="The record type that the records get, by its API name; alone or beside "
        "`create` or `set`.",
    )
    delete: StrictBool = Field(default=False, description="Delete the records of `where`.")

    @model_validator(mode="after")
    def _acts_once(self) -> Self:
        changes = self.set is not None or (self.record_type is not None and self.create is None)
        if [self.create is not None, changes, self.delete].count(True) != 1:
            message = "a record step does exactly one of: create, set or record_type, delete"
            raise ValueError(message)
        if (self.where is None) != (self.create is not None):
            message = "`set`, `record_type` and `delete` need `where`, and `create` takes none"
            raise ValueError(message)
        return self

    def sentence(self) -> str:
        """Tell what becomes of the records."""
        of_type = f"the record type {self.record_type}"
        if self.create is not None:
            return f"a {self.object} is created" + (f" with {of_type}" if self.record_type else "")
        given = [f"new {', '.join(self.set)}"] if self.set else []
        given += [of_type] if self.record_type else []
        act = "deleted" if self.delete else f"given {' and '.join(given)}"
        return f"each {self.object} where {self.where} is {act}"

    def act(self, stage: Stage) -> None:
        """Create, change or delete.

        Raises:
            StepError: no record matches ``where``, or there is no such record type.
        """
        of_type = self._record_type_id(stage)
        if self.create is not None:
            stage.create(self.object, {**self.create, **of_type})
            return
        rows = stage.query(f"SELECT Id FROM {self.object} WHERE {self.where}")  # noqa: S608 - SOQL of the scenario's author, on a fake
        if not rows:
            message = f"no {self.object} matches `where: {self.where}`"
            raise StepError(message)
        for row in rows:
            if self.delete:
                stage.delete(self.object, str(row["Id"]))
            else:
                stage.update(self.object, str(row["Id"]), {**(self.set or {}), **of_type})

    def _record_type_id(self, stage: Stage) -> dict[str, str]:
        if self.record_type is None:
            return {}
        found = {
            str(row["DeveloperName"]): str(row["Id"])
            for row in stage.query(
                f"SELECT Id, DeveloperName FROM RecordType WHERE SobjectType = '{self.object}'"  # noqa: S608 - one of two names
            )
        }
        if self.record_type not in found:
            known = ", ".join(sorted(found)) or "none"
            message = f"{self.object} has no record type {self.record_type}; it has {known}"
            raise StepError(message)
        return {"RecordTypeId": found[self.record_type]}
