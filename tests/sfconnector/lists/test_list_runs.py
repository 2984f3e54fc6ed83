from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce
from killing_wire import KilledError, KillingWire, killing
from sfconnector.errors import UnknownListError
from sfconnector.lists.runs import REMEDIES, grouped
from sfconnector.lists.sync_report import SyncReport, added_up, count
from sync_stage import NAME, SyncStage

LEADS = ["a@example.com", "b@example.com", None, "a..b@example.com", "d@example.com"]


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list of five leads, two of them skipped."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin(LEADS)
    yield stage
    salesforce.drop_org(stage.org)


def calls_of(stage: SyncStage) -> int:
    """Return how many API calls the org has answered."""
    used: int = stage.org.usage.used("DailyApiRequests")
    return used


def test_runs_tell_what_was_read_and_changed_and_what_it_cost(stage: SyncStage) -> None:
    """An import and a sync: counts, groups with their remedies, and the calls that the org saw."""
    with stage.connector() as connector:
        (imported,) = connector.runs()
        before = calls_of(stage)
        stage.org.update("Lead", stage.ids[0], {"Title": "Changed"})
        stage.org.update("Lead", stage.ids[1], {"Email": None})
        stage.org.delete("Lead", stage.ids[4])
        stage.create("e@example.com")
        connector.sync_list(NAME)
        synced, _ = connector.runs(NAME)
    assert (imported.kind, imported.state, imported.reads) == ("import", "complete", "full")
    assert (imported.read, imported.added, imported.left) == (5, 3, 0)
    assert [(each.reason, each.rows) for each in imported.skipped] == [
        ("invalid_email", 1),
        ("no_email", 1),
    ]
    assert all(each.remedy and each.meaning for each in imported.skipped)
    assert imported.ended_at is not None
    assert imported.calls == 4  # describe, the newest stamp, and two pages of three rows
    assert (synced.kind, synced.state, synced.reads) == ("sync", "complete", "changes")
    assert (synced.added, synced.changed, synced.left) == (1, 1, 2)
    assert synced.left_by_reason == {"deleted": 1, "no_email": 1}
    assert [(each.reason, each.rows) for each in synced.skipped] == [("no_email", 1)]
    assert (synced.calls, synced.calls_are_all) == (calls_of(stage) - before, True)


def test_a_stopped_run_tells_why_and_its_calls_add_up(stage: SyncStage) -> None:
    """Interrupted it says why; gone on with, its calls are those of both parts."""
    before = calls_of(stage)

    def stop(arrival: Any) -> None:
        if arrival.resource == "query_more":
            stage.org.end_sessions()
            stage.user.freeze()

    forget = stage.salesforce.on_request(stop)
    with stage.connector() as connector:
        assert connector.import_list("leads", fields=("Email",)).state == "interrupted"
        forget()
        run = connector.runs()[0]
        assert (run.state, run.read, run.ended_at) == ("interrupted", 3, None)
        assert run.stopped_for
        assert [each.reason for each in run.skipped] == ["no_email"]
        stage.user.unfreeze()
        assert connector.test().state == "active"
        tested = calls_of(stage)
        assert connector.import_list("leads", fields=("Email",)).state == "complete"
        run = connector.runs()[0]
    assert (run.state, run.read, run.calls_are_all) == ("complete", 5, True)
    assert run.calls is not None
    assert run.calls >= calls_of(stage) - tested + 2
    assert run.calls <= calls_of(stage) - before + 1  # refused ones are ours, and not the org's


def test_a_killed_process_leaves_it_open_how_many_calls_it_made(stage: SyncStage) -> None:
    """After a kill the run is interrupted; finished by another, it knows of more calls."""
    wire = KillingWire()
    with killing(wire), stage.connector() as connector:
        wire.plan(4, "before")
        with contextlib.suppress(KilledError):
            connector.sync_list(NAME)
    stage.org.clock.advance(minutes=11)
    with stage.connector() as connector:
        run = connector.runs()[0]
        assert (run.state, run.calls_are_all) == ("interrupted", False)
        connector.sync_list(NAME)
        run = connector.runs()[0]
        assert (run.state, run.calls_are_all) == ("complete", False)
        assert run.calls is not None
        assert run.calls > 0


def test_a_dry_run_is_no_run(stage: SyncStage) -> None:
    """It is written down nowhere, nor are its calls another run's; an unknown list is refused."""
    with stage.connector() as connector:
        before = connector.runs()
        connector.sync_list(NAME, dry_run=True)
        assert connector.runs() == before
        assert connector.runs(most=1) == before[:1]
        with pytest.raises(UnknownListError):
            connector.runs("Other")


@given(st.dictionaries(st.sampled_from([*REMEDIES, "other_reason"]), st.integers(1, 1000)))
def test_groups_are_the_counts_the_largest_first(by_reason: dict[str, int]) -> None:
    """Nothing is lost, and a reason without a remedy is told all the same."""
    groups = grouped(by_reason)
    assert {each.reason: each.rows for each in groups} == by_reason
    assert [each.rows for each in groups] == sorted(by_reason.values(), reverse=True)
    assert all(each.meaning for each in groups)


reasons = st.sampled_from(["deleted", "no_email", "invalid_email"])
transitions = st.tuples(
    st.sampled_from(["absent", "member", "skipped", "left"]),
    st.sampled_from(["member", "skipped", "left"]),
    reasons,
    st.integers(1, 9),
)


@given(st.lists(transitions, max_size=8))
def test_skipped_rows_are_counted_by_reason(moves: list[tuple[str, str, str, int]]) -> None:
    """The groups of what a sync skipped anew are as many as it says it skipped."""
    counted = count(moves)
    assert sum(counted.skipped_by_reason.values()) == counted.skipped
    assert sum(counted.left_by_reason.values()) == counted.left


reports = st.builds(
    SyncReport,
    list_name=st.just(NAME),
    state=st.sampled_from(["complete", "partial"]),
    kind=st.sampled_from(["changes", "full", ""]),
    added=st.integers(0, 9),
    changed=st.integers(0, 9),
    left_by_reason=st.dictionaries(reasons, st.integers(1, 9)),
    by_rule=st.dictionaries(st.sampled_from(["newest", "ours"]), st.integers(1, 9)),
    rows_read=st.integers(0, 9),
    resumed=st.booleans(),
)


@given(reports, reports)
def test_two_syncs_in_a_row_are_told_as_one(first: SyncReport, then: SyncReport) -> None:
    """Nothing that either did is left out, and it ended as the later one did."""
    told = added_up(first, then)
    for name in ("added", "changed", "rows_read"):
        assert getattr(told, name) == getattr(first, name) + getattr(then, name)
    for name in ("left_by_reason", "by_rule"):
        one, other, both = (getattr(each, name) for each in (first, then, told))
        assert both == {key: one.get(key, 0) + other.get(key, 0) for key in one | other}
    assert (told.state, told.resumed) == (then.state, first.resumed)
