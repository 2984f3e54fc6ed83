"""The account, the contact and the opportunity that a lead becomes: made, or filled up.

Field-level security is not asked for what is mapped (believed).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fake_salesforce.access import FullAccess
from fake_salesforce.errors import FieldIntegrityError
from fake_salesforce.schema import FieldType, Schema, SObject

from . import campaigns, permitted
from .conversion_mapping import ACCOUNT, CONTACT, NEW_CONTACT, OPPORTUNITY, filling, mapped
from .fiscal_year import fiscal_year
from .lead_convert import LONGEST_NAME, LeadConvert
from .opportunities import STAGES
from .values import Json, Stored
from .writer import RecordWriter
from .writing import Writing


@dataclass(frozen=True, slots=True)
class Targets:
    """Makes what one lead becomes, or fills up what there is."""

    connection: sqlite3.Connection
    schema: Schema
    writer: RecordWriter
    asked: LeadConvert
    lead: Mapping[str, Stored]
    owner_id: str
    """Owns what is made; what there is keeps its owner ([K:api/convertlead])."""
    writing: Writing

    def account(self) -> str:
        """Return the id of the account."""
        given = mapped(self.lead, ACCOUNT)
        if self.asked.account_id is None:
            return self._made("Account", given)
        account = self._existing("Account", self.asked.account_id)
        return self._filled("Account", account, filling(account, given))

    def contact(self, account_id: str) -> str:
        """Return the id of the contact of an account.

        Raises:
            FieldIntegrityError: the existing one is of another account (code and text believed).
        """
        given = mapped(self.lead, CONTACT)
        if self.asked.contact_id is None:
            of_account: dict[str, Stored] = {"AccountId": account_id}
            return self._made("Contact", given | mapped(self.lead, NEW_CONTACT) | of_account)
        contact = self._existing("Contact", self.asked.contact_id)
        if contact["AccountId"] != account_id:
            message = "the contact must be associated with the specified account"
            raise FieldIntegrityError(message, fields=())
        values = filling(contact, given)
        if self.asked.overwrite_lead_source:
            values["LeadSource"] = self.lead["LeadSource"]
        return self._filled("Contact", contact, values)

    def opportunity(self, account_id: str, contact_id: str) -> str | None:
        """Return the id of the opportunity, in which the contact has a role; None is none.

        Its campaign is the one that the lead was added to last, and it closes with the fiscal
        quarter (Salesforce help, "Lead Conversion Field Mapping"). That its stage is the first one
        is believed.
        """
        if self.asked.do_not_create_opportunity:
            return None
        given = mapped(self.lead, OPPORTUNITY) | {"AccountId": account_id}
        campaign_id = campaigns.latest_of_lead(self.connection, str(self.lead["Id"]))
        if campaign_id is not None:
            given["CampaignId"] = campaign_id
        if self.asked.opportunity_id is None:
            given |= {
                "Name": (self.asked.opportunity_name or str(self.lead["Company"]))[:LONGEST_NAME],
                "StageName": next(iter(STAGES)),
                "CloseDate": _end_of_quarter(self.connection, self.writing.now.date()),
            }
            opportunity_id = self._made("Opportunity", given)
        else:
            found = self._existing("Opportunity", self.asked.opportunity_id)
            opportunity_id = self._filled("Opportunity", found, filling(found, given))
        self._give_role(opportunity_id, contact_id)
        return opportunity_id

    def _give_role(self, opportunity_id: str, contact_id: str) -> None:
        """Make the contact the primary one, unless there is one or it has a role (believed)."""
        found = self.connection.execute(
            'SELECT 1 FROM "OpportunityContactRole" WHERE "OpportunityId" = ?'
            ' AND ("ContactId" = ? OR "IsPrimary") AND "IsDeleted" = 0',
            (opportunity_id, contact_id),
        ).fetchone()
        if found is None:
            role: dict[str, Json] = {"OpportunityId": opportunity_id, "ContactId": contact_id}
            sobject = self._sobject("OpportunityContactRole")
            given = role | {"IsPrimary": True}
            self.writer.create(self.connection, sobject, given, writing=self._as_system)

    @property
    def _as_system(self) -> Writing:
        """The same writing, with every right: what it may do has been asked before."""
        return replace(self.writing, access=FullAccess())

    def _sobject(self, name: str) -> SObject:
        sobject = self.schema.known(name)
        assert sobject is not None
        return sobject

    def _existing(self, name: str, record_id: str) -> dict[str, Stored]:
        """Return a record into which the lead goes: the user may edit it."""
        sobject, access = self._sobject(name), self.writing.access
        record = self.writer.existing(self.connection, sobject, record_id, access)
        permitted.check_edit(self.connection, sobject, str(record["Id"]), access)
        return record

    def _made(self, name: str, values: Mapping[str, Stored]) -> str:
        """Create a record of the owner's default record type ([K:api/convertlead])."""
        sobject = self._sobject(name)
        given = _as_json(sobject, values) | {"OwnerId": self.owner_id}
        record_type = self.writing.access_of(self.owner_id).default_record_type(sobject)
        if sobject.record_types and record_type is not None:
            given["RecordTypeId"] = record_type
        return self.writer.create(self.connection, sobject, given, writing=self._as_system)

    def _filled(self, name: str, record: Mapping[str, Stored], values: Mapping[str, Stored]) -> str:
        sobject, record_id = self._sobject(name), str(record["Id"])
        given = _as_json(sobject, values)
        self.writer.update(self.connection, sobject, record_id, given, writing=self._as_system)
        return record_id


def _end_of_quarter(connection: sqlite3.Connection, today: date) -> str:
    """Return the last day of the current fiscal quarter (Salesforce help, "Lead Conversion")."""
    months_left = 3 - (today.month - fiscal_year(connection).start_month) % 3
    months = today.year * 12 + today.month - 1 + months_left
    return (date(months // 12, months % 12 + 1, 1) - timedelta(days=1)).isoformat()


def _as_json(sobject: SObject, values: Mapping[str, Stored]) -> dict[str, Json]:
    """Return stored values as a body of JSON has them."""
    return {
        name: bool(value)
        if (field := sobject.field(name)) is not None and field.type is FieldType.BOOLEAN
        else value
        for name, value in values.items()
    }
