"""A dry run tells which record and field would change, from what to what, and by which rule."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce
from sfconnector.lists import rehearsal
from sfconnector.lists.sync_report import FieldChange, RecordChange, SyncReport
from sfconnector.store import rehearsals, sync_deltas
from sfconnector.store.sync_deltas import DeltaRow
from stored_list import StoredList, record_id
from sync_stage import NAME, SyncStage, members_of


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list of six leads, the last without an e-mail, imported and synced once."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin([*(f"a{number}@example.com" for number in range(5)), None])
    with stage.connector() as connector:
        connector.sync_list(NAME)
    stage.org.clock.advance(minutes=20)
    yield stage
    salesforce.drop_org(stage.org)


@pytest.mark.parametrize("full", [False, True])
def test_it_tells_each_record_and_field_with_the_rule(stage: SyncStage, *, full: bool) -> None:
    """Ours and theirs, whose is kept and why; who is added, who leaves, who is skipped."""
    ids = stage.ids
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, rules={"Title": "ours"}, blanks={"Title": "keep"})
        connector.edit_member(NAME, ids[0], {"Title": "Ours"})
        stage.org.update("Lead", ids[0], {"Title": "Theirs", "Email": "new@example.com"})
        stage.org.update("Lead", ids[1], {"Title": None})
        stage.org.update("Lead", ids[2], {"Title": "Theirs"})
        stage.org.update("Lead", ids[3], {"Email": "a..b@example.com"})
        stage.org.delete("Lead", ids[4])
        stage.org.delete("Lead", ids[5])
        added = stage.create("added@example.com")
        told = connector.sync_list(NAME, full=full, dry_run=True)
        shown = members_of(connector)
    keep = FieldChange("Title", "New", None, kept="ours", by="blank keep")
    assert told.would_change == (
        RecordChange(
            record_id=ids[0],
            becomes="changed",
            email="new@example.com",
            fields=(
                FieldChange(
                    "Email", "a0@example.com", "new@example.com", kept="theirs", by="overwrite"
                ),
                FieldChange("Title", "Ours", "Theirs", kept="ours", by="ours"),
            ),
        ),
        RecordChange(record_id=ids[1], becomes="changed", email="a1@example.com", fields=(keep,)),
        RecordChange(
            record_id=ids[2],
            becomes="changed",
            email="a2@example.com",
            fields=(FieldChange("Title", "New", "Theirs", kept="theirs", by="ours"),),
        ),
        RecordChange(
            record_id=ids[3],
            becomes="left",
            email="a..b@example.com",
            reason="invalid_email",
            by="remove",
        ),
        RecordChange(
            record_id=ids[4],
            becomes="left",
            email="a4@example.com",
            reason="deleted",
            by="remove",
        ),
        RecordChange(record_id=ids[5], becomes="forgotten", email=None, reason="deleted"),
        RecordChange(record_id=added, becomes="added", email="added@example.com"),
    )
    assert told.would_change_more == 0
    assert shown[ids[0]] == ("a0@example.com", "Ours")


def test_the_first_are_told_and_the_others_counted(stage: SyncStage) -> None:
    """As many as asked for, by record id."""
    for each in stage.ids[:3]:
        stage.org.update("Lead", each, {"Title": "Theirs"})
    with stage.connector() as connector:
        told = connector.sync_list(NAME, dry_run=True, most_shown=2)
    assert [each.record_id for each in told.would_change] == stage.ids[:2]
    assert (told.would_change_more, told.by_rule) == (1, {"overwrite": 3})


def test_those_that_the_guard_holds_back_are_told_as_such(stage: SyncStage) -> None:
    """Who is missing without a trace would stay, and is no departure."""
    gone = [stage.create("gone@example.com") for _ in range(11)]
    with stage.connector() as connector:
        connector.sync_list(NAME)
        connector.set_list_rules(NAME, removal="mark")
        for each in gone:
            stage.org.delete("Lead", each)
            stage.org.empty_recycle_bin(each)
        stage.org.clock.advance(days=2)  # queryAll still tells of them for a day
        told = connector.sync_list(NAME, full=True, dry_run=True)
        allowed = connector.sync_list(NAME, full=True, dry_run=True, allow_shrink=True)
    held_back = [("held_back", "gone", "guard")] * 11
    assert [(each.becomes, each.reason, each.by) for each in told.would_change] == held_back
    assert (told.held_back, told.left) == (11, 0)
    assert {(each.becomes, each.by) for each in allowed.would_change} == {("left", "mark")}


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["title", "email", "delete", "create", "own"]),
        st.integers(0, 4),
        st.sampled_from(["A", "B", None]),
    ),
    max_size=6,
)


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rule=st.sampled_from(["overwrite", "fill_if_blank", "ours", "theirs", "newest"]), edits=EDITS
)
def test_what_a_dry_run_tells_is_what_the_sync_does(
    stage: SyncStage, rule: str, edits: list[tuple[str, int, str | None]]
) -> None:
    """Whatever was edited where: the members with what was told of them are those of after."""
    with stage.connector() as connector:
        connector.set_merge_rules(NAME, rules={"Title": rule})
        connector.sync_list(NAME)
        for act, place, title in edits:
            stage.org.clock.advance(minutes=16)
            there = sorted(members_of(connector))
            lead = there[place % len(there)] if there else None
            if act == "own" and lead and rule != "overwrite":
                connector.edit_member(NAME, lead, {"Title": title})
            elif act == "create":
                stage.create("new@example.com" if title else None)
            elif lead and lead in stage.source():
                if act == "delete":
                    stage.org.delete("Lead", lead)
                elif act == "title":
                    stage.org.update("Lead", lead, {"Title": title})
                elif act == "email":
                    stage.org.update("Lead", lead, {"Email": title and f"{title}@example.com"})
        before = members_of(connector)
        told = connector.sync_list(NAME, dry_run=True)
        done = connector.sync_list(NAME)
        after = members_of(connector)
    assert (told.added, told.changed, told.left) == (done.added, done.changed, done.left)
    assert _foretold(before, told) == {
        each: after[each] if each in before else (after[each][0], None) for each in after
    }


def _foretold(
    before: dict[str, tuple[str, Any]], told: SyncReport
) -> dict[str, tuple[str | None, Any]]:
    members: dict[str, tuple[str | None, Any]] = dict(before)
    for each in told.would_change:
        if each.becomes == "added":
            members[each.record_id] = (each.email, None)
        elif each.becomes == "left":
            del members[each.record_id]
        elif each.becomes == "changed":
            email, title = members[each.record_id]
            for field in each.fields:
                value = field.theirs if field.kept == "theirs" else field.ours
                email, title = (value, title) if field.field == "Email" else (email, value)
            members[each.record_id] = (email, title)
    return members


def test_memory_does_not_grow_with_what_would_change(tmp_path: Path) -> None:
    """Four times the changes take no more of it: what is not told is counted, and kept outside."""
    peaks = []
    listed = StoredList(tmp_path)
    run = listed.import_rows([])
    # What is measured is what is held, not how much garbage Python lets come together.
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100, 2, 2)
    try:
        for records in (8_000, 32_000):
            gc.collect()
            tracemalloc.start()
            with rehearsals.opened() as delta:
                for first in range(0, records, 500):
                    rows = [_row(number) for number in range(first, first + 500)]
                    sync_deltas.replace(delta, 0, [], rows)
                found = rehearsal.look(
                    listed.store,
                    delta,
                    0,
                    list_id=listed.list_id,
                    generation=run.id,
                    holds_back=False,
                    most=100,
                )
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            assert (len(found.records), found.more) == (100, records - 100)
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        listed.close()
    assert peaks[1] < 1.25 * peaks[0]


def _row(number: int) -> DeltaRow:
    return DeltaRow(
        0, record_id(number), "member", "absent", None, "a@example.com", "{}", None, None
    )
