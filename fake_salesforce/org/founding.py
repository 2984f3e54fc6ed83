"""The records every org has from its first moment: itself, and the user that automation runs as."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from fake_salesforce.clock import to_wire
from fake_salesforce.records import rows
from fake_salesforce.records.derived import derive
from fake_salesforce.records.validation import defaults
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import SObject

AUTOMATED_PROCESS = "AutomatedProcess"
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


def found(
    connection: sqlite3.Connection, organization: SObject, user: SObject, founding: Founding
) -> None:
    """Write the first records of an org."""
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
