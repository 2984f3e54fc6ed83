"""Rules of lists that hold for whatever happens, on a fake org."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce
from fake_salesforce.errors import SalesforceError
from sync_stage import NAME, PROFILE, SyncStage, assert_equals_source, members_of

FEW = settings(max_examples=max(settings().max_examples // 10, 2), deadline=None)
FIELDS = ("Title", "Phone", "LastName")
REQUIRED = {"LastName"}
"""Salesforce hides no required field."""
REPORT = "New Leads"
numbers = st.integers(0, 4)


@FEW
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["merge", "merge", "convert", "sync"]), numbers, numbers),
        max_size=7,
    )
)
def test_p25_p26_chains_of_merges_end_at_who_is_there_or_was_converted(
    salesforce: FakeSalesforce, acts: list[tuple[str, int, int]]
) -> None:
    """P25, P26: in whatever order and with syncs between, each loser leads to its last master.

    No loser and no converted lead is a member, and the rest are the source.
    """
    with TemporaryDirectory() as folder:
        stage = SyncStage(salesforce, Path(folder))
        stage.begin([f"a{number}@example.com" for number in range(5)])
        master: dict[str, str] = {}
        converted: dict[str, str] = {}
        for act, one, other in acts:
            stage.org.clock.advance(minutes=1)
            first, second = stage.ids[one], stage.ids[other]
            try:
                if act == "merge":
                    stage.org.merge("Lead", first, second)
                    master[second] = first
                elif act == "convert":
                    converted[first] = stage.org.convert_lead(first).contact_id
                else:
                    with stage.connector() as connector:
                        connector.sync_list(NAME)
            except SalesforceError:
                continue  # as one that was merged or converted before
        stage.org.clock.advance(minutes=20)
        with stage.connector() as connector:
            connector.sync_list(NAME)
            moved = {each.record_id: each.moved_to for each in connector.departures(NAME)}
            assert_equals_source(stage, connector)
            assert not members_of(connector).keys() & (master.keys() | converted.keys())
        salesforce.drop_org(stage.org)
    assert moved.keys() == master.keys() | converted.keys()
    for loser, first in master.items():
        while first in master:
            first = master[first]  # noqa: PLW2901 - the chain's end
        assert moved[loser] in {first, converted.get(first)}
    for lead, contact in converted.items():
        assert moved[lead] == contact


@settings(FEW)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["import", "hide", "sync"]),
            st.sets(st.sampled_from(FIELDS), max_size=3),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_p38_a_field_that_was_added_or_is_seen_again_is_filled_for_all(
    salesforce: FakeSalesforce, steps: list[tuple[str, set[str]]]
) -> None:
    """P38: whatever was chosen and hidden before, what is chosen and seen now is whole."""
    with TemporaryDirectory() as folder:
        stage = SyncStage(salesforce, Path(folder))
        stage.begin([f"a{number}@example.com" for number in range(4)])
        profile = stage.org.profile(PROFILE)
        hidden: set[str] = set()
        with stage.connector() as connector:
            for act, fields in (*steps, ("hide", set()), ("sync", set())):
                if act == "import":
                    chosen = sorted(fields - hidden)
                    connector.import_list("leads", fields=("Email", *chosen))
                elif act == "hide":
                    for each in FIELDS:
                        if each in fields - REQUIRED:
                            profile.hide_field(f"Lead.{each}")
                        elif each in hidden:
                            profile.show_field(f"Lead.{each}", editable=True)
                    hidden = fields - REQUIRED
                else:
                    connector.sync_list(NAME)
            chosen_now = connector.list(NAME).fields
            soql = f"SELECT {', '.join(['Id', *chosen_now])} FROM Lead"
            there: list[dict[str, Any]] = stage.org.query(soql)
            assert {each.record_id: dict(each.values) for each in connector.members(NAME)} == {
                each["Id"]: {name: each[name] for name in chosen_now} for each in there
            }
        salesforce.drop_org(stage.org)


@pytest.fixture(scope="module")
def reporting(salesforce: FakeSalesforce) -> Iterator[SyncStage]:
    """A report's list; an example goes on where the one before it ended."""
    with TemporaryDirectory() as folder:
        stage = SyncStage(salesforce, Path(folder))
        stage.begin([f"a{number}@example.com" for number in range(4)])
        stage.org.add_report(REPORT, sobject="Lead", columns=["Id", "Email", "LastName"])
        with stage.connector() as connector:
            connector.import_list("report", REPORT)
        yield stage
        salesforce.drop_org(stage.org)


@FEW
@given(
    acts=st.lists(
        st.sampled_from(
            ["import", "preview", "sync", "full", "rehearse", "verify", "rules", "tick", "edit"]
        ),
        min_size=1,
        max_size=6,
    )
)
def test_p28_no_act_on_a_reports_list_writes_to_salesforce(
    salesforce: FakeSalesforce, reporting: SyncStage, acts: list[str]
) -> None:
    """P28: whatever is done with the list, by the wire nothing is changed, and nothing asks to."""
    stage = reporting
    lead = stage.ids[0]
    before = stage.org.query("SELECT Id, SystemModstamp FROM Lead ORDER BY Id")
    first = len(salesforce.journal.exchanges)
    with stage.connector() as connector:
        connector.schedule_list(REPORT, "1h")
        ways: dict[str, Callable[[], object]] = {
            "import": lambda: connector.import_list("report", REPORT),
            "preview": lambda: connector.preview_import("report", REPORT),
            "sync": lambda: connector.sync_list(REPORT),
            "full": lambda: connector.sync_list(REPORT, full=True),
            "rehearse": lambda: connector.sync_list(REPORT, dry_run=True),
            "verify": lambda: connector.verify_list(REPORT),
            "rules": lambda: connector.set_merge_rules(REPORT, rules={"Last Name": "ours"}),
            "tick": connector.tick,
            "edit": lambda: connector.edit_member(REPORT, lead, {"Last Name": "Ours"}),
        }
        connector.set_merge_rules(REPORT, rules={"Last Name": "ours"})
        for act in acts:
            stage.org.clock.advance(minutes=61)
            ways[act]()
    assert stage.org.query("SELECT Id, SystemModstamp FROM Lead ORDER BY Id") == before
    for each in salesforce.journal.exchanges[first:]:
        runs = each.method == "POST" and "/analytics/reports/" in each.path
        assert each.method == "GET" or runs or each.resource == "soap", each.path
