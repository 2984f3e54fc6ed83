"""Deleting a list leaves nothing of it, and nothing else is touched; what was cut is given up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from fake_salesforce import FakeSalesforce
from sfconnector.cli import main
from sfconnector.errors import InputError, LeaseHeldError, UnknownListError
from sfconnector.events import Event, PageImported
from sfconnector.lists import delete_list
from sfconnector.store.tables import metadata
from store_places import setting
from sync_stage import KEY, NAME, SyncStage, members_of


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list with all that a list can have: skipped rows, own values, a conflict, a departure."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin([*(f"a{number}@example.com" for number in range(4)), None])
    with stage.connector() as connector:
        connector.sync_list(NAME)
        connector.set_merge_rules(NAME, rules={"Title": "ours"})
        connector.edit_member(NAME, stage.ids[0], {"Title": "Ours"})
        stage.org.update("Lead", stage.ids[0], {"Title": "Theirs"})
        stage.org.delete("Lead", stage.ids[1])
        connector.sync_list(NAME)
        assert connector.conflicts(NAME)
        assert connector.departures(NAME)
        connector.schedule_list(NAME, "1h")
    yield stage
    salesforce.drop_org(stage.org)


def _rows(stage: SyncStage) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of the store, by table."""
    with stage.connector() as connector, connector._context.store.reading() as store:
        return {
            name: sorted(map(tuple, store.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


def test_a_deleted_list_leaves_nothing_and_touches_nothing_else(stage: SyncStage) -> None:
    """The other list is as it was, and with it gone, too, no table of lists has a row."""
    with stage.connector() as connector:
        connector.import_list("leads", name="Other", fields=("Email",))
        connector.sync_list("Other")
        connector.delete_members("Other", [stage.ids[3]])
        other = list(connector.members("Other"))
        assert connector.delete_list(NAME) == 3
        assert [each.name for each in connector.lists()] == ["Other"]
        assert list(connector.members("Other")) == other
        assert {each.list_name for each in connector.runs()} == {"Other"}
        assert connector.schedules() == ()
        with pytest.raises(UnknownListError):
            connector.delete_list(NAME)
        connector.delete_list("Other")
    left = _rows(stage)
    of_lists = ("lists", "import_runs", "members", "own_values", "conflicts", "skipped_rows")
    of_syncs = ("sync_runs", "sync_deltas", "run_results", "schedules", "departures")
    assert [left[name] for name in (*of_lists, *of_syncs, "tombstones")] == [[]] * 12


def test_who_left_and_is_kept_is_counted_as_a_member(stage: SyncStage) -> None:
    """A deleted list had as many members as it showed."""
    with stage.connector() as connector:
        connector.set_list_rules(NAME, removal="keep")
        stage.org.delete("Lead", stage.ids[2])
        connector.sync_list(NAME)
        shown = connector.list(NAME)
        assert (shown.members, shown.kept) == (3, 1)
        assert connector.delete_list(NAME) == 3


def test_killed_in_between_it_can_be_deleted_again(
    stage: SyncStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is there without members; imported again it would be whole."""
    with stage.connector() as connector:

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(delete_list, "drop_all", killed)
            with pytest.raises(KeyboardInterrupt):
                connector.delete_list(NAME)
        assert (connector.list(NAME).members, list(connector.members(NAME))) == (0, [])
        connector.delete_list(NAME)
        assert connector.lists() == ()
        assert connector.import_list("leads").imported == 3


def test_a_list_that_is_worked_on_is_not_deleted(stage: SyncStage) -> None:
    """Who imports it holds it; nothing was changed."""
    refused: list[str] = []

    def try_it(event: Event) -> None:
        if isinstance(event, PageImported) and not refused:
            with stage.connector() as other, pytest.raises(LeaseHeldError):
                other.delete_list(NAME)
            refused.append(event.list_name)

    stage.listeners = (try_it,)
    with stage.connector() as connector:
        assert connector.import_list("leads").state == "complete"
    assert refused == [NAME]


def test_what_was_cut_is_given_up(stage: SyncStage) -> None:
    """The list stays as it was, and the next import begins anew."""
    with stage.connector() as connector:
        former = members_of(connector)
        fault = {"kind": "request_limit_exceeded"}
        stage.org.faults.add(fault, match={"resource": "query_more"}, count=1)
        assert connector.import_list("leads", fields=("Email", "Title")).state == "interrupted"
        assert connector.discard_unfinished(NAME) == ("import",)
        assert not connector.list(NAME).unfinished_import
        assert members_of(connector) == former
        with pytest.raises(InputError, match="no import or sync of the list All Leads is unfini"):
            connector.discard_unfinished(NAME)
    generations = {row[0] for row in _rows(stage)["members"]}
    assert len(generations) == 1
    stage.org.clock.advance(hours=25)
    with stage.connector() as connector:
        assert not connector.import_list("leads").resumed


def test_the_commands_ask_before_they_delete(
    stage: SyncStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever does not say yes keeps the list."""
    (stage.folder / "clock").write_text("2020-07-20T09:00:00+00:00\n", encoding="utf-8")
    monkeypatch.setenv("SFCONNECTOR_STORE", setting(stage.store))
    monkeypatch.setenv("SFCONNECTOR_KEY", KEY.keys[0].reveal())
    monkeypatch.setenv("SFCONNECTOR_CLOCK", f"file:{stage.folder / 'clock'}")
    run = CliRunner().invoke
    assert run(main, ["lists", "discard", NAME]).exit_code == 2
    kept = run(main, ["lists", "delete", NAME], input="n\n")
    assert (kept.exit_code, "is there still" in kept.stderr) == (130, True)
    deleted = run(main, ["lists", "delete", NAME], input="y\n")
    assert deleted.stdout == f"{NAME} is deleted with its 3 members.\n"
    assert run(main, ["lists", "delete", NAME, "--yes"]).exit_code == 2
