"""A report as a list: pull only, never believed where it was cut, refused where it does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fake_salesforce import FakeSalesforce
from fake_salesforce.reports import facts
from sfconnector import Connector
from sfconnector.errors import InputError, ReportLimitError, ReportUnfitError
from sfconnector.lists.sources.report import REPORTS
from sfconnector.salesforce import report_runs
from sync_stage import PROFILE, SyncStage

NAME = "New Leads"
COLUMNS = ("Id", "Email", "LastName", "AnnualRevenue")


class ReportStage(SyncStage):
    """A report of five leads, one of them without an e-mail."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for number in range(4):
            lead = self.create(f"a{number}@example.com")
            self.org.update("Lead", lead, {"AnnualRevenue": 1000.5 * number})
        self.create(None)
        self.report = self.org.add_report(NAME, sobject="Lead", columns=list(COLUMNS))

    def there(self) -> dict[str, str]:
        """Return the leads with an e-mail, as the org has them."""
        soql = "SELECT Id, Email FROM Lead WHERE Email != null AND IsConverted = false"
        return {each["Id"]: each["Email"] for each in self.org.query(soql)}


@pytest.fixture
def unread(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[ReportStage]:
    """The report, and a connected account that has not read it."""
    stage = ReportStage(salesforce, tmp_path)
    with stage.connector() as connector:
        connector.connect(stage.user.username, stage.user.secret, login_url=salesforce.url)
    yield stage
    salesforce.drop_org(stage.org)


@pytest.fixture
def stage(unread: ReportStage) -> ReportStage:
    """The report is imported as a list."""
    with unread.connector() as connector:
        report = connector.import_list(
            "report", NAME, fields=("Email", "Last Name", "Annual Revenue")
        )
        assert report.state == "complete"
    return unread


def _listed(connector: Connector) -> dict[str, str]:
    return {each.record_id: each.email for each in connector.members(NAME)}


def test_a_report_is_imported_with_its_columns_by_label(stage: ReportStage) -> None:
    """Members are known by the id that the report shows, in 18 characters; numbers are numbers."""
    with stage.connector() as connector:
        assert _listed(connector) == stage.there()
        assert connector.skipped_by_reason(NAME) == {"no_email": 1}
        values = [each.values for each in connector.members(NAME)]
        assert [each["Annual Revenue"] for each in values] == [0, 1000.5, 2001, 3001.5]
        assert {each["Last Name"] for each in values} == {"Doe"}
        assert connector.list(NAME).source == f"report:{stage.report}"
        assert connector.verify_list(NAME).equal


def test_p28_p29_a_sync_makes_the_list_what_the_report_shows(stage: ReportStage) -> None:
    """P28, P29: added, changed and gone rows are found, and nothing is written to Salesforce."""
    stamps = "SELECT Id, SystemModstamp FROM Lead ORDER BY Id"
    with stage.connector() as connector:
        stage.org.update("Lead", stage.ids[0], {"Email": "changed@example.com"})
        stage.create("new@example.com")
        stage.org.delete("Lead", stage.ids[1])
        before = stage.org.query(stamps)
        told = connector.sync_list(NAME, dry_run=True)
        report = connector.sync_list(NAME)
        assert (told.added, told.changed, told.left) == (1, 1, 1)
        assert (report.state, report.why_full) == ("complete", "no_stamps")
        assert (report.added, report.changed) == (1, 1)
        assert report.left_by_reason == {"gone": 1}
        assert _listed(connector) == stage.there()
        assert connector.verify_list(NAME).equal
        assert stage.org.query(stamps) == before


def test_p30_a_cut_report_removes_nobody(
    stage: ReportStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P30: with more than 2,000 rows the rest may still be there; what is shown is taken over."""
    with stage.connector() as connector:
        former = _listed(connector)
        stage.org.delete("Lead", stage.ids[0])
        stage.org.update("Lead", stage.ids[1], {"Email": "changed@example.com"})
        _cut(monkeypatch)
        stage.org.profile(PROFILE).lose("ExportReport")
        report = connector.sync_list(NAME)
        assert (report.state, report.left, report.changed) == ("partial", 0, 1)
        assert "Export Reports" in report.message
        assert _listed(connector) == former | {stage.ids[1]: "changed@example.com"}
        assert connector.verify_list(NAME).message
        allowed = connector.sync_list(NAME, allow_shrink=True)
        assert (allowed.state, allowed.left) == ("partial", 0)
        with pytest.raises(ReportUnfitError, match="stays as it is: sync it"):
            connector.import_list("report", NAME)
        assert len(_listed(connector)) == len(former)
        first = connector.import_list("report", NAME, name="Cut")
        assert (first.state, first.imported) == ("partial", 3)
        assert "Export Reports" in first.message


def _cut(monkeypatch: pytest.MonkeyPatch, *, after: int | None = None) -> None:
    """Let every run say that it does not show all, and show no more than so many rows."""
    run = report_runs.run

    def cut(*asked: Any) -> report_runs.Run:
        ran = run(*asked)
        return report_runs.Run(ran.definition, ran.rows[:after], is_whole=False)

    monkeypatch.setattr(report_runs, "run", cut)


def test_row_32_a_cut_report_is_read_whole_by_its_export(
    stage: ReportStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 32: whoever may export has all rows, value for value as a run has them."""
    awkward = 'a "quoted", cell\r\nof two lines; \U0001f4a5'
    stage.org.update("Lead", stage.ids[0], {"LastName": awkward, "Email": "x@example.com"})
    with stage.connector() as connector:
        connector.import_list("report", NAME, name="Whole")
        _cut(monkeypatch, after=2)
        report = connector.sync_list("Whole")
        assert (report.state, report.changed, report.left, report.rows_read) == (
            "complete",
            0,
            0,
            5,
        )
        assert connector.import_list("report", NAME, name="Exported").state == "complete"
        assert list(connector.members("Exported")) == list(connector.members("Whole"))
        assert connector.skipped("Exported") == connector.skipped("Whole")
        assert connector.verify_list("Whole").equal
        stage.org.profile(PROFILE).lose("ExportReport")
        report = connector.sync_list("Whole")
        assert (report.state, report.left, report.rows_read) == ("partial", 0, 2)
        assert connector.verify_list("Whole").equal


@pytest.mark.parametrize("moves", [True, False])
def test_row_32_a_cut_report_is_read_by_windows_over_a_date(
    stage: ReportStage, monkeypatch: pytest.MonkeyPatch, *, moves: bool
) -> None:
    """Row 32: without the export windows have all rows; those of one date cannot be passed."""
    stage.org.profile(PROFILE).lose("ExportReport")
    filters = [
        {"column": "Lead.LastName", "operator": "equals", "value": name} for name in ("Doe", "Poe")
    ]
    stage.org.change_report(
        stage.report,
        columns=[*COLUMNS, "CreatedDate"],
        report_filters=filters,
        report_boolean_filter="1 OR 2",
    )
    for number in range(6):
        if moves:
            stage.org.clock.advance(seconds=number % 2)
        stage.create(f"later{number}@example.com")
    stage.org.create("Lead", {"LastName": "Other", "Company": "X", "Email": "o@example.com"})
    monkeypatch.setattr(facts, "MOST_ROWS", 8)
    with stage.connector() as connector:
        report = connector.sync_list(NAME)
        if moves:
            there = stage.there().items()
            assert (report.state, report.added, report.message) == ("complete", 6, "")
            assert _listed(connector) == {each: email for each, email in there if email[0] != "o"}
            assert connector.verify_list(NAME).equal
        else:
            assert (report.state, report.left, report.rows_read) == ("partial", 0, 8)
            assert "Created Date" in report.message


@pytest.mark.parametrize("status", [403, 404])
def test_row_32_an_export_page_that_is_refused_leaves_the_windows(
    salesforce: FakeSalesforce, stage: ReportStage, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """Row 32: a page of HTML in its place costs one call, and all rows come window by window."""
    stage.org.change_report(stage.report, columns=[*COLUMNS, "CreatedDate"])
    for _ in range(4):
        stage.org.clock.advance(seconds=1)
        stage.create("later@example.com")
    monkeypatch.setattr(facts, "MOST_ROWS", 6)
    page = {"kind": "proxy_page", "status": status}
    fault = salesforce.add_fault(page, match={"resource": "report_export"})
    with stage.connector() as connector:
        report = connector.sync_list(NAME)
        assert (report.state, report.added) == ("complete", 4)
        assert _listed(connector) == stage.there()
    assert [each["fired"] for each in salesforce.faults.told()] == [1]
    salesforce.faults.remove(fault)


def test_a_row_that_moves_between_two_windows_is_not_missed(
    salesforce: FakeSalesforce, stage: ReportStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P30: with fewer rows than Salesforce counts the report is taken for cut, and none leaves."""
    stage.org.profile(PROFILE).lose("ExportReport")
    stage.org.change_report(stage.report, columns=[*COLUMNS, "LastModifiedDate"])
    for _ in range(6):
        stage.org.clock.advance(seconds=1)
        stage.create("later@example.com")
    monkeypatch.setattr(facts, "MOST_ROWS", 6)
    runs: list[str] = []

    def remove(arrival: Any) -> None:
        if arrival.resource == "report_run":
            runs.append(arrival.resource)
            if len(runs) == 3:
                stage.org.delete("Lead", stage.ids[-1])

    with stage.connector() as connector:
        assert connector.sync_list(NAME).state == "complete"
        runs.clear()
        stop = salesforce.on_request(remove)
        report = connector.sync_list(NAME)
        stop()
        assert (report.state, report.left) == ("partial", 0)


def test_p30_an_emptied_or_deleted_report_removes_nobody(stage: ReportStage) -> None:
    """P30, row 34: no rows and no report are told; only who asks for it lets all members go."""
    with stage.connector() as connector:
        former = _listed(connector)
        nobody = [{"column": "Lead.LastName", "operator": "equals", "value": "Nobody"}]
        stage.org.change_report(stage.report, report_filters=nobody)
        report = connector.sync_list(NAME)
        assert (report.state, report.held_back, report.left) == ("partial", 5, 0)
        with pytest.raises(ReportUnfitError, match="the report shows nobody"):
            connector.import_list("report", NAME)
        assert _listed(connector) == former
        stage.org.change_report(stage.report, report_filters=[])
        stage.org.delete_report(stage.report)
        report = connector.sync_list(NAME)
        assert (report.state, report.left) == ("partial", 0)
        assert "restore it" in report.message
        assert _listed(connector) == former


def test_p30_an_emptied_report_empties_the_list_when_asked(stage: ReportStage) -> None:
    """P30: an import that may shrink the list takes over that there is nobody."""
    with stage.connector() as connector:
        nobody = [{"column": "Lead.LastName", "operator": "equals", "value": "Nobody"}]
        stage.org.change_report(stage.report, report_filters=nobody)
        report = connector.import_list("report", NAME, allow_shrink=True)
        assert (report.state, report.imported, report.held_back) == ("complete", 0, 0)
        assert _listed(connector) == {}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"columns": ["Id", "LastName"]}, "no column Email"),
        ({"columns": ["Email"]}, "no column Lead ID or Contact ID"),
        ({"columns": ["Name"]}, "no column Lead ID or Contact ID and no column Email"),
        (
            {
                "report_format": "SUMMARY",
                "groupings_down": [{"name": "Lead.Company"}],
            },
            "of the format SUMMARY",
        ),
    ],
)
def test_p32_a_report_that_does_not_fit_is_refused(
    unread: ReportStage, change: dict[str, Any], told: str
) -> None:
    """P32, row 33: at set-up it is refused, and at run time the list stays as it was."""
    with unread.connector() as connector:
        connector.import_list("report", NAME, name="Before")
        former = list(connector.members("Before"))
        unread.org.change_report(unread.report, **change)
        with pytest.raises(ReportUnfitError, match=told):
            connector.import_list("report", NAME)
        assert [each.name for each in connector.lists()] == ["Before"]
        report = connector.sync_list("Before")
        assert (report.state, report.left) == ("partial", 0)
        assert told in report.message
        assert list(connector.members("Before")) == former


def test_p18_a_column_that_was_taken_away_keeps_its_values(stage: ReportStage) -> None:
    """P18: a chosen column that is gone is told as broken; the rest is synced."""
    with stage.connector() as connector:
        stage.org.change_report(stage.report, columns=["Id", "Email", "LastName"])
        stage.org.update("Lead", stage.ids[1], {"Email": "changed@example.com"})
        report = connector.sync_list(NAME)
        assert (report.state, report.broken_fields) == ("complete", ("Annual Revenue",))
        values = {each.record_id: each.values for each in connector.members(NAME)}
        assert values[stage.ids[1]]["Annual Revenue"] == 1000.5
        assert _listed(connector) == stage.there()


def test_p51_without_run_reports_the_last_list_is_kept(stage: ReportStage) -> None:
    """Row 31: the right lost or the folder hidden, the list stays, and the message says which."""
    profile = stage.org.profile(PROFILE)
    with stage.connector() as connector:
        former = _listed(connector)
        profile.lose("RunReports")
        report = connector.sync_list(NAME)
        assert (report.state, report.left) == ("partial", 0)
        assert "Run Reports" in report.message
        assert "report" not in {each.source for each in connector.list_sources()}
        assert _listed(connector) == former


def test_the_hourly_limit_is_told_and_time_heals_it(stage: ReportStage) -> None:
    """Row 35: with the hour's runs used up the list stays, and an hour later it is synced."""
    with stage.connector() as connector:
        stage.org.usage.set("HourlySyncReportRuns", 500)
        report = connector.sync_list(NAME)
        assert report.state == "partial"
        assert "in an hour" in report.message
        with pytest.raises(ReportLimitError, match="in an hour"):
            connector.import_list("report", NAME, name="Another")
        assert connector.status().cause is None


def _offered(stage: ReportStage) -> list[str]:
    with stage.connector() as connector:
        return [each.name for each in connector.list_sources() if each.source == "report"]


def test_one_report_that_cannot_be_run_hides_no_source(stage: ReportStage) -> None:
    """Its refusal is about itself: the next one is asked; with the hour used up all are offered."""
    stage.org.add_report("Another", sobject="Lead", columns=["Id", "Email"])
    fault = {"kind": "txn_security_no_access"}
    stage.org.faults.add(fault, match={"resource": "report_query"}, count=1)
    assert _offered(stage) == ["Another", NAME]
    stage.org.usage.set("HourlySyncReportRuns", 500)
    assert _offered(stage) == ["Another", NAME]
    stage.org.profile(PROFILE).lose("RunReports")
    assert _offered(stage) == []


def test_reports_are_offered_however_many_they_are(unread: ReportStage) -> None:
    """The query has no LIMIT, and each of its pages is read."""
    for number in range(6):
        unread.org.add_report(f"Report {number}", sobject="Lead", columns=["Id", "Email"])
    assert unread.page_rows == 3
    assert len(_offered(unread)) == 7
    assert "LIMIT" not in REPORTS


def test_old_packages_read_no_reports_in_lightning(unread: ReportStage) -> None:
    """P50: below 1.85 a user in Lightning is refused with the reason; one in Classic is not."""
    unread.org.install_package("act-on", "1.80")
    with unread.connector() as connector:
        assert connector.import_list("report", NAME, name="In Classic").state == "complete"
        unread.user.prefer_lightning()
        with pytest.raises(InputError, match=r"1\.80, and the connected user is in Lightning"):
            connector.import_list("report", NAME)
        assert [each.name for each in connector.lists()] == ["In Classic"]
        unread.org.install_package("act-on", "1.85")
        assert connector.import_list("report", NAME).state == "complete"


def test_old_packages_sync_no_reports_in_lightning(stage: ReportStage) -> None:
    """P50: the user who went to Lightning since gets the reason, and nobody leaves for that."""
    stage.org.install_package("act-on", "1.80")
    with stage.connector() as connector:
        assert connector.sync_list(NAME).state == "complete"
        former = _listed(connector)
        stage.org.delete("Lead", stage.ids[0])
        stage.user.prefer_lightning()
        for dry_run in (True, False):
            report = connector.sync_list(NAME, dry_run=dry_run)
            assert (report.state, report.left) == ("partial", 0)
            assert "1.80, and the connected user is in Lightning" in report.message
        assert _listed(connector) == former
        stage.org.install_package("act-on", "1.85")
        assert connector.sync_list(NAME).left_by_reason == {"gone": 1}


def test_which_report_must_be_plain(unread: ReportStage) -> None:
    """Reports are offered by folder, tabular ones; an unknown one is refused."""
    folder = unread.org.add_report_folder("Marketing")
    second = unread.org.add_report(
        "Contacts", sobject="Contact", columns=["Id", "Email"], folder_id=folder
    )
    unread.org.add_report(
        "Grouped",
        sobject="Lead",
        columns=["Id", "Email"],
        report_format="SUMMARY",
        groupings_down=[{"name": "Lead.Company"}],
    )
    with unread.connector() as connector:
        offered = [
            (each.of, each.name, each.group)
            for each in connector.list_sources()
            if each.source == "report"
        ]
        assert offered == [
            (second, "Contacts", "Marketing"),
            (unread.report, NAME, "Unfiled Public Reports"),
        ]
        with pytest.raises(InputError, match="sees no report named 'Nothing'"):
            connector.import_list("report", "Nothing")
        assert connector.import_list("report", second).imported == 0
