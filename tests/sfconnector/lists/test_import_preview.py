from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from connector_stage import AccountOnFake
from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import QueryTimeout
from sfconnector.cli import main
from sfconnector.errors import InputError, UnknownFieldError
from sfconnector.lists.preview import misfit, misfits, shared
from sfconnector.salesforce.describe import Field
from store_places import setting

FIELDS = ("Email", "LastName", "Rating")


@pytest.fixture
def account(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[AccountOnFake]:
    """A connected account, and seven leads on pages of three."""
    account = AccountOnFake(salesforce, tmp_path)
    account.org.limits.query_page_rows = 3
    emails = [None, "A@example.com", "a@example.com", "a..b@example.com", "b@example.com"]
    for email in (*emails, "c@example.com", "d@example.com"):
        row = {"LastName": "Doe", "Company": "Example", "Email": email, "Rating": "Hot"}
        account.org.create("Lead", row)
    account.connect()
    yield account
    salesforce.drop_org(account.org)


def used(account: AccountOnFake) -> int:
    """Return how many API calls the org has answered."""
    calls: int = account.org.usage.used("DailyApiRequests")
    return calls


@pytest.mark.parametrize("route", ["rest", "bulk", "auto"])
def test_a_preview_tells_what_the_import_then_does(account: AccountOnFake, route: Any) -> None:
    """Records, who is skipped, and the calls: the import takes as many as were told."""
    with account.connector() as connector:
        found = connector.preview_import("leads", fields=FIELDS, route=route, most=2)
        assert connector.lists() == ()
        assert connector.runs() == ()
        before = used(account)
        report = connector.import_list("leads", fields=FIELDS, route=route)
        assert found.route == ("bulk" if route == "bulk" else "rest")
        if found.route == "rest":
            assert used(account) - before == found.calls
        else:
            assert used(account) - before <= found.calls  # a job is looked at twice, or less often
        again = connector.preview_import("leads", fields=FIELDS, route=route)
    assert found.records == report.imported + report.skipped == 7
    assert (found.looked_at, found.members, found.is_new) == (3, 2, True)
    assert [each.skipped_for for each in found.rows] == ["no_email", None]
    assert found.rows[1].values == {"Email": "A@example.com", "LastName": "Doe", "Rating": "Hot"}
    assert [(each.reason, each.rows) for each in found.skipped] == [("no_email", 1)]
    assert found.shared_emails == 2
    assert found.misfits == ()
    assert (again.is_new, again.goes_on) == (False, False)


def test_a_campaign_and_a_report_are_looked_at_too(account: AccountOnFake) -> None:
    """What is told of them, the calls as well, is what their import does."""
    org = account.org
    campaign = org.create("Campaign", {"Name": "Webinar"})
    for lead in org.query("SELECT Id FROM Lead"):
        org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead["Id"]})
    org.add_report("New Leads", sobject="Lead", columns=["Id", "Email", "LastName"])
    with account.connector() as connector:
        for source, of in (("campaign", campaign), ("report", "New Leads")):
            found = connector.preview_import(source, of)
            before = used(account)
            report = connector.import_list(source, of)
            assert used(account) - before == found.calls, source
            assert found.records == report.imported + report.skipped == 7
            assert found.list_name == report.list_name
            assert found.route == ("report" if source == "report" else "rest")
            assert connector.runs(report.list_name)[0].calls == found.calls
            assert list(found.fields) == list(connector.list(found.list_name).fields)
            assert found.rows[0].values.keys() == set(found.fields)


def test_a_preview_reads_two_pages(account: AccountOnFake) -> None:
    """A describe, a query and a page to time, however many there are; a cut import is told."""
    with account.connector() as connector:
        before = used(account)
        connector.preview_import("leads", fields=FIELDS)
        assert used(account) - before == 3

        def stop(arrival: Any) -> None:
            if arrival.resource == "query_more":
                account.user.expire_password()

        forget = account.salesforce.on_request(stop)
        assert connector.import_list("leads", fields=FIELDS).state == "interrupted"
        forget()
        account.user.set_password()
        connector.update_login(account.user.secret)
        assert connector.preview_import("leads").goes_on
        assert not connector.preview_import("leads", fields=("Email",)).goes_on


def test_a_source_that_is_read_a_few_rows_at_a_time_is_counted(account: AccountOnFake) -> None:
    """Where the whole query runs for too long, its first rows are shown, and all are counted."""
    account.org.faults.add(QueryTimeout(), match={"resource": "query"}, count=1)
    with account.connector() as connector:
        found = connector.preview_import("leads", fields=FIELDS)
    assert (found.records, found.looked_at, found.route) == (7, 3, "rest")


def test_what_the_import_would_refuse_the_preview_refuses(account: AccountOnFake) -> None:
    """A field that is not there, a list of another source: nothing is made."""
    with account.connector() as connector:
        with pytest.raises(UnknownFieldError):
            connector.preview_import("leads", fields=("Email", "Nothing__c"))
        connector.import_list("leads", name="Mine", fields=("Email",))
        with pytest.raises(InputError, match="imported from leads"):
            connector.preview_import("contacts", name="Mine")
        with pytest.raises(InputError, match="cannot be taken"):
            connector.preview_import("leads", fields=("Email", "Address"), route="bulk")
        assert connector.preview_import("leads", fields=("Email", "Address")).records == 7


@given(good=st.integers(0, 40), bad=st.integers(0, 6), blank=st.integers(0, 9))
def test_a_column_is_a_problem_if_more_than_a_tenth_does_not_fit(
    good: int, bad: int, blank: int
) -> None:
    """Blank ones do not count; fewer are told, and none is no misfit."""
    field = Field("Rating", "picklist", restricted=True, values=("Hot",))
    column = ["Hot"] * good + ["Gone"] * bad + [None, ""] * blank
    found = list(misfits({"Rating": column, "Unknown": ["x"]}, {"Rating": field}))
    assert len(found) == (1 if bad else 0)
    for each in found:
        assert (each.values, each.misfits) == (good + bad, bad)
        assert each.is_problem == (bad / (good + bad) > 0.1)
        assert each.example == "Rating takes Hot, not 'Gone'"


texts = st.text(max_size=8)
kinds = st.sampled_from(["string", "int", "double", "date", "datetime", "boolean", "email"])


@given(kind=kinds, value=st.one_of(st.none(), st.booleans(), st.integers(0, 10**8), texts))
def test_a_value_of_its_type_fits(kind: str, value: Any) -> None:
    """Blank fits any type, a text any text; what does not fit says what would."""
    why = misfit(Field("F", kind), value)
    if value is None or kind == "string" or (isinstance(value, str) and not value.strip()):
        assert why is None
    if (kind == "boolean" and isinstance(value, bool)) or (
        kind in {"int", "double"} and isinstance(value, int) and not isinstance(value, bool)
    ):
        assert why is None
    assert why is None or "F takes" in why


def test_values_as_salesforce_writes_them_fit() -> None:
    """Days, instants, numbers and addresses of e-mail."""
    for kind, value in (
        ("date", "2020-07-20"),
        ("datetime", "2020-07-20T09:00:00.000+0000"),
        ("currency", 1250.5),
        ("email", "a@example.com"),
        ("address", {"city": "Bonn"}),
    ):
        assert misfit(Field("F", kind), value) is None
    assert misfit(Field("F", "email"), "a..b@example.com") is not None


@given(st.lists(st.sampled_from([None, "x", "a@example.com", "A@Example.com", "b@example.com"])))
def test_shared_emails_are_counted_whatever_their_case(emails: list[str | None]) -> None:
    """P19: each record that is not alone with its valid e-mail."""
    folded = [each.casefold() for each in emails if each and "@" in each]
    assert shared(iter(emails)) == sum(folded.count(each) > 1 for each in folded)


def test_the_command_tells_rows_causes_and_calls(
    account: AccountOnFake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A table of rows; sentences of what is skipped, the route and the calls; JSON on request."""
    (tmp_path / "clock").write_text("2020-07-20T09:00:00+00:00\n", encoding="utf-8")
    monkeypatch.setenv("SFCONNECTOR_STORE", setting(account.store))
    monkeypatch.setenv("SFCONNECTOR_KEY", account.key.keys[0].reveal())
    monkeypatch.setenv("SFCONNECTOR_CLOCK", f"file:{tmp_path / 'clock'}")
    told = CliRunner().invoke(main, ["lists", "preview", "leads", "--field", "Email"])
    assert told.exit_code == 0
    assert told.stdout.splitlines()[0] == "Record\tEmail\tSkipped for"
    assert told.stdout.splitlines()[1].endswith("\t\tno_email")
    assert "7 records, the first 3 looked at." in told.stderr
    assert "1 would be skipped: the record has no e-mail" in told.stderr
    assert "2 share their e-mail" in told.stderr
    assert "goes by rest (about" in told.stderr
    assert "): 5 API calls of " in told.stderr
    as_json = CliRunner().invoke(main, ["lists", "preview", "leads", "--json", "--limit", "1"])
    assert json.loads(as_json.stdout)["records"] == 7
