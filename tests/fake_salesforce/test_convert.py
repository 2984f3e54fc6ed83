from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import record_values
import related_records as related
from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.errors import (
    CannotUpdateConvertedLeadError,
    EntityIsDeletedError,
    FieldIntegrityError,
    InsufficientAccessOrReadonlyError,
    InvalidCrossReferenceKeyError,
    InvalidStatusError,
    MissingArgumentError,
    SalesforceError,
    StringTooLongError,
)
from fake_salesforce.objects import STANDARD
from fake_salesforce.records.lead_convert import LeadConvert
from related_records import LEAD, OPPORTUNITY

LEAD_OBJECT = next(each for each in STANDARD if each.name == "Lead")
RICH: dict[str, Any] = {
    "LastName": "Doe",
    "FirstName": "Jane",
    "Salutation": "Ms.",
    "Company": "Example",
    "Title": "CEO",
    "Email": "jane@example.com",
    "Phone": "1",
    "MobilePhone": "2",
    "Fax": "3",
    "Website": "https://example.com",
    "Street": "Main Street 1",
    "City": "Bonn",
    "PostalCode": "53111",
    "Country": "Germany",
    "Industry": "Banking",
    "Rating": "Hot",
    "AnnualRevenue": 5.0,
    "NumberOfEmployees": 7,
    "LeadSource": "Web",
    "Description": "A lead",
    "DoNotCall": True,
    "HasOptedOutOfEmail": True,
}


def _one(org: Org, soql: str) -> dict[str, Any]:
    [record] = org.query(soql)
    return record


def test_lead_becomes_account_contact_and_opportunity(salesforce_org: Org) -> None:
    """Fields go where Salesforce help says; the opportunity closes with the fiscal quarter."""
    org = salesforce_org
    lead = org.create("Lead", RICH)
    done = org.convert_lead(lead)
    assert done.lead_id == lead
    owner = _one(org, "SELECT OwnerId FROM Lead")["OwnerId"]
    assert _one(
        org,
        "SELECT Id, Name, BillingStreet, BillingCity, BillingPostalCode, BillingCountry, Phone,"
        " Fax, Website, Industry, Rating, AnnualRevenue, NumberOfEmployees, OwnerId FROM Account",
    ) == {
        "Id": done.account_id,
        "Name": "Example",
        "BillingStreet": "Main Street 1",
        "BillingCity": "Bonn",
        "BillingPostalCode": "53111",
        "BillingCountry": "Germany",
        "Phone": "1",
        "Fax": "3",
        "Website": "https://example.com",
        "Industry": "Banking",
        "Rating": "Hot",
        "AnnualRevenue": 5.0,
        "NumberOfEmployees": 7,
        "OwnerId": owner,
    }
    assert _one(
        org,
        "SELECT Id, AccountId, Name, Salutation, Title, Email, Phone, MobilePhone, Fax,"
        " MailingCity, LeadSource, Description, DoNotCall, HasOptedOutOfEmail, OwnerId"
        " FROM Contact",
    ) == {
        "Id": done.contact_id,
        "AccountId": done.account_id,
        "Name": "Jane Doe",
        "Salutation": "Ms.",
        "Title": "CEO",
        "Email": "jane@example.com",
        "Phone": "1",
        "MobilePhone": "2",
        "Fax": "3",
        "MailingCity": "Bonn",
        "LeadSource": "Web",
        "Description": "A lead",
        "DoNotCall": True,
        "HasOptedOutOfEmail": True,
        "OwnerId": owner,
    }
    now = org.clock.now()
    opportunity = _one(
        org,
        "SELECT Id, AccountId, Name, StageName, CloseDate, LeadSource, FiscalQuarter, FiscalYear,"
        " OwnerId FROM Opportunity",
    )
    close_date = str(opportunity.pop("CloseDate"))
    assert opportunity == {
        "Id": done.opportunity_id,
        "AccountId": done.account_id,
        "Name": "Example",
        "StageName": "Prospecting",
        "LeadSource": "Web",
        "FiscalQuarter": (now.month + 2) // 3,
        "FiscalYear": now.year,
        "OwnerId": owner,
    }
    assert close_date[5:] in {"03-31", "06-30", "09-30", "12-31"}
    assert close_date >= now.date().isoformat()
    assert _one(org, "SELECT OpportunityId, ContactId, IsPrimary FROM OpportunityContactRole") == {
        "OpportunityId": done.opportunity_id,
        "ContactId": done.contact_id,
        "IsPrimary": True,
    }


@pytest.mark.parametrize(
    ("today", "first_month", "close_date"),
    [
        ("2020-07-20", 1, "2020-09-30"),
        ("2020-12-31", 1, "2020-12-31"),
        ("2020-02-29", 2, "2020-04-30"),
        ("2020-01-15", 2, "2020-01-31"),
        ("2020-11-02", 12, "2020-11-30"),
    ],
)
def test_opportunity_closes_with_the_fiscal_quarter(
    today: str, first_month: int, close_date: str
) -> None:
    """The last day of the quarter depends on the month in which the fiscal year begins."""
    start = datetime.fromisoformat(f"{today}T12:00:00+00:00")
    with FakeSalesforce(start=start) as salesforce, salesforce.create_org() as org:
        org.records.set_system_field("Organization", org.id, "FiscalYearStartMonth", first_month)
        org.convert_lead(org.create("Lead", LEAD))
        assert _one(org, "SELECT CloseDate FROM Opportunity") == {"CloseDate": close_date}


def test_converted_lead_tells_what_it_has_become(salesforce_org: Org) -> None:
    """A converted lead has its status, the date and the three ids, and is found by a query."""
    org = salesforce_org
    lead = org.create("Lead", LEAD)
    org.clock.advance(minutes=1)
    done = org.convert_lead(lead, converted_status="closed - converted")
    record = _one(
        org,
        "SELECT IsConverted, Status, ConvertedDate, ConvertedAccountId, ConvertedContactId,"
        " ConvertedOpportunityId, IsUnreadByOwner, CreatedDate, LastModifiedDate FROM Lead",
    )
    assert record.pop("CreatedDate") < record.pop("LastModifiedDate")
    assert record == {
        "IsConverted": True,
        "Status": "Closed - Converted",
        "ConvertedDate": org.clock.now().date().isoformat(),
        "ConvertedAccountId": done.account_id,
        "ConvertedContactId": done.contact_id,
        "ConvertedOpportunityId": done.opportunity_id,
        "IsUnreadByOwner": False,
    }


def test_converted_lead_is_read_only(api: ApiClient, salesforce_org: Org) -> None:
    """It is read, not written; nothing new refers to it; it can leave a campaign ([P], [I])."""
    org = salesforce_org
    lead = org.create("Lead", LEAD)
    campaigns = [org.create("Campaign", {"Name": "Example"}) for _ in range(2)]
    member = org.create("CampaignMember", {"CampaignId": campaigns[0], "LeadId": lead})
    org.convert_lead(lead)
    refusal = [
        {
            "message": "cannot reference converted lead",
            "errorCode": "CANNOT_UPDATE_CONVERTED_LEAD",
            "fields": [],
        }
    ]
    assert api.get(f"sobjects/Lead/{lead}").json()["IsConverted"] is True
    for response in (
        api.patch(f"sobjects/Lead/{lead}", json={"Company": "Other"}),
        api.post("sobjects/Task", json={"WhoId": lead}),
        api.post("sobjects/CampaignMember", json={"CampaignId": campaigns[1], "LeadId": lead}),
    ):
        assert (response.status_code, response.json()) == (400, refusal)
    with pytest.raises(CannotUpdateConvertedLeadError):
        org.convert_lead(lead)
    assert _one(org, "SELECT LeadId FROM CampaignMember") == {"LeadId": lead}
    assert api.delete(f"sobjects/CampaignMember/{member}").status_code == 204


def test_membership_follows_to_the_contact(salesforce_org: Org) -> None:
    """The member is the contact's and shows it; the opportunity's campaign is the latest one."""
    org = salesforce_org
    lead = org.create("Lead", RICH)
    first, last = (org.create("Campaign", {"Name": each}) for each in ("First", "Last"))
    for campaign in (first, last):
        org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
        org.clock.advance(minutes=1)
    done = org.convert_lead(lead)
    members = org.query("SELECT LeadId, ContactId, LeadOrContactId, Type FROM CampaignMember")
    assert (
        members
        == [
            {
                "LeadId": lead,
                "ContactId": done.contact_id,
                "LeadOrContactId": done.contact_id,
                "Type": "Contact",
            }
        ]
        * 2
    )
    counts = "SELECT NumberOfLeads, NumberOfConvertedLeads, NumberOfContacts FROM Campaign"
    assert (
        org.query(counts)
        == [{"NumberOfLeads": 1, "NumberOfConvertedLeads": 1, "NumberOfContacts": 1}] * 2
    )
    assert _one(org, "SELECT CampaignId FROM Opportunity") == {"CampaignId": last}
    org.update("Contact", done.contact_id, {"FirstName": "Janet"})
    assert org.query("SELECT FirstName FROM CampaignMember") == [{"FirstName": "Janet"}] * 2
    org.delete("Lead", lead)
    assert org.query("SELECT LeadId FROM CampaignMember") == [{"LeadId": None}] * 2
    org.undelete(lead)
    assert org.query("SELECT LeadId FROM CampaignMember") == [{"LeadId": lead}] * 2


def test_membership_of_an_existing_contact_stays(salesforce_org: Org) -> None:
    """If the contact is a member already, its membership stays and the lead's goes (believed)."""
    org = salesforce_org
    account = org.create("Account", {"Name": "Example"})
    contact = org.create("Contact", {"LastName": "Doe", "AccountId": account})
    lead = org.create("Lead", LEAD)
    campaign = org.create("Campaign", {"Name": "Example"})
    org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
    kept = org.create("CampaignMember", {"CampaignId": campaign, "ContactId": contact})
    org.convert_lead(lead, account_id=account, contact_id=contact)
    assert _one(org, "SELECT Id FROM CampaignMember") == {"Id": kept}


def test_activities_move(salesforce_org: Org) -> None:
    """Tasks get the contact and the opportunity; open ones of who converts get a new owner."""
    org = salesforce_org
    seller, owner = (
        org.create_user(each, profile="System Administrator")
        for each in ("seller@example.com", "owner@example.com")
    )
    lead = org.create("Lead", LEAD)
    tasks = [
        org.create("Task", {"WhoId": lead, "OwnerId": user.id, "Status": status})
        for user, status in (
            (seller, "Not Started"),
            (seller, "Completed"),
            (owner, "Not Started"),
        )
    ]
    asked = LeadConvert(lead_id=lead, converted_status="Closed - Converted", owner_id=owner.id)
    done = org.records.convert_lead(asked, user_id=seller.id)
    fields = "Id, WhoId, WhatId, AccountId, WhatCount, OwnerId, LastModifiedById"
    assert org.query(f"SELECT {fields} FROM Task ORDER BY Id") == [
        {
            "Id": task,
            "WhoId": done.contact_id,
            "WhatId": done.opportunity_id,
            "AccountId": done.account_id,
            "WhatCount": 1,
            "OwnerId": owner_id,
            "LastModifiedById": seller.id,
        }
        for task, owner_id in zip(tasks, (owner.id, seller.id, owner.id), strict=True)
    ]
    assert _one(org, "SELECT OwnerId FROM Account") == {"OwnerId": owner.id}


def test_existing_records_are_filled_up(salesforce_org: Org) -> None:
    """Only empty fields of existing records are written; the source only if asked for."""
    org = salesforce_org
    account = org.create("Account", {"Name": "Kept", "Phone": "9"})
    contact = org.create(
        "Contact", {"LastName": "Kept", "AccountId": account, "LeadSource": "Other"}
    )
    opportunity = org.create("Opportunity", OPPORTUNITY | {"Name": "Kept"})
    done = org.convert_lead(
        org.create("Lead", RICH),
        account_id=account,
        contact_id=contact[:15],
        opportunity_id=opportunity,
    )
    assert (done.account_id, done.contact_id, done.opportunity_id) == (
        account,
        contact,
        opportunity,
    )
    assert _one(org, "SELECT Name, Phone, Industry FROM Account") == {
        "Name": "Kept",
        "Phone": "9",
        "Industry": "Banking",
    }
    fields = "LastName, FirstName, LeadSource, HasOptedOutOfEmail"
    expected = {"LastName": "Kept", "FirstName": "Jane", "HasOptedOutOfEmail": False}
    assert _one(org, f"SELECT {fields} FROM Contact") == expected | {"LeadSource": "Other"}
    assert _one(org, "SELECT Name, AccountId, LeadSource FROM Opportunity") == {
        "Name": "Kept",
        "AccountId": account,
        "LeadSource": "Web",
    }
    second = org.create("Lead", RICH)
    org.convert_lead(
        second,
        account_id=account,
        contact_id=contact,
        overwrite_lead_source=True,
        do_not_create_opportunity=True,
    )
    assert _one(org, f"SELECT {fields} FROM Contact") == expected | {"LeadSource": "Web"}
    assert len(org.query("SELECT Id FROM Opportunity")) == 1


def test_opportunity_is_named_or_left_out(salesforce_org: Org) -> None:
    """The opportunity has the name that was asked for, or there is none."""
    org = salesforce_org
    org.convert_lead(org.create("Lead", LEAD), opportunity_name="Big deal")
    assert _one(org, "SELECT Name FROM Opportunity") == {"Name": "Big deal"}
    done = org.convert_lead(org.create("Lead", LEAD), do_not_create_opportunity=True)
    assert done.opportunity_id is None
    assert len(org.query("SELECT Id FROM Opportunity")) == 1
    long = org.convert_lead(org.create("Lead", LEAD | {"Company": "x" * 255}))
    soql = f"SELECT Name FROM Opportunity WHERE Id = '{long.opportunity_id}'"
    assert _one(org, soql) == {"Name": "x" * 80}


def test_made_records_have_the_default_record_type(salesforce_org: Org) -> None:
    """What is made gets the record type that is the default of its new owner ([K])."""
    org = salesforce_org
    user = org.create_user("owner@example.com", profile="Standard User")
    types = {
        name: [org.add_record_type(name, each) for each in ("First", "Second")]
        for name in ("Account", "Contact")
    }
    for name in types:
        org.profile("Standard User").offer_record_type(name, "Second", is_default=True)
    org.convert_lead(org.create("Lead", LEAD), owner_id=user.id)
    for name, (_, second) in types.items():
        assert _one(org, f"SELECT RecordTypeId FROM {name}") == {"RecordTypeId": second}


def test_queue_cannot_own_what_is_made(salesforce_org: Org) -> None:
    """A lead of a queue is converted only for a named user, existing records or not ([K], [P])."""
    org = salesforce_org
    user = org.create_user("owner@example.com")
    queue = org.create("Group", {"Name": "Queue", "Type": "Queue"})
    org.create("QueueSobject", {"QueueId": queue, "SobjectType": "Lead"})
    account = org.create("Account", {"Name": "Example"})
    lead = org.create("Lead", LEAD | {"OwnerId": queue})
    refused: list[dict[str, Any]] = [
        {},
        {"account_id": account},
        {"owner_id": queue},
        {"owner_id": "nobody"},
    ]
    for asked in refused:
        with pytest.raises(InvalidCrossReferenceKeyError, match="can only be owned by users"):
            org.convert_lead(lead, **asked)
    org.convert_lead(lead, owner_id=user.id)
    assert _one(org, "SELECT OwnerId FROM Contact") == {"OwnerId": user.id}


def test_refused_conversion_changes_nothing(salesforce_org: Org) -> None:
    """What contradicts itself or leads nowhere is refused, and the org is as it was."""
    org = salesforce_org
    lead = org.create("Lead", LEAD)
    account = org.create("Account", {"Name": "Example"})
    contact = org.create("Contact", {"LastName": "Elsewhere"})
    opportunity = org.create("Opportunity", OPPORTUNITY)
    gone = org.create("Account", {"Name": "Gone"})
    org.delete("Account", gone)
    before = related.shown(org)
    refused: list[tuple[type[SalesforceError], dict[str, Any]]] = [
        (InvalidStatusError, {"converted_status": "Open - Not Contacted"}),
        (MissingArgumentError, {"converted_status": ""}),
        (FieldIntegrityError, {"contact_id": contact}),
        (FieldIntegrityError, {"account_id": account, "contact_id": contact}),
        (FieldIntegrityError, {"overwrite_lead_source": True}),
        (FieldIntegrityError, {"opportunity_id": opportunity, "opportunity_name": "x"}),
        (FieldIntegrityError, {"do_not_create_opportunity": True, "opportunity_name": "x"}),
        (
            FieldIntegrityError,
            {"do_not_create_opportunity": True, "opportunity_id": opportunity},
        ),
        (StringTooLongError, {"opportunity_name": "x" * 81}),
        (EntityIsDeletedError, {"account_id": gone}),
        (InvalidCrossReferenceKeyError, {"account_id": "001000000000001AAA"}),
        (InvalidCrossReferenceKeyError, {"account_id": contact}),
    ]
    for error, asked in refused:
        with pytest.raises(error):
            org.convert_lead(lead, **asked)
        assert related.shown(org) == before, asked
    with pytest.raises(InvalidCrossReferenceKeyError):
        org.convert_lead("00Q000000000001EAA")
    with pytest.raises(InvalidStatusError) as refusal:
        org.convert_lead(lead, converted_status="Nope")
    assert refusal.value.message == "invalid convertedStatus: Nope"


@pytest.mark.parametrize(
    "lost", ["ConvertLeads", "Account create", "Opportunity edit", "Lead edit"]
)
def test_converting_needs_rights(salesforce_org: Org, lost: str) -> None:
    """It takes Convert Leads, Edit on leads, Create and Edit on the others ([K])."""
    org = salesforce_org
    user = org.create_user("seller@example.com", profile="Standard User")
    lead = org.records.create("Lead", LEAD, user_id=user.id)
    asked = LeadConvert(lead_id=lead, converted_status="Closed - Converted")
    org.profile("Standard User").lose(lost)
    with pytest.raises(InsufficientAccessOrReadonlyError):
        org.records.convert_lead(asked, user_id=user.id)
    assert org.query("SELECT Id FROM Account") == []
    org.profile("Standard User").gain(lost)
    done = org.records.convert_lead(asked, user_id=user.id)
    assert _one(org, "SELECT Id, CreatedById FROM Account") == {
        "Id": done.account_id,
        "CreatedById": user.id,
    }


def test_existing_record_must_be_writable(salesforce_org: Org) -> None:
    """An account that the user may only read takes no lead."""
    org = salesforce_org
    org.share_by_default("Account", "Read")
    user = org.create_user("seller@example.com", profile="Standard User")
    account = org.create("Account", {"Name": "Example"})
    lead = org.records.create("Lead", LEAD, user_id=user.id)
    asked = LeadConvert(lead_id=lead, converted_status="Closed - Converted", account_id=account)
    with pytest.raises(InsufficientAccessOrReadonlyError):
        org.records.convert_lead(asked, user_id=user.id)


@settings(max_examples=related.FEW)
@given(
    lead=record_values.records(
        LEAD_OBJECT,
        is_update=False,
        apart_from=frozenset({"IsConverted", "Status", "GeocodeAccuracy"}),
    ),
    family=related.families(),
    has_opportunity=st.booleans(),
    has_account=st.booleans(),
)
def test_conversion_loses_nothing(
    salesforce: FakeSalesforce,
    lead: dict[str, Any],
    family: dict[str, list[dict[str, Any]]],
    has_opportunity: bool,  # noqa: FBT001 - drawn
    has_account: bool,  # noqa: FBT001 - drawn
) -> None:
    """A lead keeps its values; memberships and tasks are the contact's; the rest is untouched."""
    with salesforce.create_org() as org:
        made = related.settle(org, family)
        lead_id = made["Lead"][0]
        org.update("Lead", lead_id, lead)
        account = made["Account"][0] if has_account else None
        before = related.shown(org, without=related.STAMPS)
        done = org.convert_lead(
            lead_id, account_id=account, do_not_create_opportunity=not has_opportunity
        )
        after = related.shown(org, without=related.STAMPS)
        assert related.orphans(org) == []
        assert before.keys() <= after.keys()
        new = {*after} - {*before}
        assert {done.contact_id} <= new
        assert (done.account_id in new) == (account is None)
        assert (done.opportunity_id in new) == has_opportunity
        for field, value in before[lead_id].items():
            changed = field.startswith(("Converted", "IsConverted", "Status", "IsUnread"))
            assert changed or after[lead_id][field] == value, field
        for record_id, record in before.items():
            kept = after[record_id]
            if record.get("LeadId") == lead_id:
                assert (kept["LeadId"], kept["ContactId"]) == (lead_id, done.contact_id)
            elif record.get("WhoId") == lead_id:
                assert (kept["WhoId"], kept["WhatId"]) == (done.contact_id, done.opportunity_id)
            elif record_id not in {lead_id, account} and not record_id.startswith("701"):
                assert kept == record
        contact = after[done.contact_id]
        for field in ("FirstName", "LastName", "Email", "Title", "HasOptedOutOfEmail"):
            assert contact[field] == before[lead_id][field]
