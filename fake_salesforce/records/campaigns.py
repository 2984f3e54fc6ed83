"""Campaigns and their members: statuses, what a member shows of its person, the roll-ups.

The writer calls these after a row is written, in the same transaction. Columns are copied in SQL,
so that a population of many members goes the same way as one member does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType

from fake_salesforce.errors import DeleteFailedError

from .values import Stored

DEFAULT_STATUSES = (("Sent", 0, 1), ("Responded", 1, 0))
"""Label, HasResponded and IsDefault of the statuses a new campaign has (reference 5.3)."""

_SHARED = (
    *("FirstName", "LastName", "Name", "Salutation", "Title", "Phone", "MobilePhone", "Fax"),
    *("Email", "Description", "DoNotCall", "HasOptedOutOfEmail", "HasOptedOutOfFax", "LeadSource"),
)
_OF_LEAD: Mapping[str, str] = MappingProxyType(
    {each: f'p."{each}"' for each in _SHARED}
    | {each: f'p."{each}"' for each in ("Street", "City", "State", "PostalCode", "Country")}
    | {
        "CompanyOrAccount": 'p."Company"',
        "LeadOrContactId": 'p."Id"',
        "LeadOrContactOwnerId": 'p."OwnerId"',
        "Type": "'Lead'",
    }
)
_OF_CONTACT: Mapping[str, str] = MappingProxyType(
    dict(_OF_LEAD)
    | {each: f'p."Mailing{each}"' for each in ("Street", "City", "State", "PostalCode", "Country")}
    | {
        "CompanyOrAccount": '(SELECT "Name" FROM "Account" WHERE "Id" = p."AccountId")',
        "Type": "'Contact'",
    }
)
_COUNTS: Mapping[str, str] = MappingProxyType(
    {
        "NumberOfLeads": 'count(m."LeadId")',
        "NumberOfContacts": 'count(m."ContactId")',
        "NumberOfResponses": 'coalesce(sum(m."HasResponded"), 0)',
        "NumberOfConvertedLeads": 'coalesce(sum(l."IsConverted"), 0)',
    }
)
_SUMS: Mapping[str, str] = MappingProxyType(
    {
        "NumberOfOpportunities": "count(*)",
        "NumberOfWonOpportunities": 'coalesce(sum("IsWon"), 0)',
        "AmountAllOpportunities": 'coalesce(sum("Amount"), 0.0)',
        "AmountWonOpportunities": 'coalesce(sum(CASE WHEN "IsWon" THEN "Amount" END), 0.0)',
    }
)


def _names(columns: Mapping[str, str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def show_people(connection: sqlite3.Connection, person_id: str | None = None) -> None:
    """Copy what members show of their lead or contact; of one that has both, the contact.

    Args:
        connection: within a transaction.
        person_id: the lead or contact whose memberships are meant; None means all of them.
    """
    for sobject, columns in (("Lead", _OF_LEAD), ("Contact", _OF_CONTACT)):
        connection.execute(
            f'UPDATE "CampaignMember" AS m SET ({_names(columns)}) ='  # noqa: S608 - our own names
            f' (SELECT {", ".join(columns.values())} FROM "{sobject}" AS p'
            f' WHERE p."Id" = m."{sobject}Id") WHERE m."{sobject}Id"'
            + (" IS NOT NULL" if person_id is None else " = ?")
            + (' AND m."ContactId" IS NULL' if sobject == "Lead" else ""),
            () if person_id is None else (person_id,),
        )


def follow(connection: sqlite3.Connection, campaign_id: str, *, stamp: str) -> None:
    """Let a campaign count what it has by now.

    A count that changes moves SystemModstamp and not LastModifiedDate: it is an automated process
    that writes it ([K:object-reference/system-fields]).
    """
    counts = _counts(connection, campaign_id)
    roll_up(connection, campaign_id)
    if _counts(connection, campaign_id) != counts:
        connection.execute(
            'UPDATE "Campaign" SET "SystemModstamp" = ? WHERE "Id" = ?', (stamp, campaign_id)
        )


def _counts(connection: sqlite3.Connection, campaign_id: str) -> tuple[Stored, ...]:
    row: tuple[Stored, ...] = connection.execute(
        f'SELECT {_names(_COUNTS)}, {_names(_SUMS)} FROM "Campaign" WHERE "Id" = ?',  # noqa: S608 - our own names
        (campaign_id,),
    ).fetchone()
    return row


def roll_up(connection: sqlite3.Connection, campaign_id: str | None = None) -> None:
    """Count the members and the opportunities of one campaign, or of all; no stamp moves."""
    connection.execute(
        f'UPDATE "Campaign" AS c SET ({_names(_COUNTS)}) = (SELECT'  # noqa: S608 - our own names
        f' {", ".join(_COUNTS.values())} FROM "CampaignMember" AS m'
        ' LEFT JOIN "Lead" AS l ON l."Id" = m."LeadId"'
        ' WHERE m."CampaignId" = c."Id" AND m."IsDeleted" = 0),'
        f' ({_names(_SUMS)}) = (SELECT {", ".join(_SUMS.values())} FROM "Opportunity"'
        ' WHERE "CampaignId" = c."Id" AND "IsDeleted" = 0)'
        + ("" if campaign_id is None else ' WHERE "Id" = ?'),
        () if campaign_id is None else (campaign_id,),
    )


def status_of(
    connection: sqlite3.Connection, campaign_id: str, label: str | None
) -> tuple[str | None, int]:
    """Return the label and HasResponded of a member's status.

    What is no status of the campaign becomes the default; if there is none, it stays, and is no
    response ([K:object-reference/campaignmember]).
    """
    row = connection.execute(
        'SELECT "Label", "HasResponded" FROM "CampaignMemberStatus" WHERE "CampaignId" = ?'
        ' AND "IsDeleted" = 0 AND ("Label" = ? COLLATE NOCASE OR "IsDefault" = 1)'
        ' ORDER BY "Label" = ? COLLATE NOCASE DESC, "SortOrder" LIMIT 1',
        (campaign_id, label or "", label or ""),
    ).fetchone()
    return (label, 0) if row is None else (row[0], row[1])


def membership(
    connection: sqlite3.Connection, campaign_id: str, person_field: str, person_id: str
) -> str | None:
    """Return the id of the member that a lead or contact is of a campaign; None if it is none.

    Args:
        connection: to the org's database.
        campaign_id: the campaign.
        person_field: ``LeadId`` or ``ContactId``.
        person_id: of the lead or contact.
    """
    row = connection.execute(
        f'SELECT "Id" FROM "CampaignMember" WHERE "{person_field}" = ?'  # noqa: S608 - one of two
        ' AND "CampaignId" = ? AND "IsDeleted" = 0',
        (person_id, campaign_id),
    ).fetchone()
    return None if row is None else row[0]


def is_member_already(connection: sqlite3.Connection, member: Mapping[str, Stored]) -> bool:
    """Tell whether the person of a membership that is not there has another one there."""
    return any(
        member[field] is not None
        and membership(connection, str(member["CampaignId"]), field, str(member[field])) is not None
        for field in ("LeadId", "ContactId")
    )


def latest_of_lead(connection: sqlite3.Connection, lead_id: str) -> str | None:
    """Return the campaign that a lead was added to last; None if it is in none."""
    row = connection.execute(
        'SELECT "CampaignId" FROM "CampaignMember" WHERE "LeadId" = ? AND "IsDeleted" = 0'
        ' ORDER BY "CreatedDate" DESC, _row DESC LIMIT 1',
        (lead_id,),
    ).fetchone()
    return None if row is None else str(row[0])


def can_outlive(sobject_name: str, field_name: str) -> bool:
    """Tell whether a record may stay when the one goes that it refers to by a cascading field.

    A member that was a lead's and is a contact's since the lead was converted names both, and stays
    without the lead (believed).
    """
    return (sobject_name, field_name) == ("CampaignMember", "LeadId")


def outlives(sobject_name: str, field_name: str, record: Mapping[str, Stored]) -> bool:
    """Tell whether this record stays when the one goes that it refers to by this field."""
    return can_outlive(sobject_name, field_name) and record.get("ContactId") is not None


def check_unneeded(connection: sqlite3.Connection, status: Mapping[str, Stored]) -> None:
    """Refuse to delete the default status of a campaign, or one that members have.

    Raises:
        DeleteFailedError: it is ([K:object-reference/campaignmemberstatus]; code, text believed).
    """
    is_used = connection.execute(
        'SELECT 1 FROM "CampaignMember" WHERE "CampaignId" = ? AND "Status" = ? COLLATE NOCASE'
        ' AND "IsDeleted" = 0',
        (status["CampaignId"], status["Label"]),
    ).fetchone()
    if status["IsDefault"] or is_used is not None:
        message = "Your attempt to delete the member status could not be completed because it is"
        raise DeleteFailedError(
            f"{message} {'the default' if status['IsDefault'] else 'in use'}.", fields=()
        )


def is_default_alone(connection: sqlite3.Connection, status: Mapping[str, Stored]) -> None:
    """Take the default from the other statuses of the campaign once one is the default."""
    if status["IsDefault"]:
        connection.execute(
            'UPDATE "CampaignMemberStatus" SET "IsDefault" = 0'
            ' WHERE "CampaignId" = ? AND "Id" <> ?',
            (status["CampaignId"], status["Id"]),
        )
