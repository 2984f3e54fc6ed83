"""The step ``import_list``: a marketing list is imported."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sfconformance.stage import Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Account, ImportReport

LEAD_FIELDS = ("Email", "FirstName", "LastName", "Company")


class ImportList(ConnectorStep):
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

    def sentence(self) -> str:
        """Tell which list is imported."""
        of = "" if self.of is None else f" {self.of!r}"
        return f"the list {self.name!r} is imported from {self.source}{of}"

    def ask(self, account: Account, stage: Stage) -> ImportReport:  # noqa: ARG002 - the protocol of a connector step
        """Import the list and return the connector's report."""
        return account.import_list(
            source=self.source, name=self.name, fields=self.fields, of=self.of
        )
