"""The expectation ``tick``: what the connector did of what was due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from sfconformance.expectations.expectation import (
    Evidence,
    Expectation,
    Finding,
    containing,
    equal,
)
from sfconformance.expectations.sync import ExpectedSync
from sfconformance.part import Length, length_in_words

Words = Annotated[str, Field(min_length=1)]


class ExpectedTick(Expectation):
    """What this step's turn of the schedule did; only the keys that are written count."""

    key: ClassVar[str] = "tick"

    synced: dict[str, ExpectedSync] | None = Field(
        default=None,
        description="The lists whose sync was begun, each to what is expected of its report, as "
        "`sync` has it; `{}` expects none. An interrupted sync was begun too.",
    )
    not_synced: dict[str, Words] | None = Field(
        default=None,
        description="The lists that were due and could not be begun, each to a text of the reason; "
        "`{}` expects none.",
    )
    waits: Words | None = Field(
        default=None,
        description="A text of why lists that are due are left to a later turn; `null` expects "
        "that none are.",
    )
    next_due_in: Length | None = Field(
        default=None,
        description="How long until a list is due next, as `1h`; `null` expects that nothing has "
        "a schedule.",
    )

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Compare each key with what was done; without a turn nothing can be met."""
        tick = evidence.tick
        if tick is None:
            yield Finding(None, "a turn of the schedule", "the step made none", met=False)
            return
        if self.synced is not None:
            synced = {each.list_name: each for each in tick.synced}
            yield _lists("synced", expected=self.synced, found=synced)
            for name, expected in self.synced.items():
                for finding in expected.findings(replace(evidence, sync=synced.get(name))):
                    yield _of(name, "synced", finding)
        if self.not_synced is not None:
            yield _lists("not_synced", expected=self.not_synced, found=tick.not_synced)
            for name, text in self.not_synced.items():
                held = containing("reason", expected=text, found=tick.not_synced.get(name, ""))
                yield _of(name, "not_synced", held)
        if self.waits is not None:
            yield containing("waits", expected=self.waits, found=tick.waits)
        elif "waits" in self.model_fields_set:
            yield equal("waits", expected=None, found=tick.waits or None)
        if "next_due_in" in self.model_fields_set:
            due = tick.next_due_at
            left = None if due is None else due - evidence.stage.now()
            told = f"next_due_in is {_shown(self.next_due_in)}"
            yield Finding("next_due_in", told, _shown(left), met=left == self.next_due_in)


def _lists(key: str, *, expected: Iterable[str], found: Iterable[str]) -> Finding:
    names, others = sorted(expected), sorted(found)
    told = f"{key} are {', '.join(names) or 'no lists'}"
    return Finding(key, told, ", ".join(others) or "none", met=names == others)


def _of(name: str, key: str, finding: Finding) -> Finding:
    return replace(finding, key=key, expected=f"{name}: {finding.expected}")


def _shown(length: timedelta | None) -> str:
    if length is None:
        return "never"
    if length < timedelta(0):
        return f"{length_in_words(-length)} ago"
    return length_in_words(length)
