"""P23, P25, P26, P29: who left a list, what becomes of them, and what imports tell of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_salesforce import FakeSalesforce
from sfconnector import Connector
from sync_stage import NAME, SyncStage, assert_equals_source, members_of


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list of twelve leads, imported and synced, that keeps who left."""
    stage = SyncStage(salesforce, tmp_path, page_rows=7)
    stage.begin([f"a{number}@example.com" for number in range(12)])
    stage.org.clock.advance(minutes=20)
    with stage.connector() as connector:
        connector.set_list_rules(NAME, removal="keep")
        connector.sync_list(NAME)
    stage.org.clock.advance(minutes=1)
    yield stage
    salesforce.drop_org(stage.org)


def _reasons(connector: Connector) -> dict[str, str]:
    return {each.record_id: each.reason for each in connector.departures(NAME)}


def _kept(connector: Connector) -> set[str]:
    return {each.record_id for each in connector.members(NAME) if each.kept}


def test_p29_a_deleted_lead_stays_a_member_that_is_counted_edited_and_exported(
    stage: SyncStage,
) -> None:
    """P29: kept, it is a member with the day and the reason; no count and no verify minds it."""
    lead = stage.ids[0]
    with stage.connector() as connector:
        stage.org.delete("Lead", lead)
        assert connector.sync_list(NAME).left_by_reason == {"deleted": 1}
        shown = connector.list(NAME)
        assert (shown.members, shown.kept) == (12, 1)
        assert _reasons(connector) == {lead: "deleted"}
        assert _kept(connector) == {lead}
        file = io.BytesIO()
        assert connector.export_list(NAME, file, with_left=False) == 12
        connector.set_merge_rules(NAME, rules={"Title": "ours"})
        assert connector.edit_member(NAME, lead, {"Title": "Ours"}).kept
        verified = connector.verify_list(NAME)
        assert (verified.equal, verified.kept, verified.members_in_list) == (True, 1, 11)
        for _ in range(3):
            assert connector.sync_list(NAME).kind == "changes", "the counts agree"
        connector.set_list_rules(NAME, removal="mark")
        shown = connector.list(NAME)
        assert (shown.members, shown.kept, _kept(connector)) == (11, 0, set())


def test_p23_a_kept_lead_that_comes_back_has_not_left(stage: SyncStage) -> None:
    """P23: undeleted, it is the member it was, and its departure is over; so by an import."""
    one, other = stage.ids[:2]
    with stage.connector() as connector:
        for lead in (one, other):
            stage.org.delete("Lead", lead)
        connector.sync_list(NAME)
        stage.org.undelete(one)
        assert connector.sync_list(NAME).returned == 1
        assert (_kept(connector), _reasons(connector)) == ({other}, {other: "deleted"})
        stage.org.undelete(other)
        connector.import_list("leads")
        assert (_kept(connector), _reasons(connector)) == (set(), {})
        assert_equals_source(stage, connector)


def test_p25_p26_who_goes_on_as_another_record_is_not_kept(stage: SyncStage) -> None:
    """P25, P26: merged, converted or without an e-mail, a lead is marked, or it was there twice."""
    merged, master, converted, blank = stage.ids[:4]
    with stage.connector() as connector:
        stage.org.merge("Lead", master, merged)
        stage.org.convert_lead(converted)
        stage.org.update("Lead", blank, {"Email": None})
        connector.sync_list(NAME)
        assert _reasons(connector) == {merged: "merged", converted: "converted", blank: "no_email"}
        assert (_kept(connector), connector.list(NAME).members) == (set(), 9)
        assert set(members_of(connector, left=True)) == {merged, converted, blank}


def test_p25_a_kept_lead_that_is_merged_later_is_kept_no_more(stage: SyncStage) -> None:
    """P25: deleted and kept, brought back and merged before a sync, it has another reason."""
    lead, master = stage.ids[:2]
    with stage.connector() as connector:
        stage.org.delete("Lead", lead)
        connector.sync_list(NAME)
        [before] = connector.departures(NAME)
        stage.org.clock.advance(minutes=1)
        stage.org.undelete(lead)
        stage.org.merge("Lead", master, lead)
        connector.sync_list(NAME)
        [after] = connector.departures(NAME)
        assert (after.reason, after.moved_to, after.at) == ("merged", master, before.at)
        assert _kept(connector) == set()
        assert_equals_source(stage, connector)


def test_p23_who_left_and_is_skipped_now_tells_the_last_reason(stage: SyncStage) -> None:
    """P23: brought back without an e-mail, it is a member no more, and skipped for that."""
    lead = stage.ids[0]
    with stage.connector() as connector:
        stage.org.delete("Lead", lead)
        connector.sync_list(NAME)
        stage.org.undelete(lead)
        stage.org.update("Lead", lead, {"Email": None})
        connector.sync_list(NAME)
        assert (_kept(connector), _reasons(connector)) == (set(), {lead: "no_email"})
        stage.org.delete("Lead", lead)
        connector.sync_list(NAME)
        assert (_kept(connector), _reasons(connector)) == ({lead}, {lead: "deleted"})


@pytest.mark.parametrize("removal", ["keep", "mark", "remove"])
def test_p29_an_import_tells_who_left_and_why(stage: SyncStage, removal: str) -> None:
    """P29: missing is gone, skipped is skipped for its reason; who is back has not left."""
    gone, blank, back, was = stage.ids[:4]
    with stage.connector() as connector:
        connector.set_list_rules(NAME, removal=removal)
        for lead in (back, was):
            stage.org.delete("Lead", lead)
        connector.sync_list(NAME)
        stage.org.undelete(back)
        stage.org.undelete(was)
        stage.org.update("Lead", was, {"Email": None})
        stage.org.delete("Lead", gone)
        stage.org.update("Lead", blank, {"Email": "a..b@example.com"})
        connector.import_list("leads")
        told = {gone: "gone", blank: "invalid_email", was: "no_email"}
        assert _reasons(connector) == told
        left = {each.record_id: each.left_reason for each in connector.members(NAME)}
        left = {each: reason for each, reason in left.items() if reason}
        assert left == ({} if removal == "remove" else told)
        assert _kept(connector) == ({gone} if removal == "keep" else set())
        assert_equals_source(stage, connector)


def test_p25_a_sync_after_an_import_tells_what_the_import_could_not(stage: SyncStage) -> None:
    """P25: an import takes a merged lead for gone; the next sync knows better, and marks it."""
    lead, master = stage.ids[:2]
    with stage.connector() as connector:
        stage.org.merge("Lead", master, lead)
        stage.org.clock.advance(days=1)
        connector.import_list("leads")
        assert (_kept(connector), _reasons(connector)) == ({lead}, {lead: "gone"})
        assert connector.sync_list(NAME).kind == "changes"
        assert (_kept(connector), _reasons(connector)) == (set(), {lead: "merged"})
        assert_equals_source(stage, connector)
