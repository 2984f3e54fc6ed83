"""A record that an import was given twice is one member, also when the list is synced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from fake_salesforce import FakeSalesforce
from sfconnector import Connector
from sfconnector.store import lists, skipped_rows
from sfconnector.store.tables import lists as table
from sync_stage import NAME, SyncStage, assert_equals_source


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list of which an import was given two members twice; the fake gives none twice."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin([*(f"a{number}@example.com" for number in range(4)), None])
    with stage.connector() as connector, connector._context.store.writing() as connection:
        row = connection.execute(select(table.c.id, table.c.generation)).one()
        skipped_rows.add(
            connection,
            [(row.generation, each, "repeated_record", "a@example.com") for each in stage.ids[:2]],
        )
        lists.count(connection, row.id, (4, 3))
    yield stage
    salesforce.drop_org(stage.org)


def _synced(connector: Connector) -> str:
    return connector.sync_list(NAME).kind


def test_the_list_equals_its_source(stage: SyncStage) -> None:
    """What was given twice is no difference."""
    with stage.connector() as connector:
        assert connector.verify_list(NAME).equal


def test_the_next_sync_counts_it_once(stage: SyncStage) -> None:
    """Whether it was changed, left, or neither; and nothing is read again for that."""
    with stage.connector() as connector:
        stage.org.update("Lead", stage.ids[0], {"Title": "Other"})
        assert _synced(connector) == "changes"
        assert_equals_source(stage, connector)
        assert _synced(connector) == "changes"


def test_one_that_is_deleted_leaves(stage: SyncStage) -> None:
    """It is no member any more, and has departed."""
    with stage.connector() as connector:
        stage.org.delete("Lead", stage.ids[0])
        assert connector.sync_list(NAME).left == 1
        assert_equals_source(stage, connector)
        assert [each.record_id for each in connector.departures(NAME)] == [stage.ids[0]]


def test_everything_read_counts_it_once_too(stage: SyncStage) -> None:
    """A full sync finds nothing to change."""
    with stage.connector() as connector:
        synced = connector.sync_list(NAME, full=True)
        assert (synced.added, synced.changed, synced.left) == (0, 0, 0)
        assert_equals_source(stage, connector)
