"""TYPEOF: fields of a polymorphic parent by its type (reference 4.1, [K:soql-sosl/typeof])."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import Org, soql
from fake_salesforce.errors import SalesforceError

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


PATHS: dict[str, dict[str, tuple[str, ...]]] = {
    "Account": {"Name": (), "Parent.Name": ("Parent",), "Parent.Phone": ("Parent",)},
    "Opportunity": {"StageName": (), "Account.Name": ("Account",), "Account.Phone": ("Account",)},
}
"""Paths behind each type, with the parents that they go through."""


@given(data=st.data(), kinds=st.lists(st.sampled_from(sorted(PATHS)), max_size=4))
def test_paths_go_on_behind_a_type(fuzzed_org: Org, data: st.DataObject, kinds: list[str]) -> None:
    """A WHEN selects fields of further parents as well; one that is not there is null."""
    whens = {
        name: data.draw(st.lists(st.sampled_from(sorted(paths)), min_size=1, unique=True))
        for name, paths in PATHS.items()
    }
    tasks, expected = [], []
    for number, kind in enumerate(kinds):
        values: dict[str, Any] = VALUES[kind] | {"Name": f"Child {number}"}
        parent = None
        if data.draw(st.booleans()):
            parent = {"Name": f"Parent {number}", "Phone": f"{number}"}
            above = fuzzed_org.create("Account", parent)
            values |= {"ParentId" if kind == "Account" else "AccountId": above}
        tasks.append(fuzzed_org.create("Task", {"WhatId": fuzzed_org.create(kind, values)}))
        shown: dict[str, Any] = {}
        for path in whens[kind]:
            *through, field = path.split(".")
            if not through:
                shown[field] = values[field]
            elif parent is None:
                shown[through[0]] = None
            else:
                shown.setdefault(through[0], {})[field] = parent[field]
        expected.append(shown)
    listed = ", ".join(f"'{each}'" for each in tasks) or "null"
    text = f"SELECT {typeof(whens, [])} FROM Task WHERE Id IN ({listed}) ORDER BY Id"
    assert [each["What"] for each in fuzzed_org.query(text)] == expected
    parsed = soql.parse(text)
    assert soql.parse(soql.print_query(parsed)) == parsed


@given(
    owners=st.lists(st.sampled_from(["user", "queue"]), min_size=1, max_size=4),
    otherwise=st.booleans(),
    beside=st.booleans(),
)
def test_typeof_behind_a_parent(
    fuzzed_org: Org, owners: list[str], *, otherwise: bool, beside: bool
) -> None:
    """A polymorphic field of a parent is chosen from within the parent's object."""
    found = fuzzed_org.query("SELECT Id FROM User WHERE UserType = 'Standard' LIMIT 1")
    user = str(found[0]["Id"]) if found else fuzzed_org.create_user("typeof@example.com").id
    cases = []
    expected: list[Any] = []
    for number, kind in enumerate(owners):
        above: dict[str, Any] = {"Subject": f"Above {number}"}
        if kind == "user":
            above["OwnerId"] = user
        else:
            name = {"Name": f"Queue {number}", "Type": "Queue"}
            above["OwnerId"] = fuzzed_org.create("Group", name)
            fuzzed_org.create("QueueSobject", {"QueueId": above["OwnerId"], "SobjectType": "Case"})
        parent = fuzzed_org.create("Case", above)
        cases.append(fuzzed_org.create("Case", {"ParentId": parent}))
        owner: Any = None
        if kind == "user":
            owner = {"UserType": "Standard"}
        elif otherwise:
            owner = {"Type": "Group"}
        expected.append({"Owner": owner} | ({"Subject": above["Subject"]} if beside else {}))
    listed = ", ".join(f"'{each}'" for each in cases)
    last = "ELSE Type " if otherwise else ""
    text = (
        f"SELECT TYPEOF Parent.Owner WHEN User THEN UserType {last}END"
        f"{', Parent.Subject' if beside else ''} FROM Case WHERE Id IN ({listed}) ORDER BY Id"
    )
    assert [each["Parent"] for each in fuzzed_org.query(text)] == expected
    parsed = soql.parse(text)
    assert soql.parse(soql.print_query(parsed)) == parsed


def test_every_rendering_shows_the_same(salesforce_org: Org) -> None:
    """TYPEOF behind a parent and behind a type is written alike by SQLite and by the others."""
    user = salesforce_org.create_user("typeof@example.com")
    parent = salesforce_org.create("Case", {"Subject": "Above", "OwnerId": user.id})
    salesforce_org.create("Case", {"ParentId": parent})
    text = (
        "SELECT TYPEOF Owner WHEN Group THEN Id END,"
        " TYPEOF Parent.Owner WHEN User THEN Profile.Name, Email ELSE Name END FROM Case"
        " ORDER BY CaseNumber DESC LIMIT 1"
    )
    asking = salesforce_org.asking(user.id, page_rows=2000)
    page = salesforce_org.queries.first_page(text, asking)
    assert page.projection is not None
    [slow] = soql.render(page.projection, page.records)
    quick = json.loads(soql.render_page(page.projection, page.records, total_size=1))
    assert quick["records"] == [json.loads(slow)]
    owner = json.loads(slow)["Parent"]["Owner"]
    assert owner["Profile"]["Name"] == "System Administrator"
    assert (owner["attributes"]["type"], owner["Email"]) == ("User", user.username)


def test_typeof_in_a_subquery(salesforce_org: Org) -> None:
    """Children show what their own polymorphic parents are, a path included."""
    account = salesforce_org.create("Account", VALUES["Account"])
    salesforce_org.create("Task", {"WhatId": account})
    text = (
        "SELECT (SELECT TYPEOF What WHEN Account THEN Phone, Owner.Id END FROM Tasks) FROM Account"
    )
    [found] = [dict(each) for each in salesforce_org.query(text)]
    tasks: Any = found["Tasks"]
    assert tasks["records"][0]["What"]["Phone"] == "555"


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (
            "TYPEOF Parent.Owner WHEN User THEN Id END, Parent.Owner.Name FROM Case",
            "INVALID_FIELD",
            "duplicate field selected: Parent.Owner",
        ),
        (
            "TYPEOF Parent.Account WHEN Account THEN Id END FROM Case",
            "MALFORMED_QUERY",
            "polymorphic",
        ),
        ("TYPEOF Foo.Owner WHEN User THEN Id END FROM Case", "INVALID_FIELD", "relationship 'Foo'"),
        ("TYPEOF Owner WHEN User THEN Foo.Id END FROM Case", "INVALID_FIELD", "relationship 'Foo'"),
        (
            "TYPEOF Owner WHEN User THEN Manager.Manager.Manager.Manager.Manager.Id END FROM Case",
            "MALFORMED_QUERY",
            "at most 5 relationships",
        ),
        (
            "TYPEOF Owner WHEN User THEN Id END, FORMAT(CreatedDate) shown FROM Case",
            "MALFORMED_QUERY",
            "TYPEOF is not allowed in queries with functions",
        ),
        (
            "TYPEOF Owner WHEN User THEN Id, FORMAT(CreatedDate) END FROM Case",
            "MALFORMED_QUERY",
            "unexpected token",
        ),
        (
            "Id FROM Lead WHERE OwnerId IN (SELECT TYPEOF Owner WHEN User THEN Id END FROM Case)",
            "MALFORMED_QUERY",
            "",
        ),
    ],
)
def test_wrong_uses_of_paths_are_refused(
    salesforce_org: Org, text: str, code: str, told: str
) -> None:
    """A path that leads nowhere, goes too far or meets another is refused with its place."""
    with pytest.raises(SalesforceError) as refusal:
        salesforce_org.query(f"SELECT {text}")
    assert refusal.value.error_code == code
    assert told in refusal.value.message
