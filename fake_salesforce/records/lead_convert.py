"""What is asked for a lead that is converted, and what it becomes ([K:api/convertlead])."""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.errors import FieldIntegrityError, StringTooLongError

MOST_LEADS = 100
"""Leads of one call ([K:api/convertlead])."""
LONGEST_NAME = 80
"""Characters of ``opportunity_name`` (same page)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadConvert:
    """What is asked for a lead, in the words of the SOAP API."""

    lead_id: str
    converted_status: str
    account_id: str | None = None
    """An existing account; None makes one."""
    contact_id: str | None = None
    """An existing contact of that account; None makes one."""
    opportunity_id: str | None = None
    """An existing opportunity."""
    opportunity_name: str | None = None
    """The name of the new one; None is the lead's company."""
    do_not_create_opportunity: bool = False
    overwrite_lead_source: bool = False
    """Whether an existing contact gets the lead's source."""
    owner_id: str | None = None
    """The user who owns what is made; None is the lead's owner."""
    send_notification_email: bool = False
    """Taken and without effect: the fake sends no e-mail."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What a lead has become."""

    lead_id: str
    account_id: str
    contact_id: str
    opportunity_id: str | None


def check_consistent(asked: LeadConvert) -> None:
    """Refuse what the guide says is an error ([K:api/convertlead]); texts and codes are believed.

    Raises:
        FieldIntegrityError: what is asked contradicts itself.
        StringTooLongError: the name of the opportunity is too long.
    """
    has_name = asked.opportunity_name is not None
    fault = None
    if asked.opportunity_id is not None and has_name:
        fault = "opportunityId and opportunityName are mutually exclusive"
    elif asked.do_not_create_opportunity and (asked.opportunity_id is not None or has_name):
        fault = "opportunityId and opportunityName must be blank if doNotCreateOpportunity is true"
    elif asked.contact_id is not None and asked.account_id is None:
        fault = "an accountId must be specified with a contactId"
    elif asked.overwrite_lead_source and asked.contact_id is None:
        fault = "a contactId must be specified to overwrite its lead source"
    if fault is not None:
        raise FieldIntegrityError(fault, fields=())
    if len(asked.opportunity_name or "") > LONGEST_NAME:
        message = (
            f"Opportunity Name: data value too large: {asked.opportunity_name}"
            f" (max length={LONGEST_NAME})"
        )
        raise StringTooLongError(message, fields=("Name",))
