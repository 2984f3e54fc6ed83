"""Populations of every kind, related to one another."""

from __future__ import annotations

from typing import Any

import pytest

from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.records.derived import derive
from fake_salesforce.records.values import stored
from fake_salesforce.schema import FieldType

KINDS: dict[str, Any] = {
    "leads": 40,
    "contacts": 50,
    "accounts": 10,
    "campaigns": 4,
    "opportunities": 30,
    "contact_roles": 35,
    "tasks": 60,
    "events": 40,
    "cases": 30,
}
OBJECTS = (
    *("Account", "Campaign", "CampaignMember", "CampaignMemberStatus", "Case", "Contact"),
    *("Event", "Opportunity", "OpportunityContactRole", "Task"),
)


def _all(org: Org, name: str) -> list[dict[str, Any]]:
    sobject = org.schema.known(name)
    assert sobject is not None
    names = ", ".join(each.name for each in sobject.columns)
    text = f"SELECT {names} FROM {name} ORDER BY Id"
    return [dict(each) for each in org.query(text, include_deleted=True)]


def test_one_seed_gives_the_same_records() -> None:
    """Two orgs of one seed, populated alike, hold equal records of every kind."""

    def population(seed: int) -> dict[str, list[dict[str, Any]]]:
        with FakeSalesforce() as fake:
            org = fake.create_org()
            org.populate(**KINDS, seed=seed)
            return {name: _all(org, name) for name in OBJECTS}

    first = population(3)
    assert population(3) == first
    other = population(4)
    for name in OBJECTS:
        if name != "CampaignMemberStatus":
            assert other[name] != first[name], name


def test_what_was_made_is_counted(salesforce_org: Org) -> None:
    """The number told is that of the records there are."""
    made = salesforce_org.populate(**KINDS, members_per_campaign=5)
    counts = {
        name: salesforce_org.query(f"SELECT COUNT() FROM {name}", include_deleted=True)[0]["count"]
        for name in (*OBJECTS, "Lead")
    }
    assert made == sum(map(int, map(str, counts.values())))
    assert (counts["CampaignMember"], counts["CampaignMemberStatus"]) == (20, 8)


@pytest.mark.parametrize("seed", [0, 7])
def test_every_record_is_one_that_could_have_been_created(salesforce_org: Org, seed: int) -> None:
    """Each value passes the field's own rules, computed fields agree, references lead somewhere."""
    salesforce_org.populate(**KINDS, seed=seed)
    known = {
        each["Id"] for name in (*OBJECTS, "Lead", "User") for each in _all(salesforce_org, name)
    }
    for name in OBJECTS:
        sobject = salesforce_org.schema.known(name)
        assert sobject is not None
        for record in _all(salesforce_org, name):
            for field in sobject.columns:
                value = record[field.name]
                if field.type in {FieldType.BOOLEAN, FieldType.INT}:
                    stored(field, value)
                else:
                    assert stored(field, value) == value, field.name
                assert value is not None or field.nillable, field.name
                if field.type is FieldType.REFERENCE and value is not None:
                    assert value in known, field.name
            for derived_name, value in derive(name, record).items():
                assert record[derived_name] == value, derived_name


def test_roll_ups_agree_with_what_is_there(salesforce_org: Org) -> None:
    """Touching a campaign's member and opportunity changes nothing a population had counted."""
    salesforce_org.populate(**KINDS, seed=5)
    before = [
        {name: value for name, value in each.items() if "Modified" not in name}
        for each in _all(salesforce_org, "Campaign")
    ]
    shown = "SELECT Id, Name, City, CompanyOrAccount, HasResponded FROM CampaignMember ORDER BY Id"
    members = salesforce_org.query(shown)
    for member in members:
        salesforce_org.update("CampaignMember", str(member["Id"]), {})
    for opportunity in _all(salesforce_org, "Opportunity"):
        salesforce_org.update("Opportunity", opportunity["Id"], {})
    after = [
        {name: value for name, value in each.items() if "Modified" not in name}
        for each in _all(salesforce_org, "Campaign")
    ]
    assert after == before
    assert salesforce_org.query(shown) == members
    assert sum(int(each["NumberOfResponses"]) for each in after) > 0
