"""The expectation ``refusal``: the connector does not do what is asked of it, and says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from sfconformance.expectations.expectation import Evidence, Expectation, Finding, containing


class ExpectedRefusal(Expectation):
    """The connector itself refuses the step, as to a role that may not take it."""

    key: ClassVar[str] = "refusal"

    says: str = Field(min_length=1, description="A text that the refusal contains.")

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Look for the text in the refusal."""
        if evidence.refusal is None:
            yield Finding(None, "a refusal", "the step was taken", met=False)
            return
        yield containing("says", expected=self.says, found=evidence.refusal)
