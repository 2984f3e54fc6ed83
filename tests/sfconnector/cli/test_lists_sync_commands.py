from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from fake_salesforce import FakeSalesforce
from sfconnector.cli import main
from sfconnector.store.tables import skipped_rows
from store_places import setting
from sync_stage import KEY, NAME, PROFILE, SyncStage


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SyncStage]:
    """A list of three leads, and the environment of its commands."""
    with FakeSalesforce() as salesforce:
        stage = SyncStage(salesforce, tmp_path)
        stage.begin(["a@example.com", "b@example.com", None])
        (tmp_path / "clock").write_text("2020-07-20T09:00:00+00:00\n", encoding="utf-8")
        monkeypatch.setenv("SFCONNECTOR_STORE", setting(stage.store))
        monkeypatch.setenv("SFCONNECTOR_KEY", KEY.keys[0].reveal())
        monkeypatch.setenv("SFCONNECTOR_CLOCK", f"file:{tmp_path / 'clock'}")
        yield stage


def run(*words: str) -> Result:
    """Run a command of lists."""
    return CliRunner().invoke(main, ["lists", *words])


def test_sync_tells_what_it_did(stage: SyncStage) -> None:
    """Why everything is read, what was changed, and in JSON the same."""
    stage.org.update("Lead", stage.ids[0], {"Title": "Changed"})
    stage.org.delete("Lead", stage.ids[1])
    told = run("sync", NAME, "--dry-run", "--json")
    assert told.exit_code == 0
    assert json.loads(told.stdout)["state"] == "rehearsed"
    changed, left = json.loads(told.stdout)["would_change"]
    assert changed["fields"] == [
        {"field": "Title", "ours": "New", "theirs": "Changed", "kept": "theirs", "by": "overwrite"}
    ]
    assert (left["becomes"], left["reason"], left["by"]) == ("left", "deleted", "remove")
    told = run("sync", NAME, "--dry-run", "--limit", "1")
    cells = [stage.ids[0], "a@example.com", "changed", "", "Title", "New", "Changed", "theirs"]
    assert told.stdout.splitlines()[-1].split("\t") == [*cells, "overwrite"]
    assert "1 other records would change" in told.stderr
    told = run("sync", NAME, "--full")
    assert told.exit_code == 0
    assert "everything (asked), 3 rows" in told.stdout
    assert "Left:    1 (deleted 1)" in told.stdout
    report = json.loads(run("sync", NAME, "--json").stdout)
    assert (report["kind"], report["changed"], report["left"]) == ("changes", 0, 0)


def test_verify_ends_with_1_if_the_list_differs(stage: SyncStage) -> None:
    """Differences are a table and a plot, or JSON; equal or not is the exit code."""
    assert run("verify", NAME).exit_code == 0
    stage.org.update("Lead", stage.ids[0], {"Title": "Changed"})
    told = run("verify", NAME)
    assert told.exit_code == 1
    assert f"{stage.ids[0]}\tvalues\tTitle\tChanged\tNew\t" in told.stdout
    assert "#" in told.stderr
    found = json.loads(run("verify", NAME, "--json").stdout)
    assert found["equal"] is False
    assert found["verification"]["by_kind"] == {"values": 1}
    picture = stage.folder / "differences.svg"
    assert run("verify", NAME, "--plot", str(picture)).exit_code == 1
    assert "1 difference." in picture.read_text(encoding="utf-8")
    assert run("verify", NAME, "--plot", str(picture)).exit_code == 2
    assert run("verify", NAME, "--plot", str(picture), "--force").exit_code == 1


def test_rules_are_shown_and_changed(stage: SyncStage) -> None:
    """Without an option they are shown; a list that is not there is refused."""
    del stage
    assert "Members that left:       remove" in run("rules", NAME).stdout
    changed = run("rules", NAME, "--removal", "mark", "--shrink", "5", "--json")
    told = {"list": NAME, "removal": "mark", "shrink": 5, "fields": {}}
    assert json.loads(changed.stdout) == told
    assert run("sync", "Other").exit_code == 2


def test_a_member_is_edited_and_a_conflict_is_told(stage: SyncStage) -> None:
    """The rule is shown, the list's own value is marked, and the journal tells what was lost."""
    assert run("edit", NAME, stage.ids[0], "--set", "Title=Ours").exit_code == 2
    assert (
        "Title:                   newest, a blank: keep"
        in run("rules", NAME, "--field", "Title=newest", "--blank", "Title=keep").stdout
    )
    assert run("edit", NAME, stage.ids[0], "--set", "Title").exit_code == 2
    assert "Title: Ours (own)" in run("edit", NAME, stage.ids[0], "--set", "Title=Ours").stdout
    assert "No conflicts" in run("conflicts", NAME).stdout
    stage.org.clock.advance(minutes=1)
    stage.org.update("Lead", stage.ids[0], {"Title": "Theirs"})
    told = run("sync", NAME).stdout
    assert "By rule:   newest 1" in told
    assert "Conflicts: 1" in told
    assert (
        f'{stage.ids[0]}\tTitle\ttheirs\t"Ours"\t"Theirs"\tnewest' in run("conflicts", NAME).stdout
    )
    [found] = json.loads(run("conflicts", NAME, "--json").stdout)
    assert (found["kept"], found["decided_by"]) == ("theirs", "newest")


def test_sources_shows_the_command_that_imports_each(stage: SyncStage) -> None:
    """What may be chosen is a table whose last column is the command, or JSON."""
    campaign = stage.org.create("Campaign", {"Name": "Spring Webinar"})
    told = run("sources")
    assert told.exit_code == 0
    assert "lists import leads" in told.stdout
    command = f"lists import campaign {campaign}"
    assert command in told.stdout
    found = json.loads(run("sources", "--json").stdout)
    assert [each["source"] for each in found] == ["leads", "contacts", "campaign"]
    stage.org.create("CampaignMember", {"CampaignId": campaign, "LeadId": stage.ids[0]})
    assert run(*command.split()[1:]).exit_code == 0
    assert "1 members" in run("show", "Spring Webinar").stderr


def test_show_tells_who_left(stage: SyncStage) -> None:
    """A marked member has when and why it left; --without-left shows the members alone."""
    run("rules", NAME, "--removal", "mark")
    stage.org.delete("Lead", stage.ids[0])
    run("sync", NAME)
    told = run("show", NAME)
    heading, left, member = (each.split("\t") for each in told.stdout.splitlines())
    assert heading == ["Record", "Email", "Title", "Left at", "Reason"]
    assert (left[0], left[3], left[4]) == (stage.ids[0], "2020-07-20 09:00:00 UTC", "deleted")
    assert member[3:] == ["", ""]
    assert "1 members" in told.stderr
    told = run("show", NAME, "--without-left", "--limit", "1")
    assert [each.split("\t")[0] for each in told.stdout.splitlines()] == ["Record", stage.ids[1]]
    shown = json.loads(run("show", NAME, "--without-left", "--json").stdout)
    assert [each["record_id"] for each in shown["members"]] == [stage.ids[1]]


def test_departures_tell_who_left_when_and_why(stage: SyncStage) -> None:
    """Removed members too, with the record that stands for them now."""
    assert "Nobody has left" in run("departures", NAME).stdout
    stage.org.merge("Lead", stage.ids[1], stage.ids[0])
    stage.org.delete("Lead", stage.ids[1])
    run("sync", NAME)
    told = run("departures", NAME)
    rows = [each.split("\t") for each in told.stdout.splitlines()[1:]]
    at = "2020-07-20 09:00:00 UTC"
    assert rows == [
        [stage.ids[1], at, "deleted", ""],
        [stage.ids[0], at, "merged", stage.ids[1]],
    ]
    found = json.loads(run("departures", NAME, "--limit", "1", "--json").stdout)
    assert [each["record_id"] for each in found] == [stage.ids[1]]
    assert run("departures", "Other").exit_code == 2


def test_lists_tells_syncs_schedule_and_what_was_partial(stage: SyncStage) -> None:
    """When each list was synced, how often it is, and whether its last sync was believed."""

    def row() -> dict[str, str]:
        heading, shown = (each.split("\t") for each in run().stdout.splitlines())
        return dict(zip(heading, shown, strict=True))

    assert (row()["Synced at"], row()["Every"], row()["State"]) == ("never", "", "")
    for _ in range(12):
        stage.create("gone@example.com")
    run("sync", NAME)
    run("schedule", NAME, "--every", "2h")
    for each in stage.ids[3:]:
        stage.org.delete("Lead", each)
        stage.org.empty_recycle_bin(each)
    stage.org.clock.advance(days=2)
    assert run("sync", NAME, "--full").exit_code == 1
    told = (row()["Synced at"], row()["Every"], row()["State"])
    assert told == ("2020-07-20 09:00:00 UTC", "2h", "partial")


def test_fields_tells_what_may_be_chosen_and_what_should_be(stage: SyncStage) -> None:
    """The e-mail is required; names, company, score and owner are recommended; hidden ones not."""
    for sobject in ("Lead", "Contact"):
        stage.org.add_field(sobject, "Lead_Score__c", type="Number", precision=6, scale=0)
        stage.org.profile(PROFILE).show_field(f"{sobject}.Lead_Score__c", editable=True)
    assert CliRunner().invoke(main, ["score-field", "Lead_Score__c"]).exit_code == 0
    stage.org.profile(PROFILE).hide_field("Lead.Title")
    rows = [each.split("\t") for each in run("fields", "leads").stdout.splitlines()[1:]]
    standings: dict[str, list[str]] = {}
    for name, _, standing, _ in rows:
        standings.setdefault(standing, []).append(name)
    assert standings["required"] == ["Email"]
    recommended = ["Company", "FirstName", "LastName", "Lead_Score__c", "OwnerId"]
    assert standings["recommended"] == recommended
    assert "Rating" in standings[""]
    assert not {"Id", "Title"} & {name for name, *_ in rows}
    assert [name for name, *_, by_default in rows if by_default] == [
        *("Email", "Company", "FirstName", "LastName"),
    ]
    stage.org.create("Campaign", {"Name": "Webinar"})
    found = json.loads(run("fields", "campaign", "Webinar", "--json").stdout)
    always = [each["name"] for each in found if each["standing"] == "always"]
    assert always == ["ContactId", "LeadId"]
    assert run("fields", "campaign", "Other").exit_code == 2


def test_export_writes_a_file_whole_or_not_at_all(stage: SyncStage) -> None:
    """CSV in a file of its owner's; never over another one unasked; JSON lines on a pipe."""
    path = stage.folder / "leads.csv"
    told = run("export", NAME, "--output", str(path))
    assert (told.exit_code, told.stdout) == (0, "")
    assert "2 members" in told.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    written = path.read_bytes()
    assert written.splitlines()[0] == b"Id,Email,Title,LeftAt,LeftReason"
    assert run("export", NAME, "--output", str(path)).exit_code == 2
    assert run("export", "Other", "--output", str(path), "--force").exit_code == 2
    assert path.read_bytes() == written
    assert run("export", NAME, "--without-left").stdout_bytes.splitlines()[0] == b"Id,Email,Title"
    lines = run("export", NAME, "--json").stdout.splitlines()
    assert [json.loads(each)["email"] for each in lines] == ["a@example.com", "b@example.com"]


def test_a_refused_sync_is_told_with_the_right_and_stands_among_the_runs(stage: SyncStage) -> None:
    """Exit code 1, the field by name, who must act; ``lists runs`` and ``status`` tell it after."""
    stage.org.profile(PROFILE).hide_field("Lead.Email")
    told = run("sync", NAME)
    assert told.exit_code == 1
    assert "Cause:   permission_lost" in told.stdout
    assert "may not read the field Lead.Email; nobody was removed" in told.stdout
    assert "Let an administrator grant it" in told.stdout
    assert "to go on" not in told.stdout
    told = run("runs")
    assert told.stdout.splitlines()[1].startswith(f"{NAME}\tsync (changes)\tpartial\t")
    assert "may not read the field Lead.Email" in told.stderr
    assert "Run the sync again" not in told.stderr
    stage.org.profile(PROFILE).show_field("Lead.Email", editable=True)
    assert run("sync", NAME).exit_code == 0


def test_runs_and_skipped_rows_are_told_with_what_mends_them(stage: SyncStage) -> None:
    """A table of runs, the causes of skipped rows with their remedy, and in JSON the same."""
    stage.org.update("Lead", stage.ids[0], {"Email": "a..b@example.com"})
    run("sync", NAME)
    told = run("runs")
    assert told.exit_code == 0
    heading, synced, imported = told.stdout.splitlines()[:3]
    assert heading.split("\t")[:3] == ["List", "Kind", "State"]
    assert synced.startswith(f"{NAME}\tsync (changes)\tcomplete\t")
    assert imported.startswith(f"{NAME}\timport\tcomplete\t")
    assert "fill in the e-mail in Salesforce" in told.stdout
    runs = json.loads(run("runs", NAME, "--limit", "1", "--json").stdout)
    assert [each["left_by_reason"] for each in runs] == [{"invalid_email": 1}]
    assert runs[0]["calls_are_all"] is True
    assert run("runs", "Other").exit_code == 2
    told = run("skipped", NAME)
    assert f"invalid_email\t{stage.ids[0]}\ta..b@example.com" in told.stdout
    assert "1 no_email: the record has no e-mail; fill in" in told.stderr
    groups = json.loads(run("skipped", NAME, "--json").stdout)
    assert [each["group"]["rows"] for each in groups] == [1, 1]
    assert groups[1]["records"][0]["record_id"] == stage.ids[2]


def test_runs_and_skipped_rows_are_exported(stage: SyncStage) -> None:
    """A line a run, and a line a skipped record with its cause and remedy; nothing runs."""
    evil = "=cmd|'/C calc'!A0"
    with stage.connector() as connector, connector._context.store.writing() as store:
        store.execute(update(skipped_rows).values(email=evil))
    path = stage.folder / "runs.csv"
    told = run("runs", NAME, "--csv", str(path))
    assert (told.exit_code, told.stdout) == (0, "")
    assert "1 runs are in" in told.stderr
    [imported] = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    assert (imported["List"], imported["Kind"], imported["State"]) == (NAME, "import", "complete")
    assert (imported["Added"], imported["Skipped"]) == ("2", "1")
    assert imported["SkippedFor"] == "no_email 1"
    assert "no_email: fill in the e-mail" in imported["Remedy"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert run("runs", "--csv", str(path)).exit_code == 2
    assert run("runs", "--csv", str(path), "--force").exit_code == 0
    told = run("skipped", NAME, "--csv", "-")
    [record] = csv.DictReader(io.StringIO(told.stdout_bytes.decode(), newline=""))
    assert (record["Cause"], record["Id"]) == ("no_email", stage.ids[2])
    assert record["Email"] == f"'{evil}"
    assert record["Remedy"].startswith("fill in the e-mail")
    raw = run("skipped", NAME, "--csv", "-", "--raw").stdout
    assert raw.splitlines()[-1].endswith(evil)
    assert run("skipped", "Other", "--csv", "-").exit_code == 2
    assert run("skipped", NAME, "--csv", "-", "--json").exit_code == 2
