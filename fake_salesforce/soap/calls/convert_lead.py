"""``convertLead(leadConverts)``: leads into accounts, contacts and opportunities.

[K:api/convertlead]; the order of a result's elements is that of Salesforce's own sample (developer
wiki, "Enterprise Convert Lead"). Person accounts and what is for internal use only are 501.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from fake_salesforce.errors import (
    ExceededLeadConvertLimitError,
    NotImplementedInFakeError,
    SalesforceError,
)
from fake_salesforce.records.lead_convert import MOST_LEADS, LeadConvert
from fake_salesforce.soap.elements import Tag, tags
from fake_salesforce.soap.envelope import is_nil, local, malformed
from fake_salesforce.soap.one_by_one import results
from fake_salesforce.soap.posted import Request, SoapCall
from fake_salesforce.soap.record_errors import errors_of

_TEXTS = {
    "accountId": "account_id",
    "contactId": "contact_id",
    "convertedStatus": "converted_status",
    "leadId": "lead_id",
    "opportunityId": "opportunity_id",
    "opportunityName": "opportunity_name",
    "ownerId": "owner_id",
}
_FLAGS = {
    "doNotCreateOpportunity": "do_not_create_opportunity",
    "overwriteLeadSource": "overwrite_lead_source",
    "sendNotificationEmail": "send_notification_email",
}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def _answer(request: Request) -> Iterable[Tag]:
    asked = [_read(each) for each in request.envelope.call if local(each) == "leadConverts"]
    if len(asked) > MOST_LEADS:
        message = f"exceeded the limit of {MOST_LEADS} leads in one call"
        raise ExceededLeadConvertLimitError(message)

    def convert(each: LeadConvert) -> Iterable[Tag]:
        done = request.org.records.convert_lead(each, user_id=request.user_id)
        return tags(
            accountId=done.account_id,
            contactId=done.contact_id,
            leadId=done.lead_id,
            opportunityId=done.opportunity_id,
            success=True,
        )

    return results(request, asked, act=convert, refuse=_refused)


def _refused(asked: LeadConvert, error: SalesforceError) -> Iterable[Tag]:
    return (
        *tags(accountId=None, contactId=None),
        *errors_of(error),
        *tags(leadId=asked.lead_id, opportunityId=None, success=False),
    )


def _read(element: Element) -> LeadConvert:
    """Read what is asked for a lead; an empty element is as good as none."""
    values: dict[str, Any] = {"lead_id": "", "converted_status": ""}
    for each in element:
        name, text = local(each), (each.text or "").strip()
        if is_nil(each) or not text:
            continue
        if name in _TEXTS:
            values[_TEXTS[name]] = text
        elif name in _FLAGS and text.lower() in _BOOLEANS:
            values[_FLAGS[name]] = _BOOLEANS[text.lower()]
        elif name in _FLAGS:
            message = f"'{text}' is not a valid value for the type xsd:boolean"
            raise malformed(message)
        else:
            part = f"{name} of a LeadConvert"
            raise NotImplementedInFakeError(part, instead=f"It has {', '.join(_TEXTS | _FLAGS)}.")
    return LeadConvert(**values)


CALL = SoapCall("convertLead", _answer)
