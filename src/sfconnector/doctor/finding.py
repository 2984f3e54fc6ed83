"""A finding: one thing that was looked at, what was found, what it means and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What was found, the worst first."""

    MISSING = "missing"
    """Something the connector needs is not there; it will fail at that."""
    CANNOT_BE_TOLD = "cannot_be_told"
    """Salesforce does not tell this user; it may be there or not."""
    WARNING = "warning"
    """It works now, and something is wrong or soon will be."""
    ADVICE = "advice"
    """It works; another setting would be better."""
    GRANTED = "granted"
    """A right that is needed is there."""
    FINE = "fine"
    """Nothing to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    name: str
    """For machines: a right as ``Lead view_all``, ``Lead.Email edit`` or ``RunReports``, or what
    else was looked at, as ``package version``."""
    title: str
    """For people, in the words of Salesforce's Setup."""
    verdict: Verdict
    evidence: str
    """What the verdict rests on; for a refused probe Salesforce's own words."""
    stops: str = ""
    """What does not work without it."""
    remedy: str = ""
    """What to do, with the path in Setup; empty where there is nothing to do."""
