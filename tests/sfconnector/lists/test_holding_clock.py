"""A list is held for as long as its holder waits, however long Salesforce takes (P35)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import Arrival, FakeSalesforce
from fake_salesforce.faults import ServerUnavailable
from scripted_wire import StandingClock
from sfconnector.errors import LeaseHeldError, LeaseLostError
from sfconnector.events import Event, QueryJobAwaited
from sfconnector.lists.holding_clock import HoldingClock
from sfconnector.salesforce.session import ANSWER_SECONDS, MOST_TRIES
from sfconnector.store import leases, tables
from sfconnector.store.leases import Hold
from sfconnector.store.store import Store
from store_places import place
from sync_stage import NAME, SyncStage, assert_equals_source

LONGER = leases.TERM + timedelta(seconds=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for the module."""
    opened = Store.open(place(tmp_path_factory.mktemp("holding") / "store.sqlite"))
    yield opened
    opened.close()


class Watched(StandingClock):
    """A clock that looks after each step whether the lease is still good."""

    hold: Hold

    def sleep(self, seconds: float) -> None:
        """Move the clock, and look."""
        super().sleep(seconds)
        assert self.now() < self.hold.lease.expires_at


def held(store: Store, clock: StandingClock) -> Hold:
    """Take the lease of a list."""
    with store.writing() as connection:
        connection.execute(tables.leases.delete())
        return Hold(store, clock, leases.take(connection, "list", "1", now=clock.now()))


@given(
    waits=st.lists(st.tuples(st.floats(0, 2 * ANSWER_SECONDS - 1), st.floats(0, 2000)), max_size=3)
)
def test_p35_however_long_it_waits_its_term_does_not_end(
    store: Store, waits: list[tuple[float, float]]
) -> None:
    """P35: whatever sleeps, and exchanges of up to five minutes between them, are waited for."""
    clock = Watched()
    clock.hold = held(store, clock)
    holding = HoldingClock(clock, clock.hold)
    for exchange, wait in waits:
        clock.sleep(exchange)
        began = clock.now()
        holding.sleep(wait)
        assert abs((clock.now() - began).total_seconds() - wait) < 0.001


def test_p35_who_lost_the_list_waits_no_longer(store: Store) -> None:
    """P35: a process that slept past its term learns of who took over before it waits on."""
    clock = StandingClock()
    holding = HoldingClock(clock, held(store, clock))
    clock.sleep(LONGER.total_seconds())
    with store.writing() as connection:
        leases.take(connection, "list", "1", now=clock.now(), holder="elsewhere")
    slept = len(clock.slept)
    with pytest.raises(LeaseLostError):
        holding.sleep(3600)
    assert len(clock.slept) == slept


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list of four leads."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin([f"a{number}@example.com" for number in range(4)])
    yield stage
    salesforce.drop_org(stage.org)


def refused(stage: SyncStage) -> None:
    """Make sure that another process would find the list held."""
    store = Store.open(place(stage.store))
    with pytest.raises(LeaseHeldError), store.writing() as connection:
        leases.take(connection, "list", "1", now=stage.org.clock.now())
    store.close()


def test_a_slow_query_job_is_awaited_under_the_lease(stage: SyncStage) -> None:
    """Nobody takes the list over while Salesforce works the job off."""
    stage.org.settings.bulk_jobs = "by clock"
    stage.org.settings.bulk_job_seconds = 25 * 60
    looks = []

    def look(event: Event) -> None:
        if isinstance(event, QueryJobAwaited):
            looks.append(event.at)
            refused(stage)

    stage.listeners = (look,)
    with stage.connector() as connector:
        assert connector.import_list("leads", route="bulk").state == "complete"
        assert looks[-1] - looks[0] > 2 * leases.TERM
        assert_equals_source(stage, connector)


@pytest.mark.parametrize(
    ("act", "resource"), [("import", "query_more"), ("sync", "describe"), ("sync", "query_all")]
)
def test_answers_that_do_not_come_are_awaited_under_the_lease(
    stage: SyncStage, act: str, resource: str
) -> None:
    """Each call is tried as often as may be, and each try takes as long as it may."""
    tries = MOST_TRIES - 1
    met: list[Arrival] = []

    def slow(arrival: Arrival) -> None:
        if arrival.resource == resource and len(met) < tries:
            met.append(arrival)
            stage.org.clock.advance(seconds=ANSWER_SECONDS)
            refused(stage)

    stage.org.faults.add(ServerUnavailable(), match={"resource": resource}, count=tries)
    stop = stage.salesforce.on_request(slow)
    with stage.connector() as connector:
        if act == "import":
            state = connector.import_list("leads").state
        else:
            state = connector.sync_list(NAME, full=True).state
        stop()
        stage.org.faults.clear()
        assert (state, connector.status().state) == ("complete", "active")
        assert_equals_source(stage, connector)
    assert len(met) == tries
