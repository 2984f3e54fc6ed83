"""A sync that is killed anywhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from fake_salesforce import FakeSalesforce
from killing_wire import KilledError, KillingWire, killing
from store_places import kept
from sync_stage import NAME, SyncStage, members_of

LEADS = [f"a{number}@example.com" for number in range(8)]


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list of eight leads, imported and not synced yet."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin(LEADS)
    yield stage
    salesforce.drop_org(stage.org)


def edit(stage: SyncStage) -> None:
    """Change what the list has in each way there is."""
    org, ids = stage.org, stage.ids
    org.clock.advance(minutes=1)
    org.delete("Lead", ids[0])
    org.merge("Lead", ids[1], ids[2])
    org.convert_lead(ids[3])
    org.update("Lead", ids[4], {"Email": None})
    org.update("Lead", ids[5], {"Title": "Changed"})
    stage.create("new@example.com")


@pytest.mark.parametrize(
    ("when", "full"), [("before", False), ("after", True), ("begin", False), ("commit", True)]
)
def test_p31_killed_anywhere_the_list_is_old_or_new_and_the_sync_goes_on(
    salesforce: FakeSalesforce, when: str, *, full: bool
) -> None:
    """P31: killed at each exchange and each transaction, and run again, it ends as if never cut."""
    nth, struck = 0, True
    with TemporaryDirectory() as folder:
        stage = SyncStage(salesforce, Path(folder))
        stage.begin(LEADS)
        with stage.connector() as connector:
            connector.sync_list(NAME)
        edit(stage)
        again = kept(stage.store)
        with stage.connector() as reader:
            former = members_of(reader)
        while struck:
            nth += 1
            again()
            wire = KillingWire()
            with killing(wire), stage.connector() as connector:
                wire.plan(nth, when)
                with contextlib.suppress(KilledError):
                    connector.sync_list(NAME, full=full)
                struck = wire.struck
            with stage.connector() as connector:
                assert members_of(connector) in (former, stage.source()), (when, nth)
                stage.org.clock.advance(minutes=11)  # the dead one's lease may be taken over
                assert connector.sync_list(NAME, full=full).state == "complete"
                assert members_of(connector) == stage.source()
                assert {each.reason for each in connector.departures(NAME)} == {
                    "deleted",
                    "merged",
                    "converted",
                    "no_email",
                }
        salesforce.drop_org(stage.org)
    assert nth > 5, "there was something to strike at"
