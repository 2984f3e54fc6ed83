"""Duplicate rules: what they find, whom they tell, and who may pass."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database_state import database_state
from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.errors import DuplicatesDetectedError, NotImplementedInFakeError
from fake_salesforce.records.save_options import SaveOptions

STRICT = SaveOptions(allow_save=False)
NAMES = st.none() | st.sampled_from(["Ada", "ADA", "Mary"])
PEOPLE = st.fixed_dictionaries(
    {
        "FirstName": NAMES,
        "LastName": st.sampled_from(["Lovelace", "Byron"]),
        "Email": st.none() | st.sampled_from(["a@example.com", "A@example.com", "b@example.com"]),
    }
)


def _rule(*fields: str, **more: Any) -> dict[str, Any]:
    items = [{"field_name": each} for each in fields]
    return {"matching_rules": [{"name": "Same", "any_of": [items]}], **more}


def _found(refusal: DuplicatesDetectedError) -> list[str]:
    results: Any = refusal.result["matchResults"]
    return [each["record"]["Id"] for result in results for each in result["matchRecords"]]


@given(there=st.lists(PEOPLE, max_size=4), new=PEOPLE)
def test_duplicates_are_those_plain_python_finds(
    salesforce: FakeSalesforce, there: list[dict[str, Any]], new: dict[str, Any]
) -> None:
    """A rule finds the records that are alike but for case, blanks apart, the oldest first."""

    def is_same(person: dict[str, Any]) -> bool:
        pairs = [(person[name], new[name]) for name in ("FirstName", "Email")]
        return all(one and two and one.lower() == two.lower() for one, two in pairs)

    with salesforce.create_org() as org:
        ids = [org.create("Contact", each) for each in there]
        org.add_duplicate_rule("Contact", "Rule", **_rule("FirstName", "Email"))
        expected = [each for each, person in zip(ids, there, strict=True) if is_same(person)]
        if not expected:
            org.records.create("Contact", new, options=STRICT)
            return
        before = database_state(org)
        with pytest.raises(DuplicatesDetectedError) as refusal:
            org.records.create("Contact", new, options=STRICT)
        assert _found(refusal.value) == expected
        assert database_state(org) == before


def test_blanks_match_where_the_rule_says_so(salesforce_org: Org) -> None:
    """Two records without a value are the same for an item that matches blanks."""
    items = [
        {"field_name": "LastName"},
        {"field_name": "Email", "blank_value_behavior": "MatchBlanks"},
    ]
    salesforce_org.create("Lead", {"LastName": "Doe", "Company": "A"})
    salesforce_org.add_duplicate_rule(
        "Lead", "Rule", matching_rules=[{"name": "Same", "any_of": [items]}]
    )
    with pytest.raises(DuplicatesDetectedError):
        salesforce_org.records.create("Lead", {"LastName": "Doe", "Company": "B"}, options=STRICT)


def test_update_has_an_action_of_its_own(salesforce_org: Org) -> None:
    """A rule that blocks updates lets creates pass, and a record is no duplicate of itself."""
    org = salesforce_org
    org.add_duplicate_rule(
        "Contact", "Rule", **_rule("Email", alert_on_insert=False, action_on_update="Block")
    )
    first = org.create("Contact", {"LastName": "Doe", "Email": "a@example.com"})
    second = org.create("Contact", {"LastName": "Doe", "Email": "b@example.com"})
    org.update("Contact", first, {"Email": "a@example.com"})
    with pytest.raises(DuplicatesDetectedError) as refusal:
        org.update("Contact", second, {"Email": "a@example.com"})
    assert _found(refusal.value) == [first]


def test_whoever_stages_a_test_passes_an_alert_and_no_block(salesforce_org: Org) -> None:
    """Python's create saves what is only told about, and not what is blocked."""
    org = salesforce_org
    person = {"LastName": "Doe", "Email": "a@example.com"}
    org.add_duplicate_rule("Contact", "Told", **_rule("Email"))
    org.create("Contact", person)
    org.create("Contact", person)
    org.add_duplicate_rule("Contact", "Blocked", **_rule("Email", action_on_insert="Block"))
    with pytest.raises(DuplicatesDetectedError):
        org.create("Contact", person)


def test_converted_and_deleted_records_are_no_duplicates(salesforce_org: Org) -> None:
    """Neither a converted lead nor a record in the recycle bin counts."""
    org = salesforce_org
    lead = {"LastName": "Doe", "Company": "Example", "Email": "a@example.com"}
    org.create("Lead", lead | {"IsConverted": True})
    org.delete("Lead", org.create("Lead", lead))
    org.add_duplicate_rule("Lead", "Rule", **_rule("Email"))
    org.records.create("Lead", lead, options=STRICT)
    with pytest.raises(DuplicatesDetectedError):
        org.records.create("Lead", lead, options=STRICT)


@pytest.mark.parametrize(
    ("security", "headers", "status"),
    [
        ("EnforceSharingRules", {}, 201),
        ("BypassSharingRules", {}, 400),
        ("BypassSharingRules", {"Sforce-Duplicate-Rule-Header": "runAsCurrentUser=true"}, 201),
    ],
)
def test_unseen_record_counts_only_past_sharing(
    salesforce: FakeSalesforce,
    salesforce_org: Org,
    security: str,
    headers: dict[str, str],
    status: int,
) -> None:
    """A record that is not shared is a duplicate only for a rule that bypasses sharing."""
    org = salesforce_org
    org.share_by_default("Lead", "None")
    user = org.create_user("standard@example.com", profile="Standard User")
    lead = {"LastName": "Doe", "Company": "Example", "Email": "a@example.com"}
    org.create("Lead", lead)
    org.add_duplicate_rule("Lead", "Rule", **_rule("Email", security_option=security))
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    assert client.post("sobjects/Lead", json=lead, headers=headers).status_code == status
    client.close()


def test_details_hide_what_the_user_may_not_read(salesforce_org: Org, api: ApiClient) -> None:
    """A duplicate shown with its fields has those that its finder may read."""
    org = salesforce_org
    lead = {"LastName": "Doe", "Company": "Example", "Email": "a@example.com"}
    org.create("Lead", lead)
    org.profile("System Administrator").hide_field("Lead.Rating")
    org.add_duplicate_rule("Lead", "Rule", **_rule("Email"))
    header = {"Sforce-Duplicate-Rule-Header": "includeRecordDetails=TRUE"}
    [error] = api.post("sobjects/Lead", json=lead, headers=header).json()
    [found] = error["duplicateResut"]["matchResults"][0]["matchRecords"]
    assert found["record"]["Company"] == "Example"
    assert "Rating" not in found["record"]


def test_standard_rules_are_there_and_off(salesforce_org: Org) -> None:
    """Leads and contacts match across both objects once the standard rules are switched on."""
    org = salesforce_org
    person = {"FirstName": "Ada", "LastName": "Lovelace", "Phone": "1"}
    acme = org.create("Account", {"Name": "Acme"})
    contact = org.create("Contact", person | {"AccountId": acme, "Title": "Countess"})
    lead = {"FirstName": "Ada", "LastName": "Lovelace", "Company": "ACME", "Title": "Countess"}
    org.records.create("Lead", lead, options=STRICT)
    org.activate_duplicate_rule("Lead", "Standard_Lead_Duplicate_Rule")
    with pytest.raises(DuplicatesDetectedError) as refusal:
        org.records.create("Lead", lead, options=STRICT)
    assert contact in _found(refusal.value)
    org.activate_duplicate_rule("Contact", "Standard_Contact_Duplicate_Rule")
    with pytest.raises(DuplicatesDetectedError):
        org.records.create("Contact", person, options=STRICT)


def test_fuzzy_matching_is_refused(salesforce_org: Org) -> None:
    """A rule of an administrator's own that matches by likeness is 501, not an exact match."""
    items = [{"field_name": "LastName", "matching_method": "LastName"}]
    with pytest.raises(NotImplementedInFakeError, match="fuzzy matching method LastName"):
        salesforce_org.add_duplicate_rule(
            "Lead", "Rule", matching_rules=[{"name": "Like", "any_of": [items]}]
        )


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        (_rule("Nope"), "needs a field Lead.Nope"),
        (_rule("Address"), "needs a field Lead.Address"),
        ({"matching_rules": []}, "matching_rules"),
        ({"matching_rules": [{"name": "Same", "any_of": [[]]}]}, "needs an item"),
        (_rule("Email", name="Standard_Lead_Duplicate_Rule"), "already"),
        (_rule("Email", action_on_insert="Warn"), "action_on_insert"),
    ],
)
def test_faulty_rule_is_refused(
    salesforce_org: Org, definition: dict[str, Any], words: str
) -> None:
    """A rule that names what is not there is refused when it is added."""
    name = definition.pop("name", "Rule") if "name" in definition else "Rule"
    with pytest.raises(ValueError, match=words):
        salesforce_org.add_duplicate_rule("Lead", name, **definition)
