"""The expectation ``history``: what became of the connection, as its history keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from sfconformance.expectations.expectation import Evidence, Expectation, Finding
from sfconformance.subject import Change

SHOWN = 3
"""How many of the newest changes are told where the one that is looked for is missing."""


class ExpectedHistory(Expectation):
    """A change that stands in the connection's history; only the keys that are written count."""

    key: ClassVar[str] = "history"

    before: str | None = Field(default=None, description="The state before.")
    after: str | None = Field(default=None, description="The state afterwards.")
    cause: str | None = Field(default=None, description="The cause; `null` expects none.")
    who: str | None = Field(default=None, description="Who acted.")
    act: str | None = Field(default=None, description="What was done, as `test`.")
    note: str | None = Field(default=None, description="A text that the note contains.")

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Look for one change that has all that is written."""
        changes = tuple(evidence.account.history())
        wanted = {name: getattr(self, name) for name in sorted(self.model_fields_set)}
        told = ", ".join(f"{name}: {value}" for name, value in wanted.items())
        met = any(all(_has(each, *one) for one in wanted.items()) for each in changes)
        found = told if met else "; ".join(_shown(each) for each in changes[:SHOWN]) or "no change"
        yield Finding(None, f"a change with {told}", found, met=met)


def _has(change: Change, name: str, value: str | None) -> bool:
    if name == "note":
        return (value or "").casefold() in change.note.casefold()
    return bool(getattr(change, name) == value)


def _shown(change: Change) -> str:
    return f"{change.before} to {change.after} by {change.who} ({change.act}), {change.cause}"
