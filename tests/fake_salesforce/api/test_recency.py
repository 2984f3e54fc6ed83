"""FOR VIEW and FOR REFERENCE over HTTP: whose dates move, of which records, and when."""

from __future__ import annotations

import pytest

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.clock import to_wire

DATES = "SELECT LastName, LastViewedDate, LastReferencedDate FROM Lead ORDER BY LastName"


def _leads(org: Org, *names: str) -> None:
    for name in names:
        org.create("Lead", {"LastName": name, "Company": "Example"})


def _dates(api: ApiClient) -> dict[str, tuple[str | None, str | None]]:
    return {
        each["LastName"]: (each["LastViewedDate"], each["LastReferencedDate"])
        for each in api.query(DATES).json()["records"]
    }


def test_the_dates_are_of_the_retrieved_records(api: ApiClient, salesforce_org: Org) -> None:
    """Each clause moves its own date, to the clock's, of what the query retrieves alone."""
    _leads(salesforce_org, "a", "b", "c")
    first = to_wire(salesforce_org.clock.now())
    api.query("SELECT Id FROM Lead WHERE LastName < 'c' FOR VIEW")
    salesforce_org.clock.advance(hours=1)
    second = to_wire(salesforce_org.clock.now())
    api.query("SELECT Id FROM Lead ORDER BY LastName DESC LIMIT 2 FOR REFERENCE")
    assert _dates(api) == {"a": (first, None), "b": (first, second), "c": (None, second)}
    api.query("SELECT Id FROM Lead WHERE LastName = 'a' FOR VIEW FOR REFERENCE")
    assert _dates(api)["a"] == (second, second)


def test_the_dates_are_those_of_the_user(
    api: ApiClient, salesforce: FakeSalesforce, salesforce_org: Org
) -> None:
    """What one user viewed is not viewed by another, in SELECT, WHERE, a parent or a row."""
    account = salesforce_org.create("Account", {"Name": "Example"})
    salesforce_org.create("Contact", {"LastName": "Doe", "AccountId": account})
    api.query("SELECT Id FROM Account FOR VIEW")
    user = salesforce_org.create_user("other@example.com")
    other = ApiClient(salesforce.url, session_of(salesforce.url, user))
    for client, viewed in ((api, True), (other, False)):
        found = client.query("SELECT Id FROM Account WHERE LastViewedDate != null").json()
        assert (found["totalSize"] == 1) is viewed
        [contact] = client.query("SELECT Account.LastViewedDate FROM Contact").json()["records"]
        assert (contact["Account"]["LastViewedDate"] is not None) is viewed
        row = client.get(f"sobjects/Account/{account}").json()
        assert (row["LastViewedDate"] is not None) is viewed


def test_a_page_moves_the_dates_of_its_own_records(api: ApiClient, salesforce_org: Org) -> None:
    """The records of a further page are viewed when that page is read."""
    salesforce_org.limits.query_page_rows = 2
    _leads(salesforce_org, "a", "b", "c")
    first = to_wire(salesforce_org.clock.now())
    page = api.query("SELECT Id FROM Lead ORDER BY LastName FOR VIEW").json()
    salesforce_org.clock.advance(hours=1)
    salesforce_org.limits.query_page_rows = None
    assert [each for each, _ in _dates(api).values()] == [first, first, None]
    api.get(page["nextRecordsUrl"])
    second = to_wire(salesforce_org.clock.now())
    assert [each for each, _ in _dates(api).values()] == [first, first, second]


def test_viewing_writes_nothing_else(api: ApiClient, salesforce_org: Org) -> None:
    """The record's own stamps stay, and a page shows the date from before it was read."""
    _leads(salesforce_org, "a")
    stamps = "SELECT SystemModstamp, LastModifiedDate FROM Lead"
    before = api.query(stamps).json()
    salesforce_org.clock.advance(hours=1)
    [record] = api.query("SELECT LastViewedDate FROM Lead FOR VIEW").json()["records"]
    assert record["LastViewedDate"] is None
    assert api.query(stamps).json() == before


def test_a_refused_query_views_nothing(api: ApiClient, salesforce_org: Org) -> None:
    """A query that is refused leaves the dates alone."""
    _leads(salesforce_org, "a")
    assert api.query("SELECT Nope FROM Lead FOR VIEW").status_code == 400
    assert _dates(api) == {"a": (None, None)}


def test_a_staged_date_is_shown_until_the_user_views(api: ApiClient, salesforce_org: Org) -> None:
    """A date that was staged in the record is everybody's, until he has one of his own."""
    lead = salesforce_org.create("Lead", {"LastName": "a", "Company": "Example"})
    staged = "2020-01-01T00:00:00.000+0000"
    salesforce_org.records.set_system_field("Lead", lead, "LastViewedDate", staged)
    assert _dates(api)["a"][0] == staged
    api.query("SELECT Id FROM Lead FOR VIEW")
    assert _dates(api)["a"][0] == to_wire(salesforce_org.clock.now())


@pytest.mark.parametrize(
    "text",
    [
        "SELECT COUNT() FROM Lead FOR VIEW",
        "SELECT COUNT(Id) FROM Lead FOR REFERENCE",
        "SELECT Status FROM Lead GROUP BY Status FOR VIEW",
        "SELECT Id FROM Organization FOR VIEW",
        "SELECT Id, (SELECT Id FROM Contacts FOR VIEW) FROM Account",
        "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact FOR VIEW)",
    ],
)
def test_queries_that_view_nothing(api: ApiClient, text: str) -> None:
    """A query without records of its own, or of what nobody views, has no such clause."""
    response = api.query(text)
    assert (response.status_code, response.json()[0]["errorCode"]) == (400, "MALFORMED_QUERY")
    assert "FOR" in response.json()[0]["message"]
