"""The turn of the schedule on a fake org: what is due, what waits, who is told."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alert_receivers import Receiver
from connector_stage import AccountOnFake
from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import ServerUnavailable
from killing_wire import KilledError, KillingWire, killing
from sfconnector.errors import InputError, UnknownListError
from sfconnector.lists.schedule import Tick
from store_places import kept
from sync_stage import NAME, PROFILE, SyncStage, assert_equals_source


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[SyncStage]:
    """A list that is synced every hour."""
    stage = SyncStage(salesforce, tmp_path)
    stage.begin(["a@example.com", "b@example.com"])
    with stage.connector() as connector:
        connector.schedule_list(NAME, "1h")
    yield stage
    salesforce.drop_org(stage.org)


def tick(stage: SyncStage) -> Tick:
    """Take a turn, as a process of its own does."""
    with stage.connector() as connector:
        return connector.tick()


def logins(stage: SyncStage | AccountOnFake) -> int:
    """Return how many logins of the user the server has seen."""
    return sum(
        each.resource == "soap" and each.username == stage.user.username
        for each in stage.salesforce.journal.exchanges
    )


def test_a_list_is_synced_when_it_is_due_and_not_before(stage: SyncStage) -> None:
    """At once, then an hour after; a sync that somebody asked for counts, too."""
    assert [each.state for each in tick(stage).synced] == ["complete"]
    stage.create("new@example.com")
    stage.org.clock.advance(minutes=59)
    assert tick(stage).synced == ()
    stage.org.clock.advance(minutes=1)
    (report,) = tick(stage).synced
    assert report.added == 1
    stage.org.clock.advance(minutes=50)
    with stage.connector() as connector:
        connector.sync_list(NAME)
        (scheduled,) = connector.schedules()
        assert scheduled.due_at == stage.org.clock.now() + timedelta(hours=1)
        assert_equals_source(stage, connector)


def test_what_cannot_be_synced_gets_no_schedule(stage: SyncStage) -> None:
    """Nothing is kept of a refused one; off is off."""
    with stage.connector() as connector:
        for name, every, error in (("Other", "1h", UnknownListError), (NAME, "30m", InputError)):
            with pytest.raises(error):
                connector.schedule_list(name, every)
        assert [each.every for each in connector.schedules()] == ["1h"]
        assert connector.schedule_list(NAME, "off") is None
        assert connector.schedules() == ()
        assert connector.tick().next_due_at is None


def test_trouble_that_time_heals_is_tried_again_after_longer_waits(stage: SyncStage) -> None:
    """An outage of two hours: few tries, no login, and synced soon after it is over."""
    tick(stage)
    stage.org.clock.advance(minutes=60)
    signed_in = logins(stage)
    stage.org.faults.add(ServerUnavailable())
    began = []
    for _ in range(24):
        began += [each.state for each in tick(stage).synced]
        stage.org.clock.advance(minutes=5)
    assert set(began) == {"interrupted"}
    assert 4 <= len(began) <= 6  # after 5, 10, 20, 40 minutes and an hour
    with stage.connector() as connector:
        assert connector.status().cause == "maintenance"
        assert connector.schedules()[0].tries_in_vain == len(began)
    stage.org.faults.clear()
    stage.org.clock.advance(minutes=60)
    assert [each.state for each in tick(stage).synced] == ["complete"]
    with stage.connector() as connector:
        assert connector.schedules()[0].tries_in_vain == 0
        assert connector.status().cause is None
    assert logins(stage) <= signed_in + 1  # the session may have ended meanwhile


def test_a_killed_sync_is_tried_again_within_the_interval(stage: SyncStage) -> None:
    """Killed after its claim, the list is due again as soon as the dead one's lease is over."""
    wire = KillingWire()
    with killing(wire), stage.connector() as connector:
        wire.plan(3, "before")
        with contextlib.suppress(KilledError):
            connector.tick()
    assert wire.struck
    assert tick(stage).synced == ()
    stage.org.clock.advance(minutes=11)
    (report,) = tick(stage).synced
    assert (report.state, report.list_name) == ("complete", NAME)


@pytest.mark.slow
def test_killed_at_any_transaction_the_list_is_synced_once_and_soon(stage: SyncStage) -> None:
    """Whatever of a turn was committed, the next one leaves the list synced and not due."""
    again, nth, struck = kept(stage.store), 0, True
    while struck:
        nth += 1
        again()
        wire = KillingWire()
        with killing(wire), stage.connector() as connector:
            wire.plan(nth, "commit")
            with contextlib.suppress(KilledError):
                connector.tick()
            struck = wire.struck
        stage.org.clock.advance(minutes=11)
        after = tick(stage)
        with stage.connector() as connector:
            done = [each for each in connector.runs() if each.kind == "sync"]
            assert [each.state for each in done] == ["complete"], nth
            (scheduled,) = connector.schedules()
        assert (scheduled.tries_in_vain, scheduled.is_due) == (0, False), nth
        assert after.next_due_at == scheduled.due_at
    assert nth > 5, "there was something to strike at"


def test_a_lost_right_holds_up_its_own_list_alone(stage: SyncStage) -> None:
    """P51: the list whose e-mail is hidden is told and tried again later, the other is synced."""
    with stage.connector() as connector:
        connector.import_list("contacts")
        connector.schedule_list("All Contacts", "1h")
    stage.org.profile(PROFILE).hide_field("Lead.Email")
    states = {each.list_name: each.state for each in tick(stage).synced}
    assert states == {NAME: "partial", "All Contacts": "complete"}
    with stage.connector() as connector:
        tries = {each.list_name: each.tries_in_vain for each in connector.schedules()}
        status = connector.status()
    assert (status.state, status.cause) == ("active", "permission_lost")
    assert "Lead.Email" in status.detail
    assert tries == {NAME: 1, "All Contacts": 0}
    stage.org.profile(PROFILE).show_field("Lead.Email", editable=True)
    stage.org.clock.advance(minutes=5)
    assert [each.state for each in tick(stage).synced] == ["complete"]
    with stage.connector() as connector:
        assert connector.status().cause is None


def test_processes_that_tick_at_once_sync_each_list_once(stage: SyncStage) -> None:
    """Four turns at the same time over three lists: three syncs in all."""
    with stage.connector() as connector:
        for name in ("Second", "Third"):
            connector.import_list("leads", name=name, fields=("Email", "Title"))
            connector.schedule_list(name, "2h")
    together, turns = threading.Barrier(4), []

    def turn() -> None:
        together.wait()
        turns.append(tick(stage))

    threads = [threading.Thread(target=turn) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    synced = sorted(each.list_name for turn in turns for each in turn.synced)
    assert synced == [NAME, "Second", "Third"]


def test_calls_that_are_held_back_leave_a_list_untried(
    salesforce: FakeSalesforce, tmp_path: Path
) -> None:
    """At the cap nothing is claimed; when calls are free again the list is synced at once."""
    account = AccountOnFake(salesforce, tmp_path)
    account.org.create("Lead", {"LastName": "Doe", "Company": "X", "Email": "a@example.com"})
    account.connect()
    with account.connector() as connector:
        connector.import_list("leads")
        connector.schedule_list(NAME, "1h")
        used = connector.limits().used_by_us
    with account.connector(calls_per_day=str(used)) as connector:
        turn = connector.tick()
        assert "cap" in turn.waits
        assert "work goes on after" in turn.waits
        assert connector.schedules()[0].tries_in_vain == 0
    with account.connector() as connector:
        assert len(connector.tick().synced) == 1


@pytest.fixture
def told() -> Iterator[Receiver]:
    """Whoever is alerted."""
    with Receiver().running() as running:
        yield running


def test_a_broken_connection_is_told_of_and_not_tried(
    salesforce: FakeSalesforce, tmp_path: Path, told: Receiver
) -> None:
    """A changed password: one login in ten hours of turns, one alert; mended, it is synced."""
    account = AccountOnFake(salesforce, tmp_path)
    account.org.create("Lead", {"LastName": "Doe", "Company": "X", "Email": "a@example.com"})
    account.connect()
    alerts = {"alert_webhook_url": told.url}
    with account.connector(**alerts) as connector:
        connector.import_list("leads")
        connector.schedule_list(NAME, "1h")
        connector.tick()
    account.user.set_password()
    account.org.end_sessions()
    account.org.clock.advance(minutes=60)
    before = logins(account)
    turns = []
    for _ in range(10):
        with account.connector(**alerts) as connector:
            turns.append(connector.tick())
        account.org.clock.advance(minutes=60)
    assert logins(account) == before + 1
    assert [each.state for each in turns[0].synced] == ["interrupted"]
    assert not any(each.synced for each in turns[1:])
    assert all("Salesforce does not accept" in each.waits for each in turns[1:])
    assert [each["kind"] for each in told.documents()] == ["down"]
    with account.connector(**alerts) as connector:
        connector.update_login(account.user.secret)
        assert [each.state for each in connector.tick().synced] == ["complete"]
        connector.tick()
    assert [each["kind"] for each in told.documents()] == ["down", "recovery"]


def test_looking_after_the_password_does_not_end_an_outage(stage: SyncStage) -> None:
    """While Salesforce refuses any call the trouble stays noted, and is gone when it answers."""
    stage.org.faults.add(ServerUnavailable())
    with stage.connector() as connector:
        assert connector.test().cause == "maintenance"
        connector.look_ahead()
        assert connector.status().cause == "maintenance"
    stage.org.faults.clear()
    with stage.connector() as connector:
        connector.look_ahead()
        assert connector.status().cause is None
