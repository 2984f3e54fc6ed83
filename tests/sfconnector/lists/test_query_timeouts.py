"""Queries that run for too long: fewer rows at a time, and never a list that lacks some."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import QueryTimeout
from sfconnector.errors import QueryTimeoutError
from sfconnector.salesforce import limited_query
from sync_stage import NAME, SyncStage, members_of


@settings(max_examples=5, deadline=None)
@given(
    timeouts=st.sets(st.integers(1, 8), max_size=6),
    fewer=st.sampled_from([(4, 2), (3, 1), (1,)]),
    import_=st.booleans(),
)
def test_p30_p31_whatever_times_out_the_list_is_whole_or_as_before(
    salesforce: FakeSalesforce, timeouts: set[int], fewer: tuple[int, ...], *, import_: bool
) -> None:
    """P30, P31: timed-out queries cost calls, and members never; a run that gives up goes on."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(limited_query, "FEWER_ROWS", fewer)
        patch.setattr("sfconnector.salesforce.rows_by_key.MOST_ROWS", 5)
        stage = SyncStage(salesforce, Path(folder), page_rows=5)
        stage.begin([f"a{number}@example.com" for number in range(9)])
        with stage.connector() as connector:
            connector.sync_list(NAME)
            former = members_of(connector)
            for lead in stage.ids[::2]:
                stage.org.update("Lead", lead, {"Title": "Changed"})
            for nth in timeouts:
                match = {"resource": "query" if import_ else "query_all", "nth": nth}
                stage.org.faults.add(QueryTimeout(), match=match, count=1)
            while members_of(connector) != stage.source():
                assert members_of(connector) == former
                try:
                    if import_:
                        connector.import_list("leads")
                    else:
                        connector.sync_list(NAME, full=True)
                except QueryTimeoutError:
                    assert stage.org.faults.staged, "there was one to meet"
        salesforce.drop_org(stage.org)


def test_a_number_of_rows_that_was_too_many_is_not_tried_again(
    salesforce: FakeSalesforce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each try takes Salesforce two minutes: windows stay as small as the first answered one."""
    monkeypatch.setattr(limited_query, "FEWER_ROWS", (4, 2))
    stage = SyncStage(salesforce, tmp_path, page_rows=5)
    stage.begin([f"a{number}@example.com" for number in range(9)])
    stage.org.faults.add(QueryTimeout(), match={"resource": "query"}, count=2)
    with stage.connector() as connector:
        assert connector.import_list("leads").state == "complete"
        assert members_of(connector) == stage.source()
    asked = [
        each.request
        for each in salesforce.journal.exchanges
        if each.org_id == stage.org.id and each.resource == "query"
    ]
    assert [text.partition(" LIMIT ")[2] for text in asked[-7:]] == ["", "4", *["2"] * 5]
    salesforce.drop_org(stage.org)


def test_an_import_that_learns_no_newest_stamp_has_everything_read_once(
    salesforce: FakeSalesforce, tmp_path: Path
) -> None:
    """Where that query runs for too long the import goes on, and the first sync reads all."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin(["a@example.com", None])
    with stage.connector() as connector:
        stage.org.faults.add(QueryTimeout(), match={"resource": "query_all"})
        assert connector.import_list("leads").state == "complete"
        stage.org.faults.clear()
        report = connector.sync_list(NAME)
        assert (report.state, report.kind, report.why_full) == ("complete", "full", "first_sync")
        assert connector.sync_list(NAME).kind == "changes"
    salesforce.drop_org(stage.org)
