"""The expectation ``doctor``: what the permission doctor of this step found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sfconformance.expectations.expectation import Evidence, Expectation, Finding, containing
from sfconformance.part import Part
from sfconformance.subject import DoctorFinding

Words = Annotated[str, Field(min_length=1)]
Verdict = Literal["granted", "fine", "advice", "warning", "cannot_be_told", "missing"]


class ExpectedFinding(Part):
    """What was found of one thing; only the keys that are written count."""

    verdict: Verdict | None = Field(default=None, description="The verdict.")
    evidence: Words | None = Field(default=None, description="A text of what it rests on.")
    stops: Words | None = Field(default=None, description="A text of what does not work.")
    remedy: Words | None = Field(default=None, description="A text of what to do.")


class ExpectedDoctor(Expectation):
    """What the doctor found of a few things; all others are free."""

    key: ClassVar[str] = "doctor"

    finds: dict[str, ExpectedFinding] = Field(
        min_length=1,
        description="What was looked at, as `Lead read` or `package version`, to `verdict`, and "
        "texts of `evidence`, `stops` and `remedy`.",
    )

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Hold each thing that is named against what was found of it."""
        if evidence.examination is None:
            yield Finding(None, "an examination", "the step made none", met=False)
            return
        found = {each.name: each for each in evidence.examination.findings}
        for name, expected in self.finds.items():
            if name not in found:
                known = ", ".join(sorted(found))
                yield Finding("finds", f"a finding of {name}", f"findings of {known}", met=False)
            else:
                yield from _compared(name, expected, found[name])


def _compared(name: str, expected: ExpectedFinding, found: DoctorFinding) -> Iterator[Finding]:
    if expected.verdict is not None:
        told = f"{name} is {expected.verdict}"
        yield Finding("finds", told, found.verdict, met=expected.verdict == found.verdict)
    for key in ("evidence", "stops", "remedy"):
        text = getattr(expected, key)
        if text is not None:
            held = containing(key, expected=text, found=getattr(found, key))
            yield Finding("finds", f"{name}: {held.expected}", held.found, met=held.met)
