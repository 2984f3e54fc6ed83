"""What an import does to a list that is there, where the source shows few of its records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from fake_salesforce import FakeSalesforce
from sfconnector import Connector
from sfconnector.events import Event
from sfconnector.store.tables import members
from sync_stage import NAME, SyncStage, assert_equals_source, members_of


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list of thirty leads, two of them skipped, as its import made it."""
    stage = SyncStage(salesforce, tmp_path, page_rows=7)
    stage.begin([None, "a..b@example.com", *(f"a{number}@example.com" for number in range(28))])
    yield stage
    salesforce.drop_org(stage.org)


@pytest.mark.parametrize("removal", ["mark", "remove"])
def test_p30_p51_an_import_that_shows_few_leaves_the_list_as_it_is(
    stage: SyncStage, removal: str
) -> None:
    """P30, P51: partial, told with the number, nothing kept of it; asked for, it is taken over."""
    with stage.connector() as connector:
        connector.set_list_rules(NAME, removal=removal)
        former = members_of(connector)
        for lead in stage.ids[5:]:
            stage.org.delete("Lead", lead)
        report = connector.import_list("leads")
        assert (report.state, report.held_back, report.imported) == ("partial", 25, 0)
        assert "25 records" in report.message
        assert "--allow-shrink" in report.message
        assert members_of(connector) == former
        assert not connector.list(NAME).unfinished_import
        [run, _] = connector.runs(NAME)
        assert (run.state, run.held_back, run.added) == ("partial", 25, 0)
        assert _generations(connector) == 1
        again = connector.import_list("leads", allow_shrink=True)
        assert (again.state, again.resumed, again.held_back) == ("complete", False, 0)
        assert_equals_source(stage, connector)
        assert _generations(connector) == 1


def test_p30_what_a_sync_has_told_does_not_stop_an_import(stage: SyncStage) -> None:
    """P30: who is known to be deleted is missing no more, so the way the message shows works."""
    with stage.connector() as connector:
        for lead in stage.ids[5:]:
            stage.org.delete("Lead", lead)
        assert connector.import_list("leads").held_back == 25
        assert connector.sync_list(NAME).left_by_reason == {"deleted": 25}
        assert connector.import_list("leads").state == "complete"
        assert_equals_source(stage, connector)


def test_p30_a_cut_import_is_guarded_too(salesforce: FakeSalesforce, stage: SyncStage) -> None:
    """P30: deletions in the middle, a session that ends, and what the rest of it is: partial."""
    calls: list[str] = []

    def cut(arrival: Any) -> None:
        if arrival.resource in {"query", "query_more"}:
            calls.append(arrival.resource)
            if len(calls) == 3:
                for lead in stage.ids[5:]:
                    stage.org.delete("Lead", lead)
                stage.org.end_sessions()
                stage.user.freeze()

    with stage.connector() as connector:
        former = members_of(connector)
        stop = salesforce.on_request(cut)
        assert connector.import_list("leads").state == "interrupted"
        stop()
        stage.user.unfreeze()
        assert connector.update_login(stage.user.secret).state == "active"
        report = connector.import_list("leads")
        assert (report.state, report.resumed, report.held_back) == ("partial", True, 16)
        assert members_of(connector) == former
        assert connector.import_list("leads").resumed is False


def test_a_list_that_shrinks_by_little_is_imported(stage: SyncStage) -> None:
    """A few records of many may be gone, and so may none of an empty list."""
    events: list[Event] = []
    stage.listeners = (events.append,)
    with stage.connector() as connector:
        for lead in stage.ids[20:]:
            stage.org.delete("Lead", lead)
        assert connector.import_list("leads").state == "complete"
        assert_equals_source(stage, connector)
        assert [each.name for each in events][-1] == "import_completed"
        for lead in stage.ids[:20]:
            stage.org.delete("Lead", lead)
        assert connector.import_list("leads").held_back == 20
        assert [each.name for each in events][-1] == "import_given_up"
        connector.sync_list(NAME)
        assert connector.import_list("leads").state == "complete"
        assert connector.import_list("leads").state == "complete"
        assert members_of(connector) == {}


def _generations(connector: Connector) -> int:
    """Return how many generations have rows in the store."""
    with connector._context.store.reading() as connection:
        return connection.scalar(select(func.count(members.c.generation.distinct()))) or 0
