"""What writing a record has to do with other records, one function an object.

``before_write`` completes a record from others and refuses what they forbid; ``after_write`` lets
others follow. Both run in the writer's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fake_salesforce.errors import (
    DuplicateValueError,
    NotImplementedInFakeError,
    RequiredFieldMissingError,
)
from fake_salesforce.schema import Schema

from . import (
    activities,
    activity_dates,
    bounces,
    campaigns,
    cases,
    events,
    opportunities,
    permissions,
    price_books,
    setup_audit,
    shares,
    user_logins,
)
from .fiscal_year import fiscal_year
from .values import Stored


@dataclass(frozen=True, slots=True)
class Change:
    """One write on its way."""

    connection: sqlite3.Connection
    before: Mapping[str, Stored] | None
    """The record as it was; None for a new one."""
    given: Mapping[str, Stored]
    """What is written, defaults included."""
    create: Callable[[str, Mapping[str, Stored]], None]
    """Creates another record, as it is stored, with an id and stamps."""
    schema: Schema
    stamp: str
    """When, as it is stored."""

    @property
    def today(self) -> str:
        """The day, as ``2020-07-20``."""
        return self.stamp[:10]

    @property
    def record(self) -> dict[str, Stored]:
        """The record as it becomes."""
        return {**(self.before or {}), **self.given}


def before_write(sobject_name: str, change: Change) -> dict[str, Stored]:
    """Return fields of a record that follow from what is written and from other records.

    Raises:
        SalesforceError: other records forbid it.
        NotImplementedInFakeError: it has consequences that the fake does not know.
    """
    rule = _BEFORE.get(sobject_name)
    return {} if rule is None else rule(change)


def before_delete(
    connection: sqlite3.Connection, sobject_name: str, record: Mapping[str, Stored]
) -> None:
    """Refuse to delete a record that stays as long as another one does.

    Raises:
        SalesforceError: it is one.
    """
    rule = _BEFORE_DELETE.get(sobject_name)
    if rule is not None:
        rule(connection, record)


def after_write(sobject_name: str, change: Change) -> None:
    """Let other records follow a record that was written or put into the recycle bin."""
    if sobject_name in shares.SHARED:
        shares.end_with_owner(change.connection, sobject_name, change.before, change.record)
    rule = _AFTER.get(sobject_name)
    if rule is not None:
        rule(change)
    for entry in setup_audit.entries(change.connection, sobject_name, change.before, change.record):
        change.create("SetupAuditTrail", entry)


def after_delete(sobject_name: str, change: Change) -> None:
    """Let other records follow one that is gone for good."""
    for entry in setup_audit.entries_of_deletion(change.connection, sobject_name, change.record):
        change.create("SetupAuditTrail", entry)


def _object_permissions(change: Change) -> dict[str, Stored]:
    permissions.check_object_permissions(change.record, change.schema)
    permissions.check_single(
        change.connection, "ObjectPermissions", change.record, "ParentId", "SobjectType"
    )
    return {}


def _field_permissions(change: Change) -> dict[str, Stored]:
    permissions.check_field_permissions(change.record, change.schema)
    permissions.check_single(
        change.connection, "FieldPermissions", change.record, "ParentId", "Field"
    )
    return {}


def _permission_set(change: Change) -> dict[str, Stored]:
    permissions.check_single(change.connection, "PermissionSet", change.record, "Name")
    return {"IsCustom": 1} if change.before is None else {}


def _permission_set_assignment(change: Change) -> dict[str, Stored]:
    permissions.check_single(
        change.connection,
        "PermissionSetAssignment",
        change.record,
        "AssigneeId",
        "PermissionSetId",
    )
    return {}


def _after_profile(change: Change) -> None:
    """Let a profile's own permission set follow it; a new profile gets one."""
    profile = change.record
    if change.before is None:
        name = {"Name": f"X{profile['Id']}", "Label": profile["Id"], "Type": "Profile"}
        owned = {"IsOwnedByProfile": 1, "ProfileId": profile["Id"]}
        change.create("PermissionSet", {**name, **owned})
    permissions.follow_profile(change.connection, profile)


def _after_permission_set(change: Change) -> None:
    if change.record["IsOwnedByProfile"]:
        permissions.follow_set(change.connection, change.record)


def _after_user(change: Change) -> None:
    """Assign a user the permission set of his profile."""
    user = change.record
    if change.before is None:
        profile_set = permissions.set_of_profile(change.connection, user["ProfileId"])
        change.create(
            "PermissionSetAssignment", {"AssigneeId": user["Id"], "PermissionSetId": profile_set}
        )
    elif change.before["ProfileId"] != user["ProfileId"]:
        permissions.follow_profile_of_user(change.connection, user, change.before["ProfileId"])


def _share(change: Change) -> dict[str, Stored]:
    shares.check_made(change.record)
    return {"IsDeleted": 0}


def _opportunity(change: Change) -> dict[str, Stored]:
    if change.before is None and change.given.get("ContactId") is not None:
        part = "an Opportunity created with its ContactId"
        raise NotImplementedInFakeError(part, instead="Create an OpportunityContactRole after it.")
    start_month = fiscal_year(change.connection).start_month
    period = opportunities.fiscal_period(str(change.record["CloseDate"]), start_month)
    return opportunities.staged(change.given, change.before) | period


def _task(change: Change) -> dict[str, Stored]:
    activities.refuse_recurrence(change.given)
    activities.check_relations(change.record)
    return {"AccountId": activities.account_of(change.connection, change.record)}


def _event(change: Change) -> dict[str, Stored]:
    activities.check_relations(change.record)
    events.check_private(change.record)
    return events.times(change.given, change.before) | {
        "AccountId": activities.account_of(change.connection, change.record)
    }


def _after_activity(change: Change) -> None:
    """Let the records that an activity is, or was, about show it."""
    ids = activity_dates.related(change.before, change.record)
    activity_dates.show(change.connection, change.today, ids)


def _person(change: Change) -> dict[str, Stored]:
    return bounces.forgotten(change.before, change.given)


def _permission_set_of_its_own(_: sqlite3.Connection, record: Mapping[str, Stored]) -> None:
    permissions.check_not_of_profile(record)


def _made_share(_: sqlite3.Connection, record: Mapping[str, Stored]) -> None:
    shares.check_unmade(record)


def _record_type(change: Change) -> dict[str, Stored]:
    if change.before is None:
        part = "a RecordType created through the API"
        raise NotImplementedInFakeError(part, instead="In Python, org.add_record_type makes one.")
    permissions.check_single(
        change.connection, "RecordType", change.record, "SobjectType", "DeveloperName"
    )
    return {}


def _auth_provider(_: Change) -> dict[str, Stored]:
    part = "an AuthProvider created through the API"
    raise NotImplementedInFakeError(part, instead="Users log in by themselves.")


def _permission_set_group(_: Change) -> dict[str, Stored]:
    part = "a PermissionSetGroup created through the API"
    raise NotImplementedInFakeError(part, instead="Assign the permission sets one by one.")


def _case(change: Change) -> dict[str, Stored]:
    found = cases.of_contact(change.connection, change.record, change.before)
    if change.before is None:
        found["IsClosedOnCreate"] = cases.progress(change.record)["IsClosed"]
    return found


def _price_book(change: Change) -> dict[str, Stored]:
    price_books.check_name(change.record, change.before)
    return {}


def _standard_price_book(_: sqlite3.Connection, record: Mapping[str, Stored]) -> None:
    price_books.check_not_standard(record)


def _user_login(change: Change) -> dict[str, Stored]:
    user_logins.check_unlocked(change.record, change.before)
    return {}


def _campaign_member(change: Change) -> dict[str, Stored]:
    """Check and complete a member (reference 5.3; texts of the refusals believed)."""
    given = dict(change.given)
    record = change.record
    if change.before is None:
        if record.get("ContactId") is not None:
            given["LeadId"] = None
        field = "ContactId" if record.get("ContactId") is not None else "LeadId"
        if record.get(field) is None:
            message = "Required fields are missing: [ContactId, LeadId]"
            raise RequiredFieldMissingError(message, fields=("ContactId", "LeadId"))
        campaign_id, person_id = str(record["CampaignId"]), str(record[field])
        if campaigns.membership(change.connection, campaign_id, field, person_id) is not None:
            message = "Already a campaign member."
            raise DuplicateValueError(message, fields=())
    asked = record.get("Status")
    status, has_responded = campaigns.status_of(
        change.connection, str(record["CampaignId"]), None if asked is None else str(asked)
    )
    responded = record.get("FirstRespondedDate")
    if has_responded and responded is None:
        responded = str(record["LastModifiedDate"])[:10]
    return {
        "LeadId": given.get("LeadId", record.get("LeadId")),
        "Status": status,
        "HasResponded": has_responded,
        "FirstRespondedDate": responded,
    }


def _campaign_member_status(change: Change) -> dict[str, Stored]:
    if change.given.get("SortOrder") is not None or change.before is not None:
        return {}
    row = change.connection.execute(
        'SELECT coalesce(max("SortOrder"), 0) + 1 FROM "CampaignMemberStatus"'
        ' WHERE "CampaignId" = ?',
        (change.given["CampaignId"],),
    ).fetchone()
    return {"SortOrder": row[0]}


def _after_campaign(change: Change) -> None:
    if change.before is None:
        for order, (label, has_responded, is_default) in enumerate(campaigns.DEFAULT_STATUSES, 1):
            change.create(
                "CampaignMemberStatus",
                {
                    "CampaignId": change.record["Id"],
                    "Label": label,
                    "HasResponded": has_responded,
                    "IsDefault": is_default,
                    "SortOrder": order,
                },
            )
        campaigns.roll_up(change.connection, str(change.record["Id"]))


def _after_campaign_member(change: Change) -> None:
    record = change.record
    campaigns.show_people(change.connection, str(record["ContactId"] or record["LeadId"]))
    campaigns.follow(change.connection, str(record["CampaignId"]), stamp=change.stamp)


def _after_campaign_member_status(change: Change) -> None:
    campaigns.is_default_alone(change.connection, change.record)


def _after_person(change: Change) -> None:
    if change.before is not None:
        campaigns.show_people(change.connection, str(change.record["Id"]))


def _after_contact(change: Change) -> None:
    _after_person(change)
    if change.before is not None:
        cases.show_contact(change.connection, str(change.record["Id"]))


def _after_account(change: Change) -> None:
    """Let members show the account's new name."""
    if change.before is not None and change.before["Name"] != change.record["Name"]:
        for (contact_id,) in change.connection.execute(
            'SELECT "Id" FROM "Contact" WHERE "AccountId" = ?', (change.record["Id"],)
        ).fetchall():
            campaigns.show_people(change.connection, contact_id)


def _after_opportunity(change: Change) -> None:
    before = (change.before or {}).get("CampaignId")
    for campaign_id in {before, change.record.get("CampaignId")} - {None}:
        campaigns.follow(change.connection, str(campaign_id), stamp=change.stamp)


_BEFORE: Mapping[str, Callable[[Change], dict[str, Stored]]] = MappingProxyType(
    {
        "AuthProvider": _auth_provider,
        "CampaignMember": _campaign_member,
        "CampaignMemberStatus": _campaign_member_status,
        "Case": _case,
        "Contact": _person,
        "Event": _event,
        "FieldPermissions": _field_permissions,
        "Lead": _person,
        "ObjectPermissions": _object_permissions,
        "Opportunity": _opportunity,
        "PermissionSet": _permission_set,
        "PermissionSetAssignment": _permission_set_assignment,
        "PermissionSetGroup": _permission_set_group,
        "Pricebook2": _price_book,
        "RecordType": _record_type,
        "Task": _task,
        "UserLogin": _user_login,
        **dict.fromkeys((f"{each}Share" for each in shares.SHARED), _share),
    }
)
_BEFORE_DELETE: Mapping[str, Callable[[sqlite3.Connection, Mapping[str, Stored]], None]] = (
    MappingProxyType(
        {
            "CampaignMemberStatus": campaigns.check_unneeded,
            "PermissionSet": _permission_set_of_its_own,
            "Pricebook2": _standard_price_book,
            **dict.fromkeys((f"{each}Share" for each in shares.SHARED), _made_share),
        }
    )
)
_AFTER: Mapping[str, Callable[[Change], None]] = MappingProxyType(
    {
        "Account": _after_account,
        "Campaign": _after_campaign,
        "CampaignMember": _after_campaign_member,
        "CampaignMemberStatus": _after_campaign_member_status,
        "Contact": _after_contact,
        "Event": _after_activity,
        "Lead": _after_person,
        "Opportunity": _after_opportunity,
        "PermissionSet": _after_permission_set,
        "Profile": _after_profile,
        "Task": _after_activity,
        "User": _after_user,
    }
)
