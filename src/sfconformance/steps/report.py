"""The step ``report``: one of its users makes, edits or deletes a report in Salesforce."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, StrictBool, model_validator

from sfconformance.errors import StepError
from sfconformance.stage import Stage
from sfconformance.steps.step import OrgStep


class Report(OrgStep):
    """Make, edit or delete a tabular report of leads, found by its name."""

    key: ClassVar[str] = "report"

    name: str = Field(min_length=1, description="The report's name.")
    create: tuple[str, ...] | None = Field(
        default=None, min_length=1, description="The columns of a new report, by API name."
    )
    columns: tuple[str, ...] | None = Field(
        default=None, min_length=1, description="The columns that it has from now on."
    )
    only: dict[str, str] | None = Field(
        default=None,
        description="Which leads it shows from now on: field to value. `{}` shows all again.",
    )
    delete: StrictBool = Field(default=False, description="Delete it.")

    @model_validator(mode="after")
    def _acts_once(self) -> Self:
        acts = [each is not None for each in (self.create, self.columns, self.only)]
        if [*acts, self.delete].count(True) != 1:
            message = "a report step does exactly one of: create, columns, only, delete"
            raise ValueError(message)
        return self

    def sentence(self) -> str:
        """Tell what becomes of the report."""
        told = f"the report {self.name!r}"
        if self.create is not None:
            return f"{told} is made, with the columns {', '.join(self.create)}"
        if self.columns is not None:
            return f"{told} gets the columns {', '.join(self.columns)}"
        if self.only is None:
            return f"{told} is deleted"
        shown = ", ".join(f"{field} {value}" for field, value in self.only.items())
        return f"{told} shows only leads with {shown}" if shown else f"{told} shows all leads"

    def act(self, stage: Stage) -> None:
        """Make, edit or delete it.

        Raises:
            StepError: there is no report of this name.
        """
        if self.create is not None:
            asked = {"name": self.name, "sobject": "Lead", "columns": list(self.create)}
            stage.carry_out("report add", asked, alias=None)
            return
        found = [
            str(row["Id"])
            for row in stage.query("SELECT Id, Name FROM Report")
            if row["Name"] == self.name
        ]
        if not found:
            message = f"there is no report named {self.name!r}"
            raise StepError(message)
        if self.delete:
            stage.carry_out("report delete", {"report_id": found[0]}, alias=None)
        elif self.columns is not None:
            asked = {"report_id": found[0], "columns": list(self.columns)}
            stage.carry_out("report change", asked, alias=None)
        else:
            filters = [
                {"column": f"Lead.{field}", "operator": "equals", "value": value}
                for field, value in (self.only or {}).items()
            ]
            definition = {"report_filters": filters}
            edited = {"report_id": found[0], "definition": definition}
            stage.carry_out("report change", edited, alias=None)
