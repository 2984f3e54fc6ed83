"""An import whose field was hidden while it was cut: the field is named, with what mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from connector_stage import AccountOnFake
from fake_salesforce import FakeSalesforce
from sfconnector.errors import UnknownFieldError
from sfconnector.events import ImportInterrupted
from sfconnector.lists.routes.taken import RouteWanted

PROFILE = "System Administrator"


@pytest.fixture
def account(tmp_path: Path, salesforce: FakeSalesforce) -> AccountOnFake:
    """A connected account with five leads; pages of two."""
    account = AccountOnFake(salesforce, tmp_path)
    account.org.limits.query_page_rows = 2
    for number in range(5):
        row = {"LastName": "Doe", "Company": "X", "Email": f"a{number}@example.com"}
        account.org.create("Lead", row)
    account.connect()
    return account


@pytest.mark.parametrize("route", ["rest", "bulk"])
def test_a_field_hidden_while_the_import_was_cut_is_named(
    account: AccountOnFake, route: RouteWanted
) -> None:
    """Row 28: each try names it and the remedy; seen again, the import goes on where it was."""
    rights = account.org.profile(PROFILE)
    fields = ("Email", "Title")
    resource = {"rest": "query_more", "bulk": "query_results"}[route]
    fault = {"kind": "request_limit_exceeded"}
    account.org.faults.add(fault, match={"resource": resource}, count=1)
    with account.connector() as connector:
        cut = connector.import_list("leads", fields=fields, route=route)
        assert cut.state == "interrupted"
        rights.hide_field("Lead.Title")
        for _ in range(2):
            account.salesforce.clock.advance(hours=49)  # the locator is gone, and the job's results
            with pytest.raises(UnknownFieldError, match="the field Title of Lead any more"):
                connector.import_list("leads")
        [*_, told] = [each for each in account.events if isinstance(each, ImportInterrupted)]
        assert "run the same import again to go on" in told.reason
        assert connector.list("All Leads").unfinished_import
        rights.show_field("Lead.Title", editable=True)
        report = connector.import_list("leads")
        assert (report.state, report.imported) == ("complete", 5)
