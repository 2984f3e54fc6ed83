"""TYPEOF: fields of a polymorphic parent by its type (reference 4.1, [K:soql-sosl/typeof])."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import Org, soql
from fake_salesforce.errors import NotImplementedInFakeError, SalesforceError

FIELDS = {
    "Account": ("Name", "Phone", "BillingCity"),
    "Opportunity": ("Name", "StageName"),
    "Campaign": ("Name", "Type"),
}
VALUES: dict[str, dict[str, Any]] = {
    "Account": {"Name": "Acme", "Phone": "555", "BillingCity": "Rome"},
    "Opportunity": {"Name": "Deal", "StageName": "Prospecting", "CloseDate": "2020-09-30"},
    "Campaign": {"Name": "Web", "Type": "Email"},
}


def typeof(whens: dict[str, list[str]], otherwise: list[str]) -> str:
    """Return a TYPEOF of Task.What."""
    written = [f"WHEN {name} THEN {', '.join(fields)}" for name, fields in whens.items()]
    if otherwise:
        written.append(f"ELSE {', '.join(otherwise)}")
    return f"TYPEOF What {' '.join(written)} END"


@given(data=st.data(), kinds=st.lists(st.sampled_from([*sorted(FIELDS), None]), max_size=5))
def test_each_type_shows_its_own_fields(
    fuzzed_org: Org, data: st.DataObject, kinds: list[str | None]
) -> None:
    """A record shows the fields of its parent's WHEN, else those of ELSE, else null."""
    chosen = data.draw(st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, unique=True))
    whens = {
        name: data.draw(st.lists(st.sampled_from(FIELDS[name]), min_size=1, unique=True))
        for name in chosen
    }
    otherwise = data.draw(st.lists(st.sampled_from(["Name", "Type"]), unique=True))
    expected = []
    tasks = []
    for kind in kinds:
        task = {}
        if kind is not None:
            task["WhatId"] = fuzzed_org.create(kind, VALUES[kind])
        tasks.append(fuzzed_org.create("Task", task))
        expected.append(_shown(kind, whens, otherwise))
    listed = ", ".join(f"'{each}'" for each in tasks) or "null"
    text = f"SELECT {typeof(whens, otherwise)} FROM Task WHERE Id IN ({listed})"
    found = fuzzed_org.query(text)
    assert [json.dumps(each["What"]) for each in found] == [json.dumps(each) for each in expected]
    parsed = soql.parse(text)
    assert soql.parse(soql.print_query(parsed)) == parsed


def _shown(
    kind: str | None, whens: dict[str, list[str]], otherwise: list[str]
) -> dict[str, Any] | None:
    if kind in whens:
        assert kind is not None
        return {name: VALUES[kind][name] for name in whens[kind]}
    if kind is None or not otherwise:
        return None
    generic = {"Name": VALUES[kind]["Name"], "Type": kind}
    return {name: generic[name] for name in otherwise}


def test_attributes_are_of_the_type(salesforce_org: Org) -> None:
    """Behind a WHEN the parent's attributes name its own type."""
    account = salesforce_org.create("Account", VALUES["Account"])
    salesforce_org.create("Task", {"WhatId": account})
    user = salesforce_org.create_user("typeof@example.com")
    page = salesforce_org.queries.first_page(
        "SELECT TYPEOF What WHEN Account THEN Phone END FROM Task",
        salesforce_org.asking(user.id, page_rows=2000),
    )
    assert page.projection is not None
    [text] = soql.render(page.projection, page.records)
    url = f"/services/data/v49.0/sobjects/Account/{account}"
    assert json.loads(text)["What"] == {
        "attributes": {"type": "Account", "url": url},
        "Phone": "555",
    }


def test_rights_count_in_each_branch(salesforce_org: Org) -> None:
    """A hidden type is no type, a hidden field no column, a record not shared is null."""
    user = salesforce_org.create_user("typeof@example.com", profile="Minimum Access - Salesforce")
    rights = salesforce_org.permission_set("Typeof")
    user.assign(rights)
    account = salesforce_org.create("Account", VALUES["Account"])
    rights.show_field("Task.WhatId")
    salesforce_org.create("Task", {"WhatId": account, "OwnerId": user.id})

    def asked(field: str) -> Any:
        text = f"SELECT TYPEOF What WHEN Account THEN {field} END FROM Task"
        asking = salesforce_org.asking(user.id, page_rows=2000)
        page = salesforce_org.queries.first_page(text, asking)
        assert page.projection is not None
        return [json.loads(each)["What"] for each in soql.render(page.projection, page.records)]

    rights.grant("Campaign", "read")
    with pytest.raises(SalesforceError, match="sObject type 'Account' is not supported"):
        asked("Name")
    rights.grant("Account", "read")
    with pytest.raises(SalesforceError, match="No such column 'Phone' on entity 'Account'"):
        asked("Phone")
    assert asked("Name")[0]["Name"] == "Acme"
    salesforce_org.share_by_default("Account", "None")
    assert asked("Name") == [None]


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("TYPEOF Account WHEN User THEN Id END FROM Task", "MALFORMED_QUERY", "polymorphic"),
        ("TYPEOF What WHEN Lead THEN Id END FROM Task", "MALFORMED_QUERY", "does not lead to Lead"),
        ("TYPEOF What WHEN Foo THEN Id END FROM Task", "INVALID_TYPE", "sObject type 'Foo'"),
        (
            "TYPEOF What WHEN Account THEN Foo END FROM Task",
            "INVALID_FIELD",
            "No such column 'Foo'",
        ),
        ("TYPEOF Foo WHEN Account THEN Id END FROM Task", "INVALID_FIELD", "relationship 'Foo'"),
        (
            "TYPEOF What WHEN Account THEN Id END, What.Name FROM Task",
            "INVALID_FIELD",
            "duplicate field selected: What",
        ),
        (
            "COUNT(Id), TYPEOF What WHEN Account THEN Id END FROM Task",
            "MALFORMED_QUERY",
            "TYPEOF is not allowed",
        ),
        ("TYPEOF What ELSE Id END FROM Task", "MALFORMED_QUERY", "unexpected token: 'ELSE'"),
    ],
)
def test_wrong_uses_are_refused(salesforce_org: Org, text: str, code: str, told: str) -> None:
    """What TYPEOF cannot be is refused with the code and place of the fault."""
    with pytest.raises(SalesforceError) as refusal:
        salesforce_org.query(f"SELECT {text}")
    assert refusal.value.error_code == code
    assert told in refusal.value.message


def test_a_path_behind_a_type_is_refused_by_name(salesforce_org: Org) -> None:
    """A parent's parent in TYPEOF is what the fake does not have."""
    text = "SELECT TYPEOF What WHEN Account THEN Owner.Name END FROM Task"
    with pytest.raises(NotImplementedInFakeError, match="a path through a parent in TYPEOF"):
        salesforce_org.query(text)
