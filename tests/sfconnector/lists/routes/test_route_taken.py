"""Imports by either route: one list, whatever happens on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connector_stage import AccountOnFake
from fake_salesforce import Arrival, FakeSalesforce
from fake_salesforce.faults import ServerUnavailable
from sfconnector import Connector
from sfconnector.errors import InputError
from sfconnector.events import RouteChosen
from sfconnector.limits.budget import Budget
from sfconnector.lists.routes import choice
from sfconnector.salesforce import bulk_query

FIELDS = ("Email", "LastName", "Company", "AnnualRevenue", "IsConverted", "CreatedDate")


@pytest.fixture
def account(salesforce: FakeSalesforce, tmp_path: Path) -> AccountOnFake:
    """A connected account on an org of thirty leads."""
    made = AccountOnFake(salesforce, tmp_path)
    made.org.populate(leads=30)
    made.org.create("Lead", {"LastName": "Doe", "Company": "X", "AnnualRevenue": 12.5})
    made.connect()
    return made


def _members(connector: Connector, name: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [(each.record_id, each.email, dict(each.values)) for each in connector.members(name)]


def test_both_routes_make_one_list(account: AccountOnFake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members, values and skipped rows do not tell by which route they came."""
    monkeypatch.setattr(bulk_query, "SET_RECORDS", 10)
    with account.connector() as connector:
        rest = connector.import_list("leads", name="By REST", fields=FIELDS)
        bulk = connector.import_list("leads", name="By Bulk", fields=FIELDS, route="bulk")
        assert (bulk.state, bulk.pages) == ("complete", 4)
        assert (bulk.imported, bulk.skipped) == (rest.imported, rest.skipped)
        assert _members(connector, "By Bulk") == _members(connector, "By REST")
        assert connector.skipped("By Bulk") == connector.skipped("By REST")


def test_a_list_by_bulk_equals_its_source(account: AccountOnFake) -> None:
    """Verify finds no difference, and a sync nothing to change, though a sync reads REST pages."""
    awkward = 'a "quoted", cell\r\nof two lines; \t\\ / \u2028 \x7f \U0001f4a5 <&>'
    account.org.create("Lead", {"LastName": awkward, "Company": "X", "Email": "a@b.example"})
    with account.connector() as connector:
        connector.import_list("leads", name="By Bulk", fields=FIELDS, route="bulk")
        assert connector.verify_list("By Bulk").by_kind == {}
        report = connector.sync_list("By Bulk", full=True)
        assert (report.state, report.added, report.changed, report.left) == ("complete", 0, 0, 0)


def test_an_interrupted_import_goes_on_by_its_own_route(
    account: AccountOnFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut between two sets, the same import reads the rest of its job: there is one job."""
    monkeypatch.setattr(bulk_query, "SET_RECORDS", 10)
    exchanges: list[str] = []

    def refuse_the_second_set(arrival: Arrival) -> None:
        exchanges.append(arrival.resource)
        if exchanges.count("query_results") == 2:
            account.salesforce.add_fault(ServerUnavailable())

    stop = account.salesforce.on_request(refuse_the_second_set)
    with account.connector() as connector:
        cut = connector.import_list("leads", name="By Bulk", fields=FIELDS, route="bulk")
        assert (cut.state, cut.pages) == ("interrupted", 1)
        stop()
        account.salesforce.faults.clear()
        whole = connector.import_list("leads", name="By Bulk", fields=FIELDS)
        assert (whole.state, whole.resumed, whole.pages) == ("complete", True, 4)
        connector.import_list("leads", name="By REST", fields=FIELDS)
        assert _members(connector, "By Bulk") == _members(connector, "By REST")


def test_auto_goes_by_two_pages_and_tells_what_it_chose(
    account: AccountOnFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It costs no call; few rows come by REST, and the rest by Bulk if a job cost nothing."""
    account.org.limits.query_page_rows = 10
    with account.connector() as connector:
        connector.import_list("leads", name="First", fields=FIELDS, route="auto")
        monkeypatch.setattr(choice, "JOB_SECONDS", -1.0)
        connector.import_list("leads", name="Second", fields=FIELDS, route="auto")
        assert _members(connector, "First") == _members(connector, "Second")
    chosen = [each for each in account.events if isinstance(each, RouteChosen)]
    assert [(each.list_name, each.route, each.rows) for each in chosen] == [
        ("First", "rest", 11),
        ("Second", "bulk", 11),
    ]


def test_auto_makes_a_job_where_pages_cost_more_calls_than_are_left(
    account: AccountOnFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What others need is left to them: the slower way is taken if it spends fewer calls."""
    account.org.limits.query_page_rows = 10
    monkeypatch.setattr(choice, "MOST_ROWS", 1)
    monkeypatch.setattr(Budget, "left", lambda _: 10)
    with account.connector() as connector:
        connector.import_list("leads", name="By a job", fields=FIELDS)
        connector.import_list("leads", name="By REST", fields=FIELDS, route="rest")
        assert _members(connector, "By a job") == _members(connector, "By REST")
    [chosen] = [each for each in account.events if isinstance(each, RouteChosen)]
    assert (chosen.route, chosen.reason) == ("bulk", "10 calls are left today")


def test_auto_cut_before_its_job_makes_it_behind_its_pages(
    account: AccountOnFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two pages are kept, and the same command goes on with a job for the rest."""
    account.org.limits.query_page_rows = 10
    monkeypatch.setattr(choice, "JOB_SECONDS", -1.0)
    account.salesforce.add_fault(ServerUnavailable(), match={"resource": "query_job_create"})
    with account.connector() as connector:
        cut = connector.import_list("leads", name="Auto", fields=FIELDS)
        assert (cut.state, cut.pages) == ("interrupted", 2)
        account.salesforce.faults.clear()
        whole = connector.import_list("leads", name="Auto", fields=FIELDS)
        assert (whole.state, whole.resumed) == ("complete", True)
        connector.import_list("leads", name="By REST", fields=FIELDS, route="rest")
        assert _members(connector, "Auto") == _members(connector, "By REST")


def test_bulk_refuses_what_a_job_cannot_select(account: AccountOnFake) -> None:
    """With an address among the fields the forced route is refused, and no list is made."""
    with account.connector() as connector:
        with pytest.raises(InputError, match="a query job selects no address"):
            connector.import_list(
                "leads", name="By Bulk", fields=("Email", "Address"), route="bulk"
            )
        assert connector.lists() == ()
