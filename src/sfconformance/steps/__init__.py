"""The steps a scenario can take: one file each, one class each, its ``key`` the key in the file.

A new step is a new file here and one entry in :data:`STEPS`; model, JSON Schema and step reference
follow from it.
"""

from __future__ import annotations

from sfconformance.steps.clock import Clock
from sfconformance.steps.connect import Connect
from sfconformance.steps.disconnect import Disconnect
from sfconformance.steps.doctor import Doctor
from sfconformance.steps.import_list import ImportList
from sfconformance.steps.list_step import ListStep
from sfconformance.steps.network import Network
from sfconformance.steps.organization import Organization
from sfconformance.steps.query_locators import QueryLocators
from sfconformance.steps.record import Record
from sfconformance.steps.record_types import RecordTypes
from sfconformance.steps.report import Report
from sfconformance.steps.salesforce import Salesforce
from sfconformance.steps.schedule_list import ScheduleList
from sfconformance.steps.sessions import Sessions
from sfconformance.steps.status import ReadStatus
from sfconformance.steps.step import ConnectorStep, OrgStep, Step
from sfconformance.steps.sync_list import SyncList
from sfconformance.steps.test import TestConnection
from sfconformance.steps.tick import Tick
from sfconformance.steps.update_login import UpdateLogin
from sfconformance.steps.user import User

STEPS: tuple[type[Step], ...] = (
    Clock,
    User,
    Record,
    Report,
    Sessions,
    QueryLocators,
    Network,
    Salesforce,
    Connect,
    UpdateLogin,
    TestConnection,
    Disconnect,
    Organization,
    RecordTypes,
    ImportList,
    SyncList,
    ScheduleList,
    Tick,
    Doctor,
    ReadStatus,
)
"""Every step, those on the org first."""

__all__ = ["STEPS", "ConnectorStep", "ListStep", "OrgStep", "Step"]
