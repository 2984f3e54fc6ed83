"""The expectation ``skipped``: which rows the import left out, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from sfconformance.expectations.expectation import Evidence, Expectation, Finding
from sfconformance.part import CountField


class ExpectedSkipped(Expectation):
    """The rows that this step's import left out, by reason; a reason not written expects none."""

    key: ClassVar[str] = "skipped"

    reasons: dict[str, CountField] = Field(
        description="Reason to count. `{}` expects that no row was left out."
    )

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Compare the counts of every reason that is expected or was found."""
        if evidence.report is None:
            yield Finding(None, "a report of an import", "the step made none", met=False)
            return
        found = evidence.report.skipped_by_reason
        for reason, count in self.reasons.items():
            number = found.get(reason, 0)
            told = f"{count} left out for {reason}"
            yield Finding("reasons", told, str(number), met=count.allows(number))
        for reason in sorted(set(found) - set(self.reasons)):
            told = f"no row left out for {reason}"
            yield Finding("reasons", told, str(found[reason]), met=not found[reason])
        if not self.reasons and not found:
            yield Finding("reasons", "no row left out", "none", met=True)
