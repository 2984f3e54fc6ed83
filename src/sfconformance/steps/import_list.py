"""The step ``import_list``: a marketing list is imported."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sfconformance.steps.list_step import ListStep
from sfconformance.subject import ImportReport, ListWork

LEAD_FIELDS = ("Email", "FirstName", "LastName", "Company")


class ImportList(ListStep):
    """Import a marketing list; an interrupted import of that list goes on."""

    key: ClassVar[str] = "import_list"

    source: Literal["leads", "contacts", "campaign", "report", "object"] = Field(
        description="What is imported: `leads` is All Leads, `contacts` All Contacts."
    )
    of: str | None = Field(
        default=None, min_length=1, description="Which campaign, report or object, by its name."
    )
    name: str = Field(min_length=1, description="The name of the marketing list.")
    fields: tuple[str, ...] = Field(
        default=LEAD_FIELDS,
        min_length=1,
        description="The fields, by API name; of a report its columns, by label.",
    )

    def act(self) -> str:
        """Tell which list is imported."""
        of = "" if self.of is None else f" {self.of!r}"
        fields = f", with {len(self.fields)} fields" if "fields" in self.model_fields_set else ""
        return f"the list {self.name!r} is imported from {self.source}{of}{fields}"

    def work(self, lists: ListWork) -> ImportReport:
        """Import the list and return the connector's report."""
        return lists.import_list(source=self.source, name=self.name, fields=self.fields, of=self.of)
