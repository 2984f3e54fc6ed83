"""What an expectation is: a part of the file that is held against what a step left behind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from sfconformance.part import Part
from sfconformance.stage import Stage, WireExchange
from sfconformance.subject import (
    Account,
    Examination,
    ImportReport,
    Status,
    SyncReport,
    TickReport,
)


@dataclass(frozen=True)
class Evidence:
    """What a step left behind.

    Attributes:
        status: the connector's status after the step.
        report: the report of the step; None unless it imported a list.
        sync: the report of the step; None unless it synced a list.
        tick: what the step did of what was due; None unless it was to do that.
        examination: what the doctor found in the step; None unless it examined.
        refusal: why the connector refused to take the step; None if it took it.
        exchanges: what went over the wire since the step began.
        logins: every login since the scenario began.
        account: the connector, whose lists and history may be read.
        stage: the org, which may be queried.
    """

    status: Status
    report: ImportReport | None
    sync: SyncReport | None
    tick: TickReport | None
    examination: Examination | None
    refusal: str | None
    exchanges: tuple[WireExchange, ...]
    logins: tuple[WireExchange, ...]
    account: Account
    stage: Stage


@dataclass(frozen=True)
class Finding:
    """One thing held against one fact.

    Attributes:
        key: the key in the expectation that asked for it, or None for the whole.
        expected: what should be, in words.
        found: what is, in words.
        met: whether they agree.
    """

    key: str | None
    expected: str
    found: str
    met: bool


class Expectation(Part, ABC):
    """An expectation. Its docstring's first line is its entry in the reference."""

    key: ClassVar[str]
    """The key of the expectation in a file."""

    @abstractmethod
    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Hold each thing that was written down against the evidence."""


def equal(key: str, *, expected: object, found: object) -> Finding:
    """Return the finding that two plain values must be the same."""
    return Finding(key, f"{key} is {_shown(expected)}", _shown(found), met=expected == found)


def containing(key: str, *, expected: str, found: str) -> Finding:
    """Return the finding that a text must hold another, in any case of its letters."""
    met = expected.casefold() in found.casefold()
    return Finding(key, f"{key} says {expected!r}", repr(found), met=met)


def _shown(value: object) -> str:
    return "none" if value is None else str(value)
