"""Campaigns, opportunities and tasks: what follows from writing them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.clock import to_wire
from fake_salesforce.errors import (
    DuplicateValueError,
    NotImplementedInFakeError,
    RequiredFieldMissingError,
)
from fake_salesforce.records.opportunities import STAGES, fiscal_period

LEAD = {"LastName": "Doe", "FirstName": "Jane", "Company": "Example", "City": "Bonn"}
OPPORTUNITY: dict[str, Any] = {
    "Name": "Example",
    "StageName": "Prospecting",
    "CloseDate": "2020-09-30",
}


def _one(org: Org, soql: str) -> dict[str, Any]:
    [record] = org.query(soql)
    return record


def test_new_campaign_has_its_statuses(salesforce_org: Org) -> None:
    """A campaign comes with Sent, the default, and Responded (reference 5.3)."""
    campaign = salesforce_org.create("Campaign", {"Name": "Example"})
    assert salesforce_org.query(
        "SELECT Label, HasResponded, IsDefault, SortOrder, CampaignId FROM CampaignMemberStatus"
        " ORDER BY SortOrder"
    ) == [
        {
            "Label": "Sent",
            "HasResponded": False,
            "IsDefault": True,
            "SortOrder": 1,
            "CampaignId": campaign,
        },
        {
            "Label": "Responded",
            "HasResponded": True,
            "IsDefault": False,
            "SortOrder": 2,
            "CampaignId": campaign,
        },
    ]


def test_one_status_is_the_default(salesforce_org: Org) -> None:
    """A status made the default takes it from the others, and new members get it."""
    campaign = salesforce_org.create("Campaign", {"Name": "Example"})
    salesforce_org.create(
        "CampaignMemberStatus", {"CampaignId": campaign, "Label": "Invited", "IsDefault": True}
    )
    assert _one(
        salesforce_org, "SELECT Label, SortOrder FROM CampaignMemberStatus WHERE IsDefault = true"
    ) == {"Label": "Invited", "SortOrder": 3}
    lead = salesforce_org.create("Lead", LEAD)
    salesforce_org.create(
        "CampaignMember", {"CampaignId": campaign, "LeadId": lead, "Status": "Nonsense"}
    )
    assert _one(salesforce_org, "SELECT Status FROM CampaignMember") == {"Status": "Invited"}


def test_member_shows_its_person(salesforce_org: Org) -> None:
    """A member has its lead's or contact's fields, and has them still when these change."""
    org = salesforce_org
    campaign = org.create("Campaign", {"Name": "Example"})
    lead = org.create("Lead", LEAD)
    org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
    soql = (
        "SELECT Name, CompanyOrAccount, City, Type, LeadOrContactId, Email, HasOptedOutOfEmail"
        " FROM CampaignMember"
    )
    shown = {
        "Name": "Jane Doe",
        "CompanyOrAccount": "Example",
        "City": "Bonn",
        "Type": "Lead",
        "LeadOrContactId": lead,
        "Email": None,
        "HasOptedOutOfEmail": False,
    }
    assert _one(org, soql) == shown
    org.update("Lead", lead, {"Email": "jane@example.com", "HasOptedOutOfEmail": True})
    assert _one(org, soql) == shown | {"Email": "jane@example.com", "HasOptedOutOfEmail": True}


def test_contact_goes_before_lead(salesforce_org: Org) -> None:
    """A member of both is the contact's (reference 5.3), and shows the account's name."""
    org = salesforce_org
    account = org.create("Account", {"Name": "Example"})
    contact = org.create("Contact", {"LastName": "Roe", "AccountId": account, "MailingCity": "Ulm"})
    member = {
        "CampaignId": org.create("Campaign", {"Name": "Example"}),
        "ContactId": contact,
        "LeadId": org.create("Lead", LEAD),
    }
    org.create("CampaignMember", member)
    org.update("Account", account, {"Name": "Renamed"})
    soql = "SELECT LeadId, ContactId, Name, CompanyOrAccount, City, Type FROM CampaignMember"
    assert _one(org, soql) == {
        "LeadId": None,
        "ContactId": contact,
        "Name": "Roe",
        "CompanyOrAccount": "Renamed",
        "City": "Ulm",
        "Type": "Contact",
    }


def test_refused_members(salesforce_org: Org) -> None:
    """A member needs a person, and a person is a member once; a deleted membership is none."""
    org = salesforce_org
    member = {
        "CampaignId": org.create("Campaign", {"Name": "Example"}),
        "LeadId": org.create("Lead", LEAD),
    }
    with pytest.raises(RequiredFieldMissingError, match=r"\[ContactId, LeadId\]"):
        org.create("CampaignMember", {"CampaignId": member["CampaignId"]})
    first = org.create("CampaignMember", member)
    with pytest.raises(DuplicateValueError, match="Already a campaign member"):
        org.create("CampaignMember", member)
    org.delete("CampaignMember", first)
    assert org.create("CampaignMember", member) > first


def test_response_is_dated_and_rolled_up(salesforce_org: Org) -> None:
    """A status that means responded marks the member, dates it once, and is counted."""
    org = salesforce_org
    campaign = org.create("Campaign", {"Name": "Example"})
    lead = org.create("Lead", LEAD)
    member = org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
    counted = "SELECT NumberOfLeads, NumberOfResponses FROM Campaign"
    assert _one(org, counted) == {"NumberOfLeads": 1, "NumberOfResponses": 0}
    org.update("CampaignMember", member, {"Status": "Responded"})
    today = f"{org.clock.now():%Y-%m-%d}"
    org.clock.advance(days=2)
    org.update("CampaignMember", member, {})
    assert _one(org, "SELECT HasResponded, FirstRespondedDate FROM CampaignMember") == {
        "HasResponded": True,
        "FirstRespondedDate": today,
    }
    assert _one(org, counted) == {"NumberOfLeads": 1, "NumberOfResponses": 1}


@given(
    first=st.sampled_from(sorted(STAGES)),
    second=st.sampled_from(sorted(STAGES)),
    amount=st.integers(0, 10**6),
)
def test_stage_says_how_likely_and_whether_over(
    fuzzed_org: Org, first: str, second: str, amount: int
) -> None:
    """Probability, category, revenue, closed and won are those of the stage taken last."""
    record_id = fuzzed_org.create(
        "Opportunity", OPPORTUNITY | {"StageName": first, "Amount": amount}
    )
    fuzzed_org.update("Opportunity", record_id, {"StageName": second})
    stage = STAGES[second]
    assert _one(
        fuzzed_org,
        "SELECT Probability, ForecastCategoryName, ExpectedRevenue, IsClosed, IsWon"
        f" FROM Opportunity WHERE Id = '{record_id}'",
    ) == {
        "Probability": stage.probability,
        "ForecastCategoryName": stage.forecast_category_name,
        "ExpectedRevenue": round(amount * stage.probability / 100, 2),
        "IsClosed": stage.is_closed,
        "IsWon": stage.is_won,
    }


def test_given_probability_stays_until_the_stage_changes(salesforce_org: Org) -> None:
    """What is given goes before the stage; another stage brings its own."""
    org = salesforce_org
    given_both = OPPORTUNITY | {"Probability": 33, "ForecastCategoryName": "Best Case"}
    record_id = org.create("Opportunity", given_both)
    soql = "SELECT Probability, ForecastCategory FROM Opportunity"
    assert _one(org, soql) == {"Probability": 33.0, "ForecastCategory": "BestCase"}
    org.update("Opportunity", record_id, {"Name": "Other"})
    assert _one(org, soql) == {"Probability": 33.0, "ForecastCategory": "BestCase"}
    org.update("Opportunity", record_id, {"StageName": "Closed Won"})
    assert _one(org, soql) == {"Probability": 100.0, "ForecastCategory": "Closed"}


@pytest.mark.parametrize(
    ("day", "first_month", "period"),
    [
        ("2020-09-30", 1, (2020, 3)),
        ("2020-01-01", 1, (2020, 1)),
        ("2020-09-30", 4, (2021, 2)),
        ("2020-03-31", 4, (2020, 4)),
    ],
)
def test_fiscal_period(day: str, first_month: int, period: tuple[int, int]) -> None:
    """A fiscal year is named after the year it ends in, its quarters count from its first month."""
    year, quarter = period
    assert fiscal_period(day, first_month) == {
        "FiscalYear": year,
        "FiscalQuarter": quarter,
        "Fiscal": f"{year} {quarter}",
    }


def test_campaign_sums_its_opportunities(salesforce_org: Org) -> None:
    """The roll-ups follow an opportunity that is won, moved to another campaign, or deleted."""
    org = salesforce_org
    first = org.create("Campaign", {"Name": "First"})
    second = org.create("Campaign", {"Name": "Second"})
    won = org.create(
        "Opportunity",
        OPPORTUNITY | {"StageName": "Closed Won", "Amount": 100, "CampaignId": first},
    )
    soql = "SELECT NumberOfOpportunities, AmountWonOpportunities FROM Campaign ORDER BY Name"
    none = {"NumberOfOpportunities": 0, "AmountWonOpportunities": 0.0}
    one = {"NumberOfOpportunities": 1, "AmountWonOpportunities": 100.0}
    assert org.query(soql) == [one, none]
    org.update("Opportunity", won, {"CampaignId": second})
    assert org.query(soql) == [none, one]
    org.delete("Opportunity", won)
    assert org.query(soql) == [none, none]


def test_task_is_closed_by_its_status(salesforce_org: Org) -> None:
    """Completed closes a task and stamps it; another status opens it again."""
    org = salesforce_org
    contact = org.create(
        "Contact", {"LastName": "Doe", "AccountId": org.create("Account", {"Name": "Example"})}
    )
    task = org.create("Task", {"Subject": "Call", "WhoId": contact, "Priority": "High"})
    soql = "SELECT IsClosed, CompletedDateTime, IsHighPriority, WhoCount, AccountId FROM Task"
    opened = _one(org, soql)
    account = _one(org, "SELECT Id FROM Account")["Id"]
    assert opened == {
        "IsClosed": False,
        "CompletedDateTime": None,
        "IsHighPriority": True,
        "WhoCount": 1,
        "AccountId": account,
    }
    org.update("Task", task, {"Status": "Completed"})
    assert _one(org, soql) == opened | {
        "IsClosed": True,
        "CompletedDateTime": to_wire(org.clock.now()),
    }
    org.update("Task", task, {"Status": "In Progress"})
    assert _one(org, soql) == opened


def test_what_has_unknown_consequences_is_refused(salesforce_org: Org) -> None:
    """A recurring task, and an opportunity that would make a contact role, are 501."""
    contact = salesforce_org.create("Contact", {"LastName": "Doe"})
    with pytest.raises(NotImplementedInFakeError, match="recurring Task"):
        salesforce_org.create("Task", {"IsRecurrence": True})
    with pytest.raises(NotImplementedInFakeError, match="created with its ContactId"):
        salesforce_org.create("Opportunity", OPPORTUNITY | {"ContactId": contact})


def test_counting_members_moves_the_system_stamp_alone(salesforce: FakeSalesforce) -> None:
    """A count that changes moves a campaign's SystemModstamp; what members show moves nothing."""
    with salesforce.create_org() as org:
        campaign = org.create("Campaign", {"Name": "Spring"})
        lead = org.create("Lead", {"LastName": "Lovelace", "Company": "Example"})
        stamps = "SELECT SystemModstamp, LastModifiedDate FROM "
        made: Any
        counted: Any
        [made] = org.query(stamps + "Campaign")
        org.clock.advance(minutes=1)
        org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
        [counted] = org.query(stamps + "Campaign")
        assert counted["LastModifiedDate"] == made["LastModifiedDate"]
        assert counted["SystemModstamp"] > made["SystemModstamp"]
        [member] = org.query(stamps + "CampaignMember")
        org.clock.advance(minutes=1)
        org.update("Lead", lead, {"LastName": "Byron"})
        assert org.query("SELECT LastName FROM CampaignMember") == [{"LastName": "Byron"}]
        assert org.query(stamps + "CampaignMember") == [member]
        assert org.query(stamps + "Campaign") == [counted]
