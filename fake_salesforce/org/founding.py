"""The records every org has from its first moment.

Itself, the user that automation runs as, the profiles with their permission sets, the licence they
come with, and the values of Lead.Status.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fake_salesforce.clock import to_wire
from fake_salesforce.records import rows
from fake_salesforce.records.derived import derive
from fake_salesforce.records.validation import defaults
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import Schema, SObject

AUTOMATED_PROCESS = "AutomatedProcess"
PROFILES = (
    "System Administrator",
    "Standard User",
    "Marketing User",
    "Contract Manager",
    "Solution Manager",
    "Read Only",
)
"""Names of the standard profiles with a Salesforce licence; the first is that of new users."""

_OF_EVERYBODY = frozenset({"PermissionsApiEnabled", "PermissionsRunReports"})
_NOT_OF_ADMINISTRATORS = frozenset(
    {
        "PermissionsApiUserOnly",
        "PermissionsBulkApiHardDelete",
        "PermissionsForceTwoFactor",
        "PermissionsPasswordNeverExpires",
        "PermissionsQueryAllFiles",
        "PermissionsTwoFactorApi",
    }
)
"""Which permissions whose profile has is believed."""

_AGE = timedelta(days=3 * 365)
"""How long ago an org was founded, so that its records can be older than today."""


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
    take_id: Callable[[sqlite3.Connection, str], str]
    """Gives the next id of a key prefix."""


def found(connection: sqlite3.Connection, schema: Schema, founding: Founding) -> None:
    """Write the first records of an org."""
    organization, user = _known(schema, "Organization"), _known(schema, "User")
    stamp = to_wire(founding.now - _AGE)
    system: dict[str, Stored] = {
        "CreatedDate": stamp,
        "CreatedById": founding.automated_user_id,
        "LastModifiedDate": stamp,
        "LastModifiedById": founding.automated_user_id,
        "SystemModstamp": stamp,
    }
    rows.insert(
        connection,
        organization,
        defaults(organization)
        | system
        | {
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
    automated = (
        defaults(user)
        | system
        | {
            "Id": founding.automated_user_id,
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
    )
    rows.insert(connection, user, automated | derive("User", automated))
    insert = _Inserting(connection, schema, founding, system)
    _profiles(insert)
    _lead_statuses(insert, _known(schema, "Lead"))


def _known(schema: Schema, name: str) -> SObject:
    sobject = schema.known(name)
    assert sobject is not None
    return sobject


@dataclass(frozen=True, slots=True)
class _Inserting:
    """Inserts first records, each with an id and stamps."""

    connection: sqlite3.Connection
    schema: Schema
    founding: Founding
    system: dict[str, Stored]

    def __call__(self, name: str, values: dict[str, Stored]) -> str:
        sobject = _known(self.schema, name)
        record_id = self.founding.take_id(self.connection, sobject.key_prefix)
        rows.insert(
            self.connection, sobject, defaults(sobject) | self.system | values | {"Id": record_id}
        )
        return record_id


def _profiles(insert: _Inserting) -> None:
    """Write the profiles; only the administrator's has permissions besides API access."""
    licence = insert(
        "UserLicense",
        {
            "Name": "Salesforce",
            "MasterLabel": "Salesforce",
            "LicenseDefinitionKey": "SFDC",
            "Status": "Active",
            "TotalLicenses": 15,
            "UsedLicenses": 0,
            "UsedLicensesLastUpdated": insert.system["CreatedDate"],
        },
    )
    for name in PROFILES:
        profile_id = insert(
            "Profile",
            _permissions(_known(insert.schema, "Profile"), name)
            | {"Name": name, "UserLicenseId": licence},
        )
        insert(
            "PermissionSet",
            _permissions(_known(insert.schema, "PermissionSet"), name)
            | {
                "Name": f"X{profile_id}",
                "Label": profile_id,
                "IsOwnedByProfile": 1,
                "ProfileId": profile_id,
                "LicenseId": licence,
                "Type": "Profile",
            },
        )


def _permissions(sobject: SObject, profile: str) -> dict[str, Stored]:
    names = [each.name for each in sobject.fields if each.name.startswith("Permissions")]
    if profile == PROFILES[0]:
        return {name: int(name not in _NOT_OF_ADMINISTRATORS) for name in names}
    return {name: int(name in _OF_EVERYBODY) for name in names}


def _lead_statuses(insert: _Inserting, lead: SObject) -> None:
    status = lead.field("Status")
    assert status is not None
    for number, each in enumerate(status.picklist_values, 1):
        insert(
            "LeadStatus",
            {
                "MasterLabel": each.label,
                "ApiName": each.value,
                "SortOrder": number,
                "IsDefault": int(each.default),
                "IsConverted": int(each.value == "Closed - Converted"),
            },
        )
