"""Converting a lead into an account, a contact and, unless told, an opportunity.

The rules are those of [K:api/convertlead] and of Salesforce help, "Considerations for Converting
Leads".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from fake_salesforce import ids
from fake_salesforce.errors import (
    InsufficientAccessOrReadonlyError,
    InvalidCrossReferenceKeyError,
    InvalidStatusError,
    MissingArgumentError,
)
from fake_salesforce.schema import Schema, SObject

from . import campaigns, locks, permitted, rows
from .conversion_targets import Targets
from .lead_convert import Converted, LeadConvert, check_consistent
from .leads import check_not_converted
from .values import Stored
from .writer import RecordWriter
from .writing import Writing

_NO_OWNER = (
    "Converted objects can only be owned by users.  If the lead is not owned by a user, you must"
    " specify a user for the Owner field."
)
"""Recorded ([P] x2); its code is believed."""


class Conversion:
    """Converts the leads of one org."""

    def __init__(self, schema: Schema, writer: RecordWriter) -> None:
        self._schema = schema
        self._writer = writer

    def convert(
        self, connection: sqlite3.Connection, asked: LeadConvert, *, writing: Writing
    ) -> Converted:
        """Convert one lead.

        Duplicate rules do not look at what is made, as in an org without Apex Lead Convert
        (Salesforce help, "Things to Know About Duplicate Rules"), nor do validation rules, as where
        Require Validation for Converted Leads is off (that it is, is believed).

        Believed: the codes and texts of the refusals that are not said to be recorded.

        Raises:
            MissingArgumentError: there is no ``converted_status``.
            InvalidStatusError: it is none of a converted lead ([P] x2).
            CannotUpdateConvertedLeadError: the lead was converted already.
            FieldIntegrityError: what is asked contradicts itself.
            InvalidCrossReferenceKeyError: the owner is no user ([P] x2), or a record is not there.
            InsufficientAccessOrReadonlyError: the user may not convert leads.
            SalesforceError: a record that would be made is refused.
        """
        sobject = self._sobject("Lead")
        lead = self._writer.existing(connection, sobject, asked.lead_id, writing.access)
        self._check_rights(connection, lead, writing)
        check_not_converted(sobject, lead)
        check_consistent(asked)
        status = _converted_status(connection, asked.converted_status)
        writing = writing.without_rules
        owner_id = self._owner(connection, asked.owner_id or str(lead["OwnerId"]))
        targets = Targets(connection, self._schema, self._writer, asked, lead, owner_id, writing)
        account_id = targets.account()
        contact_id = targets.contact(account_id)
        opportunity_id = targets.opportunity(account_id, contact_id)
        result = Converted(str(lead["Id"]), account_id, contact_id, opportunity_id)
        self._close(connection, lead, status, result, writing)
        self._move_members(connection, result, writing)
        new_owner_id = None if asked.owner_id is None else owner_id
        self._move_activities(connection, result, new_owner_id, writing)
        return result

    def _sobject(self, name: str) -> SObject:
        sobject = self._schema.known(name)
        assert sobject is not None
        return sobject

    def _check_rights(
        self, connection: sqlite3.Connection, lead: Mapping[str, Stored], writing: Writing
    ) -> None:
        """Ask for Convert Leads, and for creating and editing all three ([K:api/convertlead])."""
        access = writing.access
        made = [self._sobject(each) for each in ("Account", "Contact", "Opportunity")]
        may_make = all(access.can_create(each) and access.can_edit(each) for each in made)
        if not (access.has("ConvertLeads") and may_make):
            message = "insufficient access rights on object id"
            raise InsufficientAccessOrReadonlyError(message, fields=())
        permitted.check_edit(connection, self._sobject("Lead"), str(lead["Id"]), access)
        locks.check_approval(connection, self._sobject("Lead"), str(lead["Id"]), access)

    def _owner(self, connection: sqlite3.Connection, owner_id: str) -> str:
        user = self._sobject("User")
        if ids.is_id(owner_id) and rows.find(connection, user, ids.normalize(owner_id)):
            return ids.normalize(owner_id)
        raise InvalidCrossReferenceKeyError(_NO_OWNER, fields=())

    def _close(
        self,
        connection: sqlite3.Connection,
        lead: Mapping[str, Stored],
        status: str,
        result: Converted,
        writing: Writing,
    ) -> None:
        values: dict[str, Stored] = {
            "Status": status,
            "IsConverted": 1,
            "ConvertedDate": writing.now.date().isoformat(),
            "ConvertedAccountId": result.account_id,
            "ConvertedContactId": result.contact_id,
            "ConvertedOpportunityId": result.opportunity_id,
            "IsUnreadByOwner": 0,
        }
        self._writer.rewrite(connection, self._sobject("Lead"), lead, values, writing=writing)

    def _move_members(
        self, connection: sqlite3.Connection, result: Converted, writing: Writing
    ) -> None:
        """Make the lead's memberships the contact's; they keep the LeadId ([I:grouparoo#1051]).

        Where the contact is a member already, its membership stays and the other goes (believed).
        """
        member = self._sobject("CampaignMember")
        lead_id = member.field("LeadId")
        assert lead_id is not None
        for each in rows.referring(connection, member, lead_id, result.lead_id):
            campaign_id, contact_id = str(each["CampaignId"]), result.contact_id
            if campaigns.membership(connection, campaign_id, "ContactId", contact_id) is None:
                values = {"ContactId": contact_id}
                self._writer.rewrite(connection, member, each, values, writing=writing)
            else:
                self._writer.recycle_bin.put(connection, member, each, writing=writing)

    def _move_activities(
        self,
        connection: sqlite3.Connection,
        result: Converted,
        new_owner_id: str | None,
        writing: Writing,
    ) -> None:
        """Attach the lead's activities to what it has become.

        Name and Related To become the contact and the opportunity; what is open and assigned to who
        converts goes to a new owner (Salesforce help, "Activity history on a Lead when it is
        converted").
        """
        for name in ("Task", "Event"):
            sobject = self._sobject(name)
            who_id = sobject.field("WhoId")
            assert who_id is not None
            for each in rows.referring(connection, sobject, who_id, result.lead_id):
                values: dict[str, Stored] = {
                    "WhoId": result.contact_id,
                    "WhatId": each["WhatId"] or result.opportunity_id,
                    "AccountId": result.account_id,
                }
                is_taken_over = each["OwnerId"] == writing.user_id and not each.get("IsClosed")
                if new_owner_id is not None and is_taken_over:
                    values["OwnerId"] = new_owner_id
                self._writer.rewrite(connection, sobject, each, values, writing=writing)


def _converted_status(connection: sqlite3.Connection, status: str) -> str:
    """Return the status by its API name; it may be given by its label."""
    if not status:
        message = "convertedStatus not specified"
        raise MissingArgumentError(message, fields=())
    row = connection.execute(
        'SELECT "ApiName" FROM "LeadStatus" WHERE "IsConverted" = 1'
        ' AND (lower("MasterLabel") = lower(?) OR lower("ApiName") = lower(?))',
        (status, status),
    ).fetchone()
    if row is None:
        message = f"invalid convertedStatus: {status}"
        raise InvalidStatusError(message, fields=("Status",))
    return str(row[0])
