"""sfconnector: a marketing account's connector to Salesforce.

Everything a program needs is here by name; the modules behind the names are loaded on first use, so
that importing the package, and a command's ``--help``, stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sfconnector.alerts.alerts import Alert
    from sfconnector.clock import Clock, FileClock, SystemClock
    from sfconnector.config import KeyFile, SecretKey
    from sfconnector.connection.causes import Cause
    from sfconnector.connection.password_forecast import PasswordForecast
    from sfconnector.connection.status import Status
    from sfconnector.connector import Connector
    from sfconnector.doctor.examination import Examination
    from sfconnector.doctor.finding import Finding, Verdict
    from sfconnector.errors import ConnectorError
    from sfconnector.events import Event
    from sfconnector.limits.budget import LimitsStatus
    from sfconnector.lists.marketing_list import (
        ImportReport,
        MarketingList,
        Member,
        SkippedRow,
    )
    from sfconnector.lists.sync_report import SyncReport
    from sfconnector.lists.verify_list import Verification
    from sfconnector.secret import Secret
    from sfconnector.store.departures import Departure

__all__ = [
    "Alert",
    "Cause",
    "Clock",
    "Connector",
    "ConnectorError",
    "Departure",
    "Event",
    "Examination",
    "FileClock",
    "Finding",
    "ImportReport",
    "KeyFile",
    "LimitsStatus",
    "MarketingList",
    "Member",
    "PasswordForecast",
    "Secret",
    "SecretKey",
    "SkippedRow",
    "Status",
    "SyncReport",
    "SystemClock",
    "Verdict",
    "Verification",
]

_MODULES = {
    "Verification": "lists.verify_list",
    "SyncReport": "lists.sync_report",
    "Departure": "store.departures",
    "Alert": "alerts.alerts",
    "Cause": "connection.causes",
    "Clock": "clock",
    "Connector": "connector",
    "ConnectorError": "errors",
    "Event": "events",
    "Examination": "doctor.examination",
    "FileClock": "clock",
    "Finding": "doctor.finding",
    "ImportReport": "lists.marketing_list",
    "KeyFile": "config",
    "LimitsStatus": "limits.budget",
    "MarketingList": "lists.marketing_list",
    "Member": "lists.marketing_list",
    "PasswordForecast": "connection.password_forecast",
    "Secret": "secret",
    "SecretKey": "config",
    "SkippedRow": "lists.marketing_list",
    "Status": "connection.status",
    "SystemClock": "clock",
    "Verdict": "doctor.finding",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of the names above
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
