"""Who a user deleted from a list stays away, until a user lets it come back (P24)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from fake_salesforce import FakeSalesforce
from sfconnector.cli import main
from sfconnector.errors import InputError, LeaseHeldError, UnknownListError
from sfconnector.events import Event, PageImported
from sfconnector.lists.routes.taken import RouteWanted
from store_places import setting
from sync_stage import KEY, NAME, SyncStage, assert_equals_source, members_of


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list of four members and a skipped row, of which one member has been deleted."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin([*(f"a{number}@example.com" for number in range(4)), None])
    with stage.connector() as connector:
        connector.sync_list(NAME)
        connector.delete_members(NAME, [stage.ids[1]])
    stage.deleted.add(stage.ids[1])
    yield stage
    salesforce.drop_org(stage.org)


def test_it_is_gone_at_once_and_the_list_says_why(stage: SyncStage) -> None:
    """It is no member, is skipped as deleted here, has departed, and Salesforce keeps it."""
    with stage.connector() as connector:
        assert_equals_source(stage, connector)
        assert connector.skipped_by_reason(NAME) == {"deleted_here": 1, "no_email": 1}
        [gone] = connector.departures(NAME)
        assert (gone.record_id, gone.reason) == (stage.ids[1], "deleted_here")
    [lead] = stage.org.query(
        f"SELECT CreatedDate, SystemModstamp FROM Lead WHERE Id = '{stage.ids[1]}'"
    )
    assert lead["CreatedDate"] == lead["SystemModstamp"]


@pytest.mark.parametrize("route", ["rest", "bulk", "auto"])
def test_no_sync_and_no_import_brings_it_back(stage: SyncStage, route: RouteWanted) -> None:
    """P24: an edit there, everything read anew, another e-mail and a new import leave it away."""
    with stage.connector() as connector:
        stage.org.update("Lead", stage.ids[1], {"Email": "other@example.com"})
        assert connector.sync_list(NAME).added == 0
        assert_equals_source(stage, connector)
        assert connector.sync_list(NAME, full=True).added == 0
        assert_equals_source(stage, connector)
        imported = connector.import_list("leads", route=route)
        assert imported.skipped_by_reason == {"deleted_here": 1, "no_email": 1}
        assert_equals_source(stage, connector)
        [gone] = connector.departures(NAME)
        assert (gone.record_id, gone.reason) == (stage.ids[1], "deleted_here")


def test_what_would_skip_it_anyway_is_told_instead(stage: SyncStage) -> None:
    """Without an e-mail it is skipped for that, and with one again as deleted."""
    with stage.connector() as connector:
        for email in (None, "back@example.com"):
            stage.org.update("Lead", stage.ids[1], {"Email": email})
            connector.sync_list(NAME)
            assert_equals_source(stage, connector)


def test_a_dry_run_and_a_preview_know_it(stage: SyncStage) -> None:
    """Neither tells of a member that would come."""
    with stage.connector() as connector:
        stage.org.update("Lead", stage.ids[1], {"Title": "Other"})
        assert connector.sync_list(NAME, dry_run=True).added == 0
        previewed = connector.preview_import("leads")
        assert {each.reason: each.rows for each in previewed.skipped}["deleted_here"] == 1
        [row] = [each for each in previewed.rows if each.record_id == stage.ids[1]]
        assert row.skipped_for == "deleted_here"


def test_restored_it_comes_back_with_the_next_sync(stage: SyncStage) -> None:
    """That reads everything, once, since nobody changed the record."""
    with stage.connector() as connector:
        connector.restore_members(NAME, [stage.ids[1]])
        assert stage.ids[1] not in members_of(connector)
        stage.deleted.clear()
        synced = connector.sync_list(NAME)
        assert (synced.kind, synced.why_full, synced.added) == ("full", "restored", 1)
        assert_equals_source(stage, connector)
        assert connector.departures(NAME) == ()
        assert connector.sync_list(NAME).kind == "changes"


def test_restored_it_comes_back_with_an_import(stage: SyncStage) -> None:
    """An import reads everything, so the sync behind it need not."""
    with stage.connector() as connector:
        connector.restore_members(NAME, [stage.ids[1]])
        stage.deleted.clear()
        connector.import_list("leads")
        assert_equals_source(stage, connector)
        assert connector.sync_list(NAME).kind == "changes"


def test_a_restoring_is_taken_back(stage: SyncStage) -> None:
    """Who is to come back can be deleted again before everything has been read."""
    with stage.connector() as connector:
        connector.restore_members(NAME, [stage.ids[1]])
        connector.delete_members(NAME, [stage.ids[1]])
        assert connector.sync_list(NAME).kind == "changes"
        assert_equals_source(stage, connector)
        connector.restore_members(NAME, [stage.ids[1]])
        stage.deleted.clear()
        connector.sync_list(NAME)
        assert_equals_source(stage, connector)


def test_its_own_values_go_with_it(stage: SyncStage) -> None:
    """Restored, it is as Salesforce has it; the values of others stay."""
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, rules={"Title": "ours"})
        for each in (stage.ids[0], stage.ids[2]):
            connector.edit_member(NAME, each, {"Title": "Ours"})
        connector.delete_members(NAME, [stage.ids[0]])
        connector.restore_members(NAME, [stage.ids[0]])
        connector.sync_list(NAME)
        members = members_of(connector)
        assert (members[stage.ids[0]][1], members[stage.ids[2]][1]) == ("New", "Ours")


def test_who_left_and_was_kept_stays_away_when_it_is_undeleted(stage: SyncStage) -> None:
    """A kept member is deleted as any other is."""
    with stage.connector() as connector:
        connector.set_list_rules(NAME, removal="keep")
        stage.org.delete("Lead", stage.ids[2])
        connector.sync_list(NAME)
        assert connector.list(NAME).members == 3
        connector.delete_members(NAME, [stage.ids[2]])
        assert (connector.list(NAME).members, connector.list(NAME).skipped) == (2, 2)
        stage.org.undelete(stage.ids[2])
        stage.deleted.add(stage.ids[2])
        connector.sync_list(NAME)
        assert_equals_source(stage, connector)


def test_one_that_is_not_there_is_refused_and_nothing_changes(stage: SyncStage) -> None:
    """Each is named; the others of the same call stay members, or deleted."""
    with stage.connector() as connector:
        former = members_of(connector)
        with pytest.raises(InputError, match=f"has no member {stage.ids[1]}; nothing was changed"):
            connector.delete_members(NAME, [stage.ids[0], stage.ids[1]])
        with pytest.raises(InputError, match=f"has no deleted member {stage.ids[0]}; nothing"):
            connector.restore_members(NAME, [stage.ids[0], stage.ids[1]])
        with pytest.raises(UnknownListError):
            connector.delete_members("Other", [stage.ids[0]])
        assert members_of(connector) == former
        assert connector.sync_list(NAME).kind == "changes"


def test_an_unfinished_run_comes_first(stage: SyncStage) -> None:
    """It has read by other rules already; the error says how to end it."""
    with stage.connector() as connector:
        fault = {"kind": "request_limit_exceeded"}
        stage.org.faults.add(fault, match={"resource": "query_more"}, count=1)
        assert connector.import_list("leads").state == "interrupted"
        for act in (connector.delete_members, connector.restore_members):
            with pytest.raises(InputError, match="the import of the list All Leads is unfinished"):
                act(NAME, [stage.ids[1]])
        connector.discard_unfinished(NAME)
        connector.restore_members(NAME, [stage.ids[1]])


def test_a_list_that_is_worked_on_is_left_alone(stage: SyncStage) -> None:
    """Who imports it holds it; nothing was changed."""
    refused: list[str] = []

    def try_it(event: Event) -> None:
        if isinstance(event, PageImported) and not refused:
            with stage.connector() as other, pytest.raises(LeaseHeldError):
                other.delete_members(NAME, [stage.ids[0]])
            refused.append(event.list_name)

    stage.listeners = (try_it,)
    with stage.connector() as connector:
        assert connector.import_list("leads").state == "complete"
        assert_equals_source(stage, connector)
    assert refused == [NAME]


def test_the_commands_say_what_they_did(stage: SyncStage, monkeypatch: pytest.MonkeyPatch) -> None:
    """They take many ids, answer as JSON too, and name the ids that are not in the list."""
    (stage.folder / "clock").write_text("2020-07-20T09:00:00+00:00\n", encoding="utf-8")
    monkeypatch.setenv("SFCONNECTOR_STORE", setting(stage.store))
    monkeypatch.setenv("SFCONNECTOR_KEY", KEY.keys[0].reveal())
    monkeypatch.setenv("SFCONNECTOR_CLOCK", f"file:{stage.folder / 'clock'}")
    run = CliRunner().invoke
    both = [stage.ids[2], stage.ids[3]]
    deleted = run(main, ["lists", "delete-members", NAME, *both])
    assert deleted.stdout == f"Deleted from {NAME}: {', '.join(both)}.\n"
    again = run(main, ["lists", "delete-members", NAME, *both])
    assert (again.exit_code, ", ".join(both) in again.stderr) == (2, True)
    restored = run(main, ["lists", "restore-members", NAME, *both, "--json"])
    assert json.loads(restored.stdout) == {"list": NAME, "restored": both}
    told = run(main, ["lists", "restore-members", NAME, stage.ids[1]])
    assert told.stdout == (
        'They come back with the next sync: sfconnector lists sync "All Leads"\n'
    )
