"""The expectation ``sync``: what the sync of this step says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from sfconformance.expectations.expectation import (
    Evidence,
    Expectation,
    Finding,
    containing,
    equal,
)
from sfconformance.part import CountField


class ExpectedSync(Expectation):
    """The report of the sync that this step made; only the keys that are written count."""

    key: ClassVar[str] = "sync"

    state: Literal["complete", "partial", "interrupted"] | None = Field(
        default=None,
        description="Whether it came to its end; `partial` if something was not believed or not "
        "allowed, and nobody was removed for that.",
    )
    kind: Literal["changes", "full"] | None = Field(
        default=None, description="Whether only what was changed was read, or everything."
    )
    why_full: str | None = Field(
        default=None, description="Why everything was read, as `asked` or `away_too_long`."
    )
    cause: str | None = Field(
        default=None, description="Why it was interrupted; `null` expects none."
    )
    added: CountField | None = Field(default=None, description="New members.")
    changed: CountField | None = Field(default=None, description="Members with other values.")
    left: CountField | None = Field(default=None, description="Members that left.")
    held_back: CountField | None = Field(
        default=None, description="Records missing without a trace that were kept."
    )
    broken_fields: tuple[str, ...] | None = Field(
        default=None, description="Fields that could not be read, by API name."
    )
    message: str | None = Field(
        default=None, min_length=1, description="A part of what the user is told."
    )

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Compare each key with the report; without a report nothing can be met."""
        sync = evidence.sync
        if sync is None:
            yield Finding(None, "a report of a sync", "the step made none", met=False)
            return
        for key in ("state", "kind", "why_full", "cause", "broken_fields"):
            if key in self.model_fields_set:
                yield equal(key, expected=getattr(self, key), found=getattr(sync, key))
        for key in ("added", "changed", "left", "held_back"):
            count = getattr(self, key)
            if count is not None:
                found: int = getattr(sync, key)
                yield Finding(key, f"{key} is {count}", str(found), met=count.allows(found))
        if self.message is not None:
            yield containing("message", expected=self.message, found=sync.message)
