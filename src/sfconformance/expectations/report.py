"""The expectation ``report``: what the import of this step says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, StrictBool

from sfconformance.expectations.expectation import Evidence, Expectation, Finding, containing, equal
from sfconformance.part import CountField


class ExpectedReport(Expectation):
    """The report of the import that this step made; only the keys that are written count."""

    key: ClassVar[str] = "report"

    state: Literal["complete", "partial", "interrupted"] | None = Field(
        default=None,
        description="Whether the import came to its end; `partial` if its source was cut, or so "
        "much of the list was missing that it stayed as it was.",
    )
    cause: str | None = Field(
        default=None, description="Why it was interrupted; `null` expects none."
    )
    imported: CountField | None = Field(default=None, description="Members written.")
    skipped: CountField | None = Field(default=None, description="Rows left out.")
    pages: CountField | None = Field(default=None, description="Pages read.")
    resumed: StrictBool | None = Field(
        default=None, description="Whether it went on where an earlier import was interrupted."
    )
    message: str | None = Field(
        default=None,
        description="A part of what the user is told besides; an empty text expects nothing.",
    )

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Compare each key with the report; without a report nothing can be met."""
        report = evidence.report
        if report is None:
            yield Finding(None, "a report of an import", "the step made none", met=False)
            return
        for key in ("state", "cause", "resumed"):
            if key in self.model_fields_set:
                yield equal(key, expected=getattr(self, key), found=getattr(report, key))
        for key in ("imported", "skipped", "pages"):
            count = getattr(self, key)
            if count is not None:
                found: int = getattr(report, key)
                yield Finding(key, f"{key} is {count}", str(found), met=count.allows(found))
        if self.message:
            yield containing("message", expected=self.message, found=report.message)
        elif self.message is not None:
            met = not report.message
            yield Finding("message", "message is empty", repr(report.message), met=met)
