"""Clauses beyond one object: what they answer, and the words of their refusals (reference 4)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce.errors import ExceededIdLimitError, SalesforceError
from soql_stage import ACCOUNT, CONTACT, USER_ID, Hiding, Stage, lead_id, record_id

OTHER_USER = "005000000000002AAA"
QUEUE = "00G000000000001AAA"
AT_2230_UTC = "2020-07-20T22:30:00.000+0000"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (
            "SELECT Account.Nope FROM Contact",
            "INVALID_FIELD",
            "Column:8\nNo such column 'Nope' on entity 'Account'.",
        ),
        (
            "SELECT Who.Subject FROM Task",
            "INVALID_FIELD",
            "Column:8\nNo such column 'Subject' on entity 'Name'.",
        ),
        (
            "SELECT Id FROM Contact WHERE Account.Foo.Name = 'x'",
            "INVALID_FIELD",
            "Column:30\nDidn't understand relationship 'Foo' in field path.",
        ),
        (
            "SELECT Account.Parent.Parent.Parent.Parent.Parent.Name FROM Contact",
            "MALFORMED_QUERY",
            "at most 5 relationships",
        ),
        (
            "SELECT Id, (SELECT Id FROM Foos) FROM Account",
            "INVALID_TYPE",
            "Column:28\nDidn't understand relationship 'Foos' in FROM part of query call.",
        ),
        (
            "SELECT Id, (SELECT Id, (SELECT Id FROM Contacts) FROM ChildAccounts) FROM Account",
            "MALFORMED_QUERY",
            "more than 1 level away from the root entity object.",
        ),
        (
            "SELECT Id, (SELECT COUNT(Id) FROM Contacts) FROM Account",
            "MALFORMED_QUERY",
            "only root queries support aggregate expressions",
        ),
        (
            "SELECT Id, (SELECT Id FROM Contacts OFFSET 1) FROM Account",
            "MALFORMED_QUERY",
            "LIMIT 1",
        ),
        (
            "SELECT City, COUNT(Id) FROM Lead",
            "MALFORMED_QUERY",
            "Column:8\nField must be grouped or aggregated: City",
        ),
        (
            "SELECT COUNT(Id) FROM Lead GROUP BY Id",
            "MALFORMED_QUERY",
            "Column:14\nGrouped field should not be aggregated: Id",
        ),
        (
            "SELECT COUNT(Id) FROM Lead ORDER BY City",
            "MALFORMED_QUERY",
            "Ordered field must be grouped or aggregated: City",
        ),
        (
            "SELECT COUNT(Id) FROM Lead LIMIT 5",
            "MALFORMED_QUERY",
            "Non-grouped query that uses overall aggregate functions cannot also use LIMIT",
        ),
        (
            "SELECT FORMAT(MAX(AnnualRevenue)) FROM Lead LIMIT 5",
            "MALFORMED_QUERY",
            "Non-grouped query that uses overall aggregate functions cannot also use LIMIT",
        ),
        (
            "SELECT convertTimezone(CreatedDate) FROM Lead LIMIT 1",
            "MALFORMED_QUERY",
            "convertTimezone() can only be used in a date function",
        ),
        (
            "SELECT CALENDAR_YEAR(CreatedDate) FROM Lead LIMIT 1",
            "MALFORMED_QUERY",
            "Field must be grouped or aggregated: CreatedDate",
        ),
        (
            "SELECT SUM(City) FROM Lead",
            "MALFORMED_QUERY",
            "Column:12\nfield City does not support aggregate operator SUM",
        ),
        (
            "SELECT CreatedDate FROM Lead GROUP BY CreatedDate",
            "INVALID_FIELD",
            "field 'CreatedDate' can not be grouped in a query call",
        ),
        (
            "SELECT MAX(MIN(AnnualRevenue)) FROM Lead",
            "MALFORMED_QUERY",
            "expecting a right parentheses, found '('",
        ),
        (
            "SELECT Id FROM Lead WHERE COUNT(Id) > 1",
            "MALFORMED_QUERY",
            "Aggregate functions are not allowed in WHERE",
        ),
        (
            "SELECT Id FROM Account WHERE Name = 'x' OR Id IN (SELECT AccountId FROM Contact)",
            "MALFORMED_QUERY",
            "Semi join sub-selects are not allowed with the 'OR' operator",
        ),
        (
            "SELECT Id FROM Account WHERE NOT (Id IN (SELECT AccountId FROM Contact))",
            "MALFORMED_QUERY",
            "Semi join sub-selects are only allowed at the top level WHERE expressions",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT Mentor__c FROM Contact)",
            "MALFORMED_QUERY",
            "should point to the same object type",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT Id FROM Account)",
            "MALFORMED_QUERY",
            "The inner and outer selects should not be on the same object type",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT LastName FROM Contact)",
            "MALFORMED_QUERY",
            "Semi join sub-selects can only query id fields, cannot use: 'LastName'",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT WhatId FROM Task)",
            "MALFORMED_QUERY",
            "Entity 'Task' is not supported for semi join inner selects",
        ),
        (
            "SELECT Id FROM Lead WHERE City INCLUDES ('a')",
            "INVALID_QUERY_FILTER_OPERATOR",
            "invalid operator",
        ),
    ],
)
def test_refusals(text: str, code: str, words: str) -> None:
    """Each broken rule is refused with its code and words, at its place where it has one."""
    with Stage() as stage, pytest.raises(SalesforceError) as caught:
        stage.page(text)
    assert caught.value.error_code == code
    assert words in caught.value.message


def test_more_than_2000_groups_are_refused() -> None:
    """2,000 groups are answered at once, one more is refused; LIMIT mends it."""
    leads = [{"LastName": str(number)} for number in range(2001)]
    with Stage(leads) as stage:
        with pytest.raises(ExceededIdLimitError, match="does not support queryMore"):
            stage.page("SELECT LastName FROM Lead GROUP BY LastName")
        limited = stage.records("SELECT LastName FROM Lead GROUP BY LastName LIMIT 2000")
    assert len(limited) == 2000


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("CALENDAR_MONTH(CreatedDate)", 7),
        ("CALENDAR_QUARTER(CreatedDate)", 3),
        ("CALENDAR_YEAR(CreatedDate)", 2020),
        ("DAY_IN_MONTH(CreatedDate)", 20),
        ("DAY_IN_MONTH(convertTimezone(CreatedDate))", 21),
        ("DAY_IN_WEEK(CreatedDate)", 2),
        ("DAY_IN_YEAR(CreatedDate)", 202),
        ("DAY_ONLY(CreatedDate)", "2020-07-20"),
        ("FISCAL_MONTH(CreatedDate)", 6),
        ("FISCAL_QUARTER(CreatedDate)", 2),
        ("FISCAL_YEAR(CreatedDate)", 2021),
        ("HOUR_IN_DAY(CreatedDate)", 22),
        ("HOUR_IN_DAY(convertTimezone(CreatedDate))", 0),
        ("WEEK_IN_MONTH(CreatedDate)", 3),
        ("WEEK_IN_YEAR(CreatedDate)", 29),
    ],
)
def test_date_functions(function: str, expected: object) -> None:
    """Date functions count in UTC, or in the user's zone; a fiscal year is named by its end."""
    leads = [{"CreatedDate": AT_2230_UTC}]
    with Stage(leads, fiscal_year_start_month=2) as stage:
        (group,) = stage.records(f"SELECT {function} part FROM Lead GROUP BY {function}")
        assert group["part"] == expected
        assert stage.rows(f"SELECT Id FROM Lead WHERE {function} = {expected}") == [1]


def test_polymorphic_parents() -> None:
    """Who and What show fields of Name, whose type is Name and whose url is the record's own."""
    tasks = [{"WhoId": lead_id(1), "WhatId": record_id(ACCOUNT, 1)}, {}]
    others: dict[str, list[dict[str, Any]]] = {"Task": tasks, "Account": [{"Name": "Acme"}]}
    with Stage([{"Email": "doe@example.com"}], others=others) as stage:
        first, second = stage.records("SELECT Who.Email, Who.Type, What.Name FROM Task")
        assert stage.rows("SELECT Id FROM Task WHERE Who.Type = 'lead'") == [1]
    url = f"/services/data/v49.0/sobjects/Lead/{lead_id(1)}"
    assert first["Who"] == {
        "attributes": {"type": "Name", "url": url},
        "Email": "doe@example.com",
        "Type": "Lead",
    }
    assert first["What"]["Name"] == "Acme"
    assert (second["Who"], second["What"]) == (None, None)


def test_picklists() -> None:
    """MIN and MAX go by the picklist's order; toLabel shows and finds labels."""
    with Stage([{"Status": "Closed"}, {"Status": "Open"}, {}]) as stage:
        (group,) = stage.records("SELECT MIN(Status), MAX(Status) FROM Lead")
        labels = [each["Status"] for each in stage.records("SELECT toLabel(Status) FROM Lead")]
        assert stage.rows("SELECT Id FROM Lead WHERE toLabel(Status) = 'OFFEN'") == [2]
    assert (group["expr0"], group["expr1"]) == ("Open", "Closed")
    assert labels == ["Erledigt %", "Offen", None]


def test_multipicklists() -> None:
    """INCLUDES finds any of its values, those of one value all together; EXCLUDES the others."""
    with Stage([{"Interests": "a;b"}, {"Interests": "B"}, {}]) as stage:
        assert stage.rows("SELECT Id FROM Lead WHERE Interests INCLUDES ('b')") == [1, 2]
        assert stage.rows("SELECT Id FROM Lead WHERE Interests INCLUDES ('b;a', 'c')") == [1]
        assert stage.rows("SELECT Id FROM Lead WHERE Interests EXCLUDES ('a')") == [2, 3]


@given(
    owners=st.lists(st.sampled_from([USER_ID, OTHER_USER, QUEUE, None]), max_size=6),
    creators=st.lists(st.sampled_from([USER_ID, OTHER_USER]), min_size=6, max_size=6),
)
def test_scopes(owners: list[str | None], creators: list[str]) -> None:
    """A scope keeps the records of its owners: me, a queue, a user, whom I handed a task to."""
    tasks = [
        {"OwnerId": owner, "CreatedById": creator}
        for owner, creator in zip(owners, creators, strict=False)
    ]

    def rows(keeps: Callable[[str | None, str], bool]) -> list[int]:
        pairs = enumerate(zip(owners, creators, strict=False), 1)
        return [row for row, (owner, creator) in pairs if keeps(owner, creator)]

    expected = {
        "everything": rows(lambda _, __: True),
        "Mine": rows(lambda owner, _: owner == USER_ID),
        "delegated": rows(lambda owner, creator: owner != USER_ID == creator),
        "QUEUE_OWNED": rows(lambda owner, _: owner == QUEUE),
        "user_owned": rows(lambda owner, _: owner in (USER_ID, OTHER_USER)),
    }
    with Stage(others={"Task": tasks}) as stage:
        found = {each: stage.rows(f"SELECT Id FROM Task USING SCOPE {each}") for each in expected}
        both = stage.rows(f"SELECT Id FROM Task USING SCOPE mine WHERE CreatedById = '{USER_ID}'")
    assert found == expected
    assert both == rows(lambda owner, creator: owner == USER_ID == creator)


def test_scopes_and_aliases() -> None:
    """USING SCOPE mine keeps one's own records; FROM may give parents a name."""
    others: dict[str, list[dict[str, Any]]] = {
        "Account": [{"Name": "Acme"}],
        "Contact": [{}, {"AccountId": record_id(ACCOUNT, 1)}],
    }
    with Stage([{"OwnerId": USER_ID}, {}], others=others) as stage:
        assert stage.rows("SELECT Id FROM Lead USING SCOPE mine") == [1]
        assert stage.rows("SELECT Id FROM Lead USING SCOPE everything") == [1, 2]
        text = "SELECT c.Id FROM Contact c, c.Account a WHERE a.Name = 'Acme'"
        assert stage.rows(text) == [2]


@pytest.mark.parametrize(
    ("hidden", "text"),
    [
        ("Account", "SELECT Account.Name FROM Contact"),
        ("Account.Name", "SELECT Account.Name FROM Contact"),
        ("Account.Name", "SELECT Id FROM Contact ORDER BY Account.Name"),
        ("Contact", "SELECT Id, (SELECT Id FROM Contacts) FROM Account"),
        ("Contact.AccountId", "SELECT Id, (SELECT Id FROM Contacts) FROM Account"),
        ("Contact.LastName", "SELECT Id, (SELECT LastName FROM Contacts) FROM Account"),
        ("Contact", "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact)"),
        ("Contact.AccountId", "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact)"),
        ("Account.Name", "SELECT COUNT(Id) FROM Contact GROUP BY Account.Name"),
        ("Lead.City", "SELECT MAX(City) FROM Lead"),
    ],
)
def test_rights_are_asked_on_every_path(hidden: str, text: str) -> None:
    """What a user may not read is not there, whichever way a query goes to it."""
    with Stage() as stage:
        stage.page(text)
    with Stage(access=Hiding(hidden)) as stage, pytest.raises(SalesforceError) as caught:
        stage.page(text)
    assert caught.value.error_code in ("INVALID_FIELD", "INVALID_TYPE")


def test_pretty_children() -> None:
    """Children and parents are indented one level deeper than what they are in."""
    others: dict[str, list[dict[str, Any]]] = {
        "Account": [{}],
        "Contact": [{"AccountId": record_id(ACCOUNT, 1)}],
    }
    with Stage(others=others) as stage:
        text = stage.page("SELECT (SELECT Id FROM Contacts) FROM Account", pretty=True)
    identifier = record_id(CONTACT, 1)
    assert json.loads(text)["records"][0]["Contacts"]["records"][0]["Id"] == identifier
    assert f'\n        "Id" : "{identifier}"\n      }} ]\n    }}\n  }} ]\n}}' in text
