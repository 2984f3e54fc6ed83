"""A sync tells its API calls before it reads; where little was changed they are those it sends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from fake_salesforce import FakeSalesforce
from sfconnector.cli import main
from sfconnector.events import Event, SyncStarted
from store_places import setting
from sync_stage import KEY, SyncStage


class CallsStage(SyncStage):
    """A lead that is a member of a campaign, shown by a report, and visited; pages are full."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.foretold: list[int] = []
        self.listeners = (self._listen,)
        lead = self.create("a@example.com")
        self.org.create("Contact", {"LastName": "Roe", "Email": "c@example.com"})
        campaign = self.org.create("Campaign", {"Name": "Webinar"})
        self.org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
        self.org.add_report("New Leads", sobject="Lead", columns=["Id", "Email"])
        with self.connector() as connector:
            user = self.user
            connector.connect(user.username, user.secret, login_url=self.salesforce.url)

    def _listen(self, event: Event) -> None:
        if isinstance(event, SyncStarted):
            self.foretold.append(event.calls)

    @property
    def used(self) -> int:
        """How many API calls the org has answered."""
        used: int = self.org.usage.used("DailyApiRequests")
        return used


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[CallsStage]:
    """The stage, with pages of 2,000 rows."""
    stage = CallsStage(salesforce, tmp_path, page_rows=2000)
    yield stage
    salesforce.drop_org(stage.org)


SOURCES = (("leads", None), ("contacts", None), ("campaign", "Webinar"), ("report", "New Leads"))


@pytest.mark.parametrize("record_type", [False, True])
def test_the_calls_that_are_told_are_those_that_are_sent(
    stage: CallsStage, *, record_type: bool
) -> None:
    """Of changes and of everything, of each source, dry or not, and with record types too."""
    with stage.connector() as connector:
        if record_type:
            for sobject in ("Lead", "Contact"):
                stage.org.add_record_type(sobject, "EMEA")
                connector.choose_record_types(sobject, ["EMEA"])
        for source, of in SOURCES:
            name = connector.import_list(source, of).list_name
            assert connector.sync_list(name).state == "complete"
            stage.org.clock.advance(minutes=20)
            for full, dry_run in ((False, True), (False, False), (True, True), (True, False)):
                before = stage.used
                stage.foretold.clear()
                connector.sync_list(name, full=full, dry_run=dry_run)
                assert stage.foretold == [stage.used - before], (source, full, dry_run)
            assert connector.runs(name)[0].calls == stage.foretold[0]


def test_a_second_reading_since_counts_differ_tells_its_own_calls(stage: CallsStage) -> None:
    """What both tell together is what was sent."""
    with stage.connector() as connector:
        connector.import_list("leads")
        gone = stage.create("gone@example.com")
        connector.sync_list("All Leads")
        stage.org.delete("Lead", gone)
        stage.org.empty_recycle_bin(gone)
        stage.org.clock.advance(days=2)
        connector.sync_list("All Leads")
        before = stage.used
        stage.foretold.clear()
        assert connector.sync_list("All Leads").why_full == "count_differs"
        assert len(stage.foretold) == 2
        assert sum(stage.foretold) == stage.used - before


def test_the_command_tells_them_before_it_reads(
    stage: CallsStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, and not in JSON."""
    with stage.connector() as connector:
        connector.import_list("leads")
    (stage.folder / "clock").write_text("2020-07-20T09:00:00+00:00\n", encoding="utf-8")
    monkeypatch.setenv("SFCONNECTOR_STORE", setting(stage.store))
    monkeypatch.setenv("SFCONNECTOR_KEY", KEY.keys[0].reveal())
    monkeypatch.setenv("SFCONNECTOR_CLOCK", f"file:{stage.folder / 'clock'}")
    told = CliRunner().invoke(main, ["lists", "sync", "All Leads"])
    assert "All Leads reads what was changed: about 4 API calls." in told.stderr
    told = CliRunner().invoke(main, ["lists", "sync", "All Leads", "--full"])
    assert "All Leads reads everything (asked): about 3 API calls." in told.stderr
    told = CliRunner().invoke(main, ["lists", "sync", "All Leads", "--json"])
    assert "API calls" not in told.stderr
