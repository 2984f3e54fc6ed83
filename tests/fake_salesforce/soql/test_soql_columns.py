from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient


def _columns(api: ApiClient, soql: str) -> dict[str, Any]:
    answer = api.get("query", params={"q": soql, "columns": "true"})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def _names(columns: list[dict[str, Any]]) -> list[Any]:
    """Return the names of columns, and those of the joined ones behind their own."""
    return [
        (each["columnName"], _names(each["joinColumns"]))
        if each["joinColumns"]
        else each["columnName"]
        for each in columns
    ]


@pytest.mark.parametrize(
    ("soql", "names"),
    [
        ("SELECT Id, Name FROM Lead", ["Id", "Name"]),
        (
            "SELECT Account.Name, Id, Account.Owner.Name, account.industry FROM Contact",
            [("Account", ["Name", ("Owner", ["Name"]), "Industry"]), "Id"],
        ),
        (
            "SELECT Id, (SELECT Id, Owner.Name FROM Contacts) FROM Account",
            ["Id", ("Contacts", ["Id", ("Owner", ["Name"])])],
        ),
        (
            "SELECT Status, COUNT(Id), MAX(Name) newest FROM Lead GROUP BY Status",
            ["Status", "expr0", "newest"],
        ),
        ("SELECT COUNT() FROM Lead", []),
    ],
)
def test_columns_are_a_tree_of_names(api: ApiClient, soql: str, names: list[Any]) -> None:
    """Columns stand in the order of SELECT, in the schema's spelling, a parent's together."""
    assert _names(_columns(api, soql)["columnMetadata"]) == names


@pytest.fixture(scope="module")
def contact_of_account(fuzzed: ApiClient) -> str:
    """A contact whose every parent that is asked for is there."""
    account = fuzzed.post("sobjects/Account", json={"Name": "Acme"}).json()["id"]
    contact = fuzzed.post("sobjects/Contact", json={"LastName": "Doe", "AccountId": account})
    return str(contact.json()["id"])


def _keys(record: dict[str, Any]) -> list[Any]:
    """Return the keys of a record as ``_names`` tells columns."""
    return [
        (key, _keys(value)) if isinstance(value, dict) else key
        for key, value in record.items()
        if key != "attributes"
    ]


@given(
    paths=st.lists(
        st.sampled_from(
            [
                "Id",
                "LastName",
                "AccountId",
                "Account.Name",
                "account.INDUSTRY",
                "Account.Owner.Username",
                "Account.Owner.Profile.Name",
                "Account.CreatedBy.Name",
                "Owner.Name",
                "owner.Profile.Id",
                "CreatedBy.Profile.UserLicense.Name",
            ]
        ),
        min_size=1,
        unique=True,
    )
)
def test_columns_are_the_keys_of_records(
    fuzzed: ApiClient, contact_of_account: str, *, paths: list[str]
) -> None:
    """The columns of a query have the names, the order and the nesting of its records' keys."""
    soql = f"SELECT {', '.join(paths)} FROM Contact WHERE Id = '{contact_of_account}'"
    (record,) = fuzzed.query(soql).json()["records"]
    assert _names(_columns(fuzzed, soql)["columnMetadata"]) == _keys(record)


def test_aggregate_shows_its_function(api: ApiClient) -> None:
    """An aggregate is named by alias or number, and shown as it is reckoned."""
    told = _columns(api, "SELECT COUNT(Id), MAX(Owner.Name) m FROM Lead")
    shown = [(each["displayName"], each["aggregate"]) for each in told["columnMetadata"]]
    assert shown == [("count(Id)", True), ("max(Owner.Name)", True)]
    assert (told["groupBy"], told["idSelected"]) == (False, False)
    assert _columns(api, "SELECT Status FROM Lead GROUP BY Status")["groupBy"]


@pytest.mark.parametrize(
    ("field", "true"),
    [
        ("Name", {"textType"}),
        ("LastName", {"textType", "insertable", "updatable"}),
        ("IsConverted", {"booleanType", "insertable"}),
        ("AnnualRevenue", {"numberType", "insertable", "updatable"}),
        ("CreatedDate", set()),
    ],
)
def test_column_tells_of_its_field(api: ApiClient, field: str, true: set[str]) -> None:
    """What kind a field is, and whether it can be written."""
    (column,) = _columns(api, f"SELECT {field} FROM Lead")["columnMetadata"]
    assert {key for key, value in column.items() if value is True} == true


def test_columns_of_typeof_are_refused(api: ApiClient) -> None:
    """No source shows them, so the fake does not guess."""
    soql = "SELECT TYPEOF Owner WHEN User THEN Name ELSE Id END FROM Lead"
    answer = api.get("query", params={"q": soql, "columns": "true"})
    assert answer.status_code == 501
    assert "the columns of TYPEOF" in answer.json()[0]["message"]
