"""What happened when a scenario was played, on the stage's clock: the one source of every view.

Entries stand in the order they happened. All are frozen and hold plain values; no secret is in any
of them (the recorder writes every text through :mod:`sfconformance.redaction`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from sfconformance.subject import Fact

Verdict = Literal["passed", "failed", "broken", "unsupported"]
"""passed; failed: an expectation was not met or the connector raised; broken: the scenario could
not be played, as when the fake crashed or a step on the org was impossible; unsupported: it asks
for something that the connector under test says it does not have."""


Blame = Literal["failed", "broken", "unsupported"]
"""What a failure makes of the scenario."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something that happened.

    Attributes:
        at: when, on the stage's clock, in UTC.
    """

    kind: ClassVar[str]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class StepBegan(Entry):
    """A step begins.

    Attributes:
        number: its place in the file, from 1.
        key: the step's key in the file.
        side: "org" or "connector".
        sentence: what happens.
        line: where it stands.
    """

    kind: ClassVar[str] = "step"
    number: int
    key: str
    side: Literal["org", "connector"]
    sentence: str
    line: int


@dataclass(frozen=True, kw_only=True)
class ActInTheMiddle(Entry):
    """A step on the org, carried out while a request of the connector waits.

    Attributes:
        sentence: what happens.
        before: what it happens before, as "query_more, the 3rd".
        line: where it stands.
    """

    kind: ClassVar[str] = "act"
    sentence: str
    before: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Exchanged(Entry):
    """A request and its answer; the attributes are those of ``WireExchange``."""

    kind: ClassVar[str] = "wire"
    number: int
    resource: str
    method: str
    path: str
    status: int
    error_code: str | None
    request: str
    response: str
    delivery: str = "whole"


@dataclass(frozen=True, kw_only=True)
class ConnectorTold(Entry):
    """An event of the connector.

    Attributes:
        name: what it is, as "page_imported".
        facts: its details.
    """

    kind: ClassVar[str] = "event"
    name: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, kw_only=True)
class StatusChanged(Entry):
    """The connector's status is another than before the step.

    Attributes:
        before: the state it had.
        after: the state it has.
        cause: why, when it is disconnected.
        message: what the customer sees.
        remedy: what mends it.
        hints: what else may help.
        who: who must act; empty when nobody is named.
        candidates: what else may be the cause, each with what tells it apart,
            what mends it, and who.
        account: the marketing account.
    """

    kind: ClassVar[str] = "status"
    before: str
    after: str
    cause: str | None
    message: str
    remedy: str
    hints: tuple[str, ...]
    who: str = ""
    candidates: tuple[str, ...] = ()
    account: str = "default"


@dataclass(frozen=True, kw_only=True)
class DoctorFound(Entry):
    """Something that the permission doctor does not find in order; as ``DoctorFinding``."""

    kind: ClassVar[str] = "finding"
    name: str
    verdict: str
    title: str
    evidence: str
    stops: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Checked(Entry):
    """An expectation was held against what happened.

    Attributes:
        met: whether it was met.
        subject: the expectation's key in the file, as "status".
        expected: what should be.
        found: what is.
        line: where it stands.
    """

    kind: ClassVar[str] = "check"
    met: bool
    subject: str
    expected: str
    found: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Failed(Entry):
    """A step could not be carried out, or raised.

    Attributes:
        verdict: "failed" when the connector is at fault, "broken" when the stage or the file is,
            "unsupported" when the connector does not have what is asked for.
        message: what happened.
        line: the step's line.
    """

    kind: ClassVar[str] = "failure"
    verdict: Blame
    message: str
    line: int


@dataclass(frozen=True)
class Timeline:
    """The whole of one scenario, played once.

    Attributes:
        name: the scenario's name.
        path: its file.
        title: its title.
        why: its reason.
        sources: where the behaviour is described.
        entries: what happened, in order.
        steps_left: steps that were not played because an earlier one failed.
    """

    name: str
    path: str
    title: str
    why: str
    sources: tuple[str, ...]
    entries: tuple[Entry, ...]
    steps_left: int

    @property
    def verdict(self) -> Verdict:
        """The outcome, the worst that happened."""
        failures = [entry.verdict for entry in self.entries if isinstance(entry, Failed)]
        if "broken" in failures:
            return "broken"
        if "unsupported" in failures:
            return "unsupported"
        unmet = any(isinstance(entry, Checked) and not entry.met for entry in self.entries)
        return "failed" if failures or unmet else "passed"

    def complaints(self) -> tuple[str, ...]:
        """Return a sentence with file and line for everything that went wrong."""
        told = []
        for entry in self.entries:
            if isinstance(entry, Failed):
                told.append(f"{self.path}:{entry.line}: {entry.message}")
            elif isinstance(entry, Checked) and not entry.met:
                told.append(
                    f"{self.path}:{entry.line}: {entry.subject}: expected {entry.expected}, "
                    f"found {entry.found}"
                )
        return tuple(told)
