"""The expectation ``status``: what the customer sees of the connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictInt

from sfconformance.expectations.expectation import (
    Evidence,
    Expectation,
    Finding,
    containing,
    equal,
)
from sfconformance.part import Part
from sfconformance.subject import Status

Words = Annotated[str, Field(min_length=1)]


class ExpectedEvidence(Part):
    """What the cause rests on; only the keys that are written count."""

    status: StrictInt | None = Field(default=None, description="The HTTP status.")
    code: str | None = Field(default=None, description="Salesforce's code.")
    text: Words | None = Field(default=None, description="A text of Salesforce's own words.")


class ExpectedStatus(Expectation):
    """The connector's status after the step; only the keys that are written are held against it."""

    key: ClassVar[str] = "status"

    state: Literal["not_connected", "active", "disconnected"] | None = Field(
        default=None, description="The state."
    )
    cause: str | None = Field(default=None, description="The cause; `null` expects none.")
    message: str | None = Field(default=None, description="A text that the message contains.")
    remedy: str | None = Field(default=None, description="A text that the remedy contains.")
    hint: str | None = Field(default=None, description="A text that one of the hints contains.")
    username: str | None = Field(default=None, description="The connected user's username.")
    who: str | None = Field(default=None, description="Who must act.")
    heals: str | None = Field(default=None, description="What heals it once they have acted.")
    candidates: tuple[Words, ...] | None = Field(
        default=None,
        description="Causes that are all among the candidates, of which there are at most three; "
        "`[]` expects no candidate.",
    )
    evidence: ExpectedEvidence | None = Field(
        default=None,
        description="What the cause rests on: `status`, `code`, a `text` of Salesforce's words.",
    )
    login_status: str | None = Field(
        default=None, description="What the login history says of the refused login."
    )
    detail: str | None = Field(default=None, description="A text that the detail contains.")
    next_step: str | None = Field(default=None, description="A text that the next step contains.")

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Compare what is one word; look for texts in what is a sentence."""
        status = evidence.status
        for key in ("state", "cause", "username", "who", "heals", "login_status"):
            if key in self.model_fields_set:
                yield equal(key, expected=getattr(self, key), found=getattr(status, key))
        for key in ("message", "remedy", "detail", "next_step"):
            text = getattr(self, key)
            if text is not None:
                yield containing(key, expected=text, found=getattr(status, key))
        if self.hint is not None:
            yield containing("hint", expected=self.hint, found=" | ".join(status.hints))
        if self.candidates is not None:
            yield _candidates(self.candidates, status)
        if self.evidence is not None:
            yield from _evidence(self.evidence, status)


MOST_CANDIDATES = 3


def _candidates(expected: tuple[str, ...], status: Status) -> Finding:
    causes = {cause for each in status.candidates for cause in each.causes}
    met = set(expected) <= causes and len(status.candidates) <= MOST_CANDIDATES
    if not expected:
        met = not causes
    told = f"candidates are {', '.join(expected)}" if expected else "there is no candidate"
    return Finding("candidates", told, ", ".join(sorted(causes)) or "none", met=met)


def _evidence(expected: ExpectedEvidence, status: Status) -> Iterator[Finding]:
    found = status.evidence
    for key in ("status", "code"):
        if key in expected.model_fields_set:
            told = equal(key, expected=getattr(expected, key), found=getattr(found, key))
            yield Finding("evidence", f"evidence's {told.expected}", told.found, met=told.met)
    if expected.text is not None:
        told = containing("text", expected=expected.text, found=found.text)
        yield Finding("evidence", f"evidence's {told.expected}", told.found, met=told.met)
