"""The expectation ``records``: what the org holds, asked by SOQL and without the connector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from sfconformance.expectations.expectation import Evidence, Expectation, Finding
from sfconformance.part import CountField


class ExpectedRecords(Expectation):
    """Records in Salesforce, as somebody sees them who may see everything."""

    key: ClassVar[str] = "records"

    soql: str = Field(min_length=1, description="The query.")
    count: CountField = Field(description="How many records it finds.")

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Ask, and count."""
        number = len(evidence.stage.query(self.soql))
        told = f"{self.soql!r} finds {self.count} records"
        yield Finding("count", told, str(number), met=self.count.allows(number))
