"""What a scenario can expect after a step: one file each, its ``key`` the key under ``expect:``."""

from __future__ import annotations

from sfconformance.expectations.doctor import ExpectedDoctor
from sfconformance.expectations.expectation import Evidence, Expectation, Finding
from sfconformance.expectations.history import ExpectedHistory
from sfconformance.expectations.list import ExpectedList
from sfconformance.expectations.logins import ExpectedLogins
from sfconformance.expectations.records import ExpectedRecords
from sfconformance.expectations.refusal import ExpectedRefusal
from sfconformance.expectations.report import ExpectedReport
from sfconformance.expectations.skipped import ExpectedSkipped
from sfconformance.expectations.status import ExpectedStatus
from sfconformance.expectations.sync import ExpectedSync
from sfconformance.expectations.tick import ExpectedTick
from sfconformance.expectations.wire import ExpectedWire

EXPECTATIONS: tuple[type[Expectation], ...] = (
    ExpectedStatus,
    ExpectedRefusal,
    ExpectedHistory,
    ExpectedDoctor,
    ExpectedReport,
    ExpectedSync,
    ExpectedTick,
    ExpectedSkipped,
    ExpectedList,
    ExpectedRecords,
    ExpectedWire,
    ExpectedLogins,
)
"""Every expectation, in the order they are checked."""

__all__ = ["EXPECTATIONS", "Evidence", "Expectation", "Finding"]
