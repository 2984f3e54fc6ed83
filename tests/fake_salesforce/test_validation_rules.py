"""Validation rules: what they refuse, how they are added, and that a refusal leaves nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rule_conditions
from database_state import database_state
from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.errors import FieldCustomValidationError, SalesforceError

LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}
FILE = """
Visit__c:
  object: {label: Visit}
  fields:
    - {name: Score__c, type: Number, precision: 6}
  validation_rules:
    - {name: Positive, condition: Score__c < 0, message: Too low, field: Score__c}
Lead:
  validation_rules:
    - {name: Named, condition: "Owner.Name = 'Nobody'", message: No owner}
    - {name: Asleep, condition: "LastName != NULL", message: Asleep, active: false}
"""


@given(condition=rule_conditions.conditions, lead=rule_conditions.leads)
def test_rule_agrees_with_plain_python(
    salesforce: FakeSalesforce, condition: rule_conditions.Condition, lead: dict[str, Any]
) -> None:
    """A record is refused exactly if the condition holds for it, and then nothing is written."""
    with salesforce.create_org() as org:
        org.add_validation_rule("Lead", "Rule", condition=condition.text, message="No")
        if not condition.holds(lead):
            org.create("Lead", lead)
            return
        before = database_state(org)
        with pytest.raises(FieldCustomValidationError) as refusal:
            org.create("Lead", lead)
        assert (refusal.value.message, refusal.value.fields) == ("No", ())
        assert database_state(org) == before


@given(
    condition=rule_conditions.conditions,
    lead=rule_conditions.leads,
    changed=rule_conditions.leads,
    names=st.sets(st.sampled_from(["City", "NumberOfEmployees", "HasOptedOutOfEmail"])),
)
def test_rule_sees_the_record_as_an_update_makes_it(
    salesforce: FakeSalesforce,
    condition: rule_conditions.Condition,
    lead: dict[str, Any],
    changed: dict[str, Any],
    names: set[str],
) -> None:
    """An update is held against what the record becomes, not against what it was."""
    with salesforce.create_org() as org:
        record_id = org.create("Lead", lead)
        org.add_validation_rule("Lead", "Rule", condition=condition.text, message="No")
        update = {name: changed[name] for name in names}
        if not condition.holds(lead | update):
            org.update("Lead", record_id, update)
            return
        before = database_state(org)
        with pytest.raises(FieldCustomValidationError):
            org.update("Lead", record_id, update)
        assert database_state(org) == before


def test_every_broken_rule_is_told(salesforce_org: Org, api: ApiClient) -> None:
    """The body has an element for each rule that refuses, in the order of the rules."""
    salesforce_org.add_validation_rule(
        "Lead", "First", condition="City = 'Oslo'", message="one", field="City"
    )
    salesforce_org.add_validation_rule("Lead", "Second", condition="City = 'Bergen'", message="-")
    salesforce_org.add_validation_rule("Lead", "Third", condition="City != NULL", message="three")
    response = api.post("sobjects/Lead", json=LEAD | {"City": "Oslo"})
    code = "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    assert response.status_code == 400
    assert response.json() == [
        {"message": "one", "errorCode": code, "fields": ["City"]},
        {"message": "three", "errorCode": code, "fields": []},
    ]


def test_rule_follows_relationships_and_the_clock(clocked_org: Org) -> None:
    """A condition goes to parents, and its relative dates go by the clock."""
    org = clocked_org
    org.add_validation_rule(
        "Contact", "Parent", condition="Account.Industry = 'Banking'", message="no banks"
    )
    org.add_validation_rule(
        "Opportunity", "Past", condition="CloseDate < TODAY", message="in the past"
    )
    bank = org.create("Account", {"Name": "Bank", "Industry": "Banking"})
    with pytest.raises(FieldCustomValidationError, match="no banks"):
        org.create("Contact", {"LastName": "Doe", "AccountId": bank})
    deal = {"Name": "Deal", "StageName": "Prospecting", "CloseDate": "2020-07-20"}
    org.create("Opportunity", deal)
    org.clock.advance(days=2)
    with pytest.raises(FieldCustomValidationError, match="in the past"):
        org.create("Opportunity", deal)


def test_weeks_of_a_rule_are_the_writer_s(clocked_org: Org) -> None:
    """A week of a condition begins by the locale of whoever writes the record."""
    org = clocked_org
    org.add_validation_rule(
        "Contact", "Week", condition="Birthdate = THIS_WEEK", message="born this week"
    )
    today = org.clock.now().date()
    sunday = today - timedelta(days=today.isoweekday())
    born = {"LastName": "Doe", "Birthdate": str(sunday)}
    german = org.create_user("de@example.com", LocaleSidKey="de_DE")
    american = org.create_user("us@example.com", LocaleSidKey="en_US")
    org.records.create("Contact", born, user_id=german.id)
    with pytest.raises(FieldCustomValidationError, match="born this week"):
        org.records.create("Contact", born, user_id=american.id)


def test_rules_of_a_file_are_kept(salesforce: FakeSalesforce, tmp_path: Path) -> None:
    """Rules come with a deployed file, are there when the org is opened again, and can sleep."""
    additions, data = tmp_path / "additions.yaml", tmp_path / "org.sqlite"
    additions.write_text(FILE, encoding="utf-8")
    org = salesforce.create_org("Rules", data=data)
    org.deploy(additions)
    org.create("Lead", LEAD)
    salesforce.drop_org(org)
    with salesforce.create_org(data=data) as again:
        with pytest.raises(FieldCustomValidationError, match="Too low") as refusal:
            again.create("Visit__c", {"Score__c": -1})
        assert refusal.value.fields == ("Score__c",)
        again.create("Visit__c", {"Score__c": 1})


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ({"condition": "Nope = 1"}, "No such column 'Nope' on entity 'Lead'"),
        ({"condition": "City = 'a' LIMIT 1"}, "nothing more"),
        ({"condition": "City = 'a') OR (City = 'b'"}, "unexpected token"),
        ({"condition": "City ="}, "unexpected token"),
        ({"condition": "Description = 'a'"}, "can not be filtered"),
        ({"condition": "City = 'a'", "field": "Nope"}, "no field 'Nope'"),
        ({"condition": "City = 'a'", "name": "Taken"}, "a validation rule Taken already"),
        ({"condition": "City = 'a'", "name": "no name"}, "name"),
        ({"condition": "City = 'a'", "message": "x" * 256}, "message"),
    ],
)
def test_faulty_rule_is_refused(
    salesforce_org: Org, definition: dict[str, Any], words: str
) -> None:
    """A rule that cannot be asked is refused when it is added, with the reason, and whole."""
    salesforce_org.add_validation_rule("Lead", "Taken", condition="City = 'x'", message="x")
    before = database_state(salesforce_org)
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        salesforce_org.add_validation_rule("Lead", **{"name": "Rule", "message": "no"} | definition)
    assert database_state(salesforce_org) == before
    salesforce_org.create("Lead", LEAD)


def test_refused_file_adds_no_rule(salesforce_org: Org) -> None:
    """If one rule of a file is at fault, none of them is there."""
    good = {"name": "Good", "condition": "LastName != NULL", "message": "x"}
    with pytest.raises(ValueError, match="Nope"):
        salesforce_org.add_all(
            {"Lead": {"validation_rules": [good, good | {"name": "Bad", "condition": "Nope = 1"}]}}
        )
    salesforce_org.create("Lead", LEAD)


def test_refused_record_in_a_larger_transaction_leaves_nothing(salesforce_org: Org) -> None:
    """A refusal inside a transaction that goes on undoes the one record, whole."""
    org = salesforce_org
    org.add_validation_rule("Lead", "Rule", condition="City = 'Oslo'", message="No")
    campaign = org.create("Campaign", {"Name": "Launch"})
    with org.database.write():
        first = org.create("Lead", LEAD)
        with pytest.raises(SalesforceError):
            org.create("Lead", LEAD | {"City": "Oslo"})
        org.create("CampaignMember", {"CampaignId": campaign, "LeadId": first})
    assert org.query("SELECT Id FROM Lead") == [{"Id": first}]
