"""The records every org has from its first moment.

Itself, the user that automation runs as, the profiles with their permission sets, the licence they
come with, the standard price book, the values of Lead.Status, the menu item of its connected app.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from fake_salesforce.records.derived import derive
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import Schema

from . import app_menu
from .connected_apps import DEFAULT
from .standard_grants import found_profiles
from .system_records import SystemRecords

AUTOMATED_PROCESS = "AutomatedProcess"
_AGE = timedelta(days=3 * 365)
"""How long ago an org was founded, so that its records can be older than today."""
_CASES = 999
"""An org's first case has the number 00001000 (believed)."""


@dataclass(frozen=True, slots=True)
class Founding:
    """What is settled about an org before it has any record."""

    organization_id: str
    automated_user_id: str
    profile_id: str
    name: str
    edition: str
    is_sandbox: bool
    instance_name: str
    now: datetime
    instance: str
    """The three characters that stand for the org's instance in every id."""

    @property
    def founded(self) -> datetime:
        """When the org says that it was founded."""
        return self.now - _AGE


def found(connection: sqlite3.Connection, schema: Schema, founding: Founding) -> None:
    """Write the first records of an org that are its own; the others come with the template."""
    system = SystemRecords(
        connection,
        schema,
        founding.instance,
        founding.automated_user_id,
        founding.founded,
    )
    system.insert(
        "Organization",
        {
            "Id": founding.organization_id,
            "Name": founding.name,
            "OrganizationType": founding.edition,
            "InstanceName": founding.instance_name,
            "IsSandbox": int(founding.is_sandbox),
            "FiscalYearStartMonth": 1,
            "NumKnowledgeService": 0,
            "PrimaryContact": "Administrator",
        },
    )
    automated: dict[str, Stored] = {
        "Username": f"autoproc@{founding.organization_id.lower()}",
        "LastName": "Process",
        "FirstName": "Automated",
        "Email": f"autoproc@{founding.organization_id.lower()}.example",
        "Alias": "autoproc",
        "CommunityNickname": "autoproc",
        "UserType": AUTOMATED_PROCESS,
        "ProfileId": founding.profile_id,
        "TimeZoneSidKey": "America/Los_Angeles",
        "LocaleSidKey": "en_US",
        "LanguageLocaleKey": "en_US",
        "EmailEncodingKey": "ISO-8859-1",
    }
    system.insert("User", automated | derive("User", automated))
    app_menu.add(
        connection,
        1,
        DEFAULT,
        instance=founding.instance,
        author=founding.automated_user_id,
        at=founding.founded,
    )


def found_common(system: SystemRecords) -> None:
    """Write the first records that are alike in every org, but for ids and stamps."""
    licence_id = system.insert(
        "UserLicense",
        {
            "Name": "Salesforce",
            "MasterLabel": "Salesforce",
            "LicenseDefinitionKey": "SFDC",
            "Status": "Active",
            "TotalLicenses": 15,
            "UsedLicenses": 0,
            "UsedLicensesLastUpdated": system.stamps["CreatedDate"],
        },
    )
    found_profiles(system, licence_id)
    _lead_statuses(system)
    system.insert("Pricebook2", {"Name": "Standard Price Book", "IsStandard": 1, "IsActive": 1})
    system.connection.execute("INSERT INTO _sequence VALUES ('Case.CaseNumber', ?)", (_CASES,))


def _lead_statuses(system: SystemRecords) -> None:
    status = system.sobject("Lead").field("Status")
    assert status is not None
    for number, each in enumerate(status.picklist_values, 1):
        system.insert(
            "LeadStatus",
            {
                "MasterLabel": each.label,
                "ApiName": each.value,
                "SortOrder": number,
                "IsDefault": int(each.default),
                "IsConverted": int(each.value == "Closed - Converted"),
            },
        )
