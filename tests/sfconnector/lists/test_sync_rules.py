"""What a sync does with rights that are lost, with shrinking sources, and with who left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from fake_salesforce import FakeSalesforce
from sfconnector.errors import InputError, UnknownListError
from sfconnector.events import Event, SyncPageRead
from sync_stage import NAME, PROFILE, SyncStage, assert_equals_source, members_of

EVERY_RIGHT = ("read", "create", "edit", "delete", "view_all", "modify_all")


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list of thirty leads, imported and synced once."""
    stage = SyncStage(salesforce, tmp_path, page_rows=7)
    stage.begin([f"a{number}@example.com" for number in range(30)])
    with stage.connector() as connector:
        assert connector.sync_list(NAME).kind == "changes"
    stage.org.clock.advance(minutes=20)
    yield stage
    salesforce.drop_org(stage.org)


def _forget(stage: SyncStage, leads: Sequence[str]) -> None:
    """Let leads be gone without a trace."""
    for lead in leads:
        stage.org.delete("Lead", lead)
        stage.org.empty_recycle_bin(lead)
    stage.org.clock.advance(days=2)  # queryAll still tells of them for a day


def test_p25_a_merged_member_is_followed_to_the_end_of_the_chain(stage: SyncStage) -> None:
    """P25: who was merged twice stands for the last master; no member is there twice."""
    first, second, third = stage.ids[:3]
    stage.org.merge("Lead", second, first)
    stage.org.clock.advance(minutes=1)
    with stage.connector() as connector:
        connector.sync_list(NAME)
        stage.org.merge("Lead", third, second)
        connector.sync_list(NAME)
        moved = {each.record_id: each.moved_to for each in connector.departures(NAME)}
        assert moved == {first: third, second: third}
        assert_equals_source(stage, connector)


def test_p26_a_converted_lead_leaves_and_its_contact_is_known(stage: SyncStage) -> None:
    """P26: converted, it is in All Leads no more, and what it became is kept."""
    contact = stage.org.convert_lead(stage.ids[0]).contact_id
    with stage.connector() as connector:
        report = connector.sync_list(NAME)
        assert report.left_by_reason == {"converted": 1}
        [departure] = connector.departures(NAME)
        assert (departure.reason, departure.moved_to) == ("converted", contact)


@pytest.mark.parametrize("removal", ["keep", "mark", "remove"])
def test_p23_p29_who_left_is_kept_marked_or_removed_and_comes_back(
    stage: SyncStage, removal: str
) -> None:
    """P23, P29: the policy decides; undeleted, it is the same member as before."""
    lead = stage.ids[0]
    with stage.connector() as connector:
        connector.set_list_rules(NAME, removal=removal)
        was = members_of(connector)[lead]
        stage.org.delete("Lead", lead)
        connector.sync_list(NAME)
        left = members_of(connector, left=True)
        assert left == ({} if removal == "remove" else {lead: was})
        assert_equals_source(stage, connector)
        connector.import_list("leads")
        assert members_of(connector, left=True).keys() == left.keys(), "an import obeys it too"
        stage.org.undelete(lead)
        connector.sync_list(NAME)
        assert members_of(connector)[lead] == was
        assert members_of(connector, left=True) == {}
        connector.set_list_rules(NAME, removal="remove")
        stage.org.delete("Lead", lead)
        connector.sync_list(NAME)
        assert lead not in {each.record_id for each in connector.members(NAME)}


def test_p30_what_is_missing_without_a_trace_does_not_shrink_the_list(stage: SyncStage) -> None:
    """P30: half of the list gone from the bin too: partial, told, and only let go when asked."""
    _forget(stage, stage.ids[:15])
    stage.org.update("Lead", stage.ids[20], {"Title": "Changed"})
    with stage.connector() as connector:
        report = connector.sync_list(NAME, full=True)
        assert (report.state, report.held_back, report.left) == ("partial", 15, 0)
        assert "--allow-shrink" in report.message
        assert len(members_of(connector)) == 30
        assert members_of(connector)[stage.ids[20]][1] == "Changed"
        verified = connector.verify_list(NAME)
        assert (verified.equal, verified.by_kind) == (False, {"left": 15})
        report = connector.sync_list(NAME, full=True, allow_shrink=True)
        assert (report.state, report.left_by_reason) == ("complete", {"gone": 15})
        assert_equals_source(stage, connector)


@pytest.mark.parametrize(("leads", "gone"), [(1, 1), (3, 2), (4, 4), (10, 10)])
def test_p51_a_lost_right_empties_no_small_list(
    salesforce: FakeSalesforce, tmp_path: Path, leads: int, gone: int
) -> None:
    """P30, P51: all of a list, or most of it, is not believed to be gone, however short it is."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin([f"a{number}@example.com" for number in range(leads)])
    _forget(stage, stage.ids[:gone])
    with stage.connector() as connector:
        connector.set_list_rules(NAME, shrink_percent=50)
        report = connector.sync_list(NAME, full=True)
        assert (report.state, report.held_back, report.left) == ("partial", gone, 0)
        assert len(members_of(connector)) == leads
        report = connector.sync_list(NAME, full=True, allow_shrink=True)
        assert (report.state, report.left) == ("complete", gone)
        assert_equals_source(stage, connector)
    salesforce.drop_org(stage.org)


def test_p31_a_sync_that_is_cut_behind_its_last_page_goes_on(stage: SyncStage) -> None:
    """P31: what is missing behind the last shown record is kept once, however often it goes on."""
    _forget(stage, stage.ids[25:])

    def cut(event: Event) -> None:
        if isinstance(event, SyncPageRead) and event.rows_read == 25:
            raise KeyboardInterrupt

    stage.listeners = (cut,)
    for _ in range(2):
        with stage.connector() as connector, pytest.raises(KeyboardInterrupt):
            connector.sync_list(NAME, full=True)
    stage.listeners = ()
    with stage.connector() as connector:
        report = connector.sync_list(NAME, full=True)
        assert (report.resumed, report.left_by_reason) == (True, {"gone": 5})
        assert_equals_source(stage, connector)


def test_p30_who_is_held_back_makes_no_sync_read_everything_again(stage: SyncStage) -> None:
    """P30: known by number, they cost no call more; when they are seen again all is read."""
    profile = stage.org.profile(PROFILE)
    with stage.connector() as connector:
        former = members_of(connector)
        profile.lose("ViewAllData")
        profile.lose("ModifyAllData")
        profile.revoke("Lead", "view_all", "modify_all")
        stage.org.share_by_default("Lead", "None")
        stage.org.clock.advance(days=15)
        report = connector.sync_list(NAME)
        assert (report.why_full, report.state) == ("away_too_long", "partial")
        assert (report.held_back, connector.list(NAME).held_back) == (30, 30)
        for _ in range(3):
            stage.org.clock.advance(hours=1)
            before = connector.limits().used_by_us
            report = connector.sync_list(NAME)
            assert (report.kind, report.state, report.left) == ("changes", "complete", 0)
            assert "--allow-shrink" in report.message
            assert connector.limits().used_by_us - before <= 4
        stage.org.update("Lead", stage.ids[0], {"Title": "Unseen"})
        profile.grant("Lead", "view_all")
        assert connector.sync_list(NAME).kind == "changes"
        report = connector.sync_list(NAME)
        assert (report.kind, report.why_full) == ("full", "count_differs")
        assert report.state == "complete"
        assert connector.list(NAME).held_back == 0
        assert_equals_source(stage, connector)
        assert members_of(connector).keys() == former.keys()


def test_p30_who_is_held_back_leaves_when_asked(stage: SyncStage) -> None:
    """P30: --allow-shrink looks for them, though a sync would read changes only."""
    _forget(stage, stage.ids[:15])
    with stage.connector() as connector:
        assert connector.sync_list(NAME, full=True).held_back == 15
        assert connector.sync_list(NAME, allow_shrink=True, dry_run=True).left == 15
        report = connector.sync_list(NAME, allow_shrink=True)
        assert (report.why_full, report.left_by_reason) == ("held_back", {"gone": 15})
        assert connector.sync_list(NAME, allow_shrink=True).kind == "changes"
        assert_equals_source(stage, connector)


def test_a_right_lost_before_the_second_reading_leaves_the_first_run_complete(
    salesforce: FakeSalesforce, stage: SyncStage
) -> None:
    """P51: counts differ twice, and then the object is hidden: a run of its own says why."""
    _forget(stage, stage.ids[:1])
    profile = stage.org.profile(PROFILE)
    profile.forbid("ViewAllData", "ModifyAllData")

    def hide(arrival: Any) -> None:
        if arrival.resource == "query":  # the count, which the second reading comes behind
            counted.append(1)
        elif counted:
            profile.revoke("Lead", *EVERY_RIGHT)

    with stage.connector() as connector:
        assert connector.sync_list(NAME).kind == "changes"
        counted: list[int] = []
        before = stage.org.usage.used("DailyApiRequests")
        forget = salesforce.on_request(hide)
        report = connector.sync_list(NAME)
        forget()
        refused, first = connector.runs(NAME)[:2]
    assert report.state == "partial"
    assert (refused.state, refused.stopped_for) == ("partial", report.message)
    sent = stage.org.usage.used("DailyApiRequests") - before
    assert (first.calls or 0) + (refused.calls or 0) == sent
    assert (first.state, first.reads, first.stopped_for) == ("complete", "changes", "")


def test_p23_a_deletion_that_the_bin_forgot_is_found_by_count(stage: SyncStage) -> None:
    """P23: counts that differ after two syncs have everything compared."""
    _forget(stage, stage.ids[:1])
    with stage.connector() as connector:
        assert connector.sync_list(NAME).kind == "changes"
        stage.org.update("Lead", stage.ids[1], {"Title": "Changed"})
        stage.org.update("Lead", stage.ids[2], {"Email": None})
        report = connector.sync_list(NAME)
        assert (report.kind, report.why_full) == ("full", "count_differs")
        assert report.left_by_reason == {"gone": 1, "no_email": 1}
        told = (report.changed, report.left, report.skipped)
        assert told == (1, 2, 1), "what was changed is told with what was compared"
        assert_equals_source(stage, connector)


def test_p23_after_a_long_absence_everything_is_compared(stage: SyncStage) -> None:
    """P23: what was deleted more than 15 days ago is told by nobody, and found."""
    stage.org.delete("Lead", stage.ids[0])
    stage.org.clock.advance(days=91)
    with stage.connector() as connector:
        report = connector.sync_list(NAME)
        assert (report.why_full, report.left) == ("away_too_long", 1)
        assert_equals_source(stage, connector)


def test_the_clock_jumps_91_days_in_the_middle_of_a_run(
    salesforce: FakeSalesforce, stage: SyncStage
) -> None:
    """What was deleted and forgotten while a run was away is found by the next one."""
    with stage.connector() as connector:
        for lead in stage.ids[10:]:
            stage.org.update("Lead", lead, {"Title": "Changed"})
        calls = []

        def jump(arrival: object) -> None:
            calls.append(arrival)
            if len(calls) == 4:
                stage.org.delete("Lead", stage.ids[0])
                stage.org.clock.advance(days=91)
                stage.org.update("Lead", stage.ids[1], {"Title": "Later"})

        stop = salesforce.on_request(jump)
        assert connector.sync_list(NAME).state == "complete"
        stop()
        assert len(calls) > 4
        assert connector.sync_list(NAME).why_full == "away_too_long"
        assert_equals_source(stage, connector)


def test_p18_p38_a_hidden_field_keeps_its_values_and_is_filled_when_seen_again(
    stage: SyncStage,
) -> None:
    """P18, P38: hidden, it is told as broken and keeps its values; seen again, all are read."""
    profile = stage.org.profile(PROFILE)
    with stage.connector() as connector:
        former = members_of(connector)
        profile.hide_field("Lead.Title")
        stage.org.update("Lead", stage.ids[0], {"Email": "z@example.com", "Title": "Unseen"})
        report = connector.sync_list(NAME)
        assert (report.state, report.broken_fields) == ("complete", ("Title",))
        assert connector.list(NAME).broken_fields == ("Title",)
        lead = stage.ids[0]
        assert members_of(connector) == former | {lead: ("z@example.com", former[lead][1])}
        assert connector.verify_list(NAME).not_compared == ("Title",)
        profile.show_field("Lead.Title", editable=True)
        report = connector.sync_list(NAME)
        assert (report.why_full, report.broken_fields) == ("field_back", ())
        assert_equals_source(stage, connector)


@pytest.mark.parametrize("during", [False, True])
def test_p30_p51_a_lost_object_or_email_removes_nobody(
    salesforce: FakeSalesforce, stage: SyncStage, *, during: bool
) -> None:
    """P30, P51: the e-mail hidden before or while it is read: partial, told, as it was."""
    profile = stage.org.profile(PROFILE)

    def hide(arrival: object = None) -> None:
        if arrival is None or getattr(arrival, "resource", "") == "query_all":
            profile.hide_field("Lead.Email")

    stop = salesforce.on_request(hide) if during else None
    if stop is None:
        hide()
    with stage.connector() as connector:
        former = members_of(connector)
        report = connector.sync_list(NAME)
        if stop is not None:
            stop()
        assert (report.state, report.left) == ("partial", 0)
        assert "Email" in report.message
        assert members_of(connector) == former


def test_a_dry_run_tells_and_writes_nothing(stage: SyncStage) -> None:
    """What it tells is what the sync then does; the list and its cursor are as they were."""
    stage.org.update("Lead", stage.ids[0], {"Title": "Changed"})
    stage.org.delete("Lead", stage.ids[1])
    with stage.connector() as connector:
        former = members_of(connector)
        told = connector.sync_list(NAME, dry_run=True)
        assert members_of(connector) == former
        done = connector.sync_list(NAME)
        assert told.state == "rehearsed"
        for count in ("added", "changed", "left", "left_by_reason", "rows_read"):
            assert getattr(told, count) == getattr(done, count)
        assert (done.changed, done.left) == (1, 1)


def test_p36_only_what_was_changed_is_read(stage: SyncStage) -> None:
    """One change is one row; four calls find it: describe, newest stamp, page, count."""
    with stage.connector() as connector:
        connector.sync_list(NAME)  # the cursor comes up to the newest stamp
        stage.org.update("Lead", stage.ids[0], {"Title": "Changed"})
        before = connector.limits().used_by_us
        report = connector.sync_list(NAME)
        assert (report.kind, report.rows_read, report.changed) == ("changes", 1, 1)
        assert connector.limits().used_by_us - before == 4


def test_what_cannot_be_synced_is_refused(stage: SyncStage) -> None:
    """An unknown list and rules that cannot be are refused with what would be right."""
    with stage.connector() as connector:
        with pytest.raises(UnknownListError):
            connector.sync_list("Other")
        with pytest.raises(InputError, match="keep, mark or remove"):
            connector.set_list_rules(NAME, removal="burn")
        with pytest.raises(InputError, match="0 to 100"):
            connector.set_list_rules(NAME, shrink_percent=101)
