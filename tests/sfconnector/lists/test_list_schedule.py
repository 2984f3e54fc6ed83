"""Schedules: the rule, and any number of processes, clocks and kills."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from killing_wire import KilledError
from scripted_wire import START
from sfconnector.errors import InputError, NotConnectedError
from sfconnector.lists.schedule import Schedules, Tick, interval, wait, written
from sfconnector.lists.sync_report import SyncReport
from sfconnector.store import accounts, leases, lists, schedules
from sfconnector.store.leases import Hold
from sfconnector.store.store import Store
from store_places import place

HOUR = timedelta(hours=1)


@given(st.integers(60, 365 * 24 * 60))
def test_an_interval_is_read_as_it_is_written(minutes: int) -> None:
    """Whatever is chosen is shown so that it can be given again."""
    every = timedelta(minutes=minutes)
    assert interval(written(every)) == every


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("59m", "every hour at the shortest"),
        ("0h", "every hour at the shortest"),
        ("53w", "once a year at the longest"),
        ("", "no interval"),
        ("1", "no interval"),
        ("hourly", "no interval"),
        ("-1h", "no interval"),
        ("1.5h", "no interval"),
    ],
)
def test_what_is_no_interval_is_refused(text: str, told: str) -> None:
    """Hourly at the shortest; the error says what would be right."""
    with pytest.raises(InputError, match=told):
        interval(text)


@given(st.integers(1, 200), st.integers(60, 10_000))
def test_waits_grow_and_never_exceed_the_interval(failures: int, minutes: int) -> None:
    """From five minutes on each is as long as the one before or longer, up to six hours."""
    every = timedelta(minutes=minutes)
    assert wait(1, every) == timedelta(minutes=5)
    assert wait(failures, every) <= wait(failures + 1, every) <= min(every, 6 * HOUR)


class Clock:
    """A clock that goes on, and is set forward and back."""

    def __init__(self) -> None:
        self.true = START
        self.skew = timedelta()
        self.jumped = timedelta()
        """By how much it was set forward in all."""

    def now(self) -> datetime:
        """Return what it shows."""
        return self.true + self.skew

    def monotonic(self) -> float:
        """Return the time that has gone by."""
        return self.true.timestamp()

    def sleep(self, seconds: float) -> None:
        """Go on."""
        self.true += timedelta(seconds=seconds)

    def set(self, by: timedelta) -> None:
        """Set it forward or back."""
        self.skew += by
        self.jumped += max(by, timedelta())


ENDS = ("applied", "applied", "applied", "interrupted", "refused", "taken", "read", "done")
"""How a sync of the model ends: three words of kills are before the lease, the end, the answer."""
steps = st.tuples(
    st.sampled_from(ENDS),
    st.sampled_from([0, 0, 1, 7, 12, 70, 400]),
    st.booleans(),
)


class ManyProcesses(RuleBasedStateMachine):
    """P35: no list is synced more than once an interval, none is forgotten, none by two at once."""

    store: Store
    numbers = itertools.count()

    @initialize(hours=st.lists(st.integers(1, 5), min_size=1, max_size=3))
    def begin(self, hours: list[int]) -> None:
        """Make an account with some lists, each with a schedule."""
        self.clock = Clock()
        self.works = True
        self.processes = itertools.count()
        self.applied: dict[str, list[tuple[datetime, datetime, timedelta]]] = {}
        with self.store.writing() as connection:
            self.account_id = accounts.find_or_create(
                connection, f"account {next(self.numbers)}", now=START
            )
            self.lists = {
                f"list {number}": (
                    lists.create(
                        connection,
                        self.account_id,
                        name=f"list {number}",
                        source="leads",
                        organization_id=None,
                    ),
                    each * HOUR,
                )
                for number, each in enumerate(hours)
            }
        for name, (_, every) in self.lists.items():
            self.applied[name] = []
            self._schedules().set(name, every)

    @rule(minutes=st.sampled_from([1, 5, 15, 59, 60, 61, 300]))
    def time_goes_by(self, minutes: int) -> None:
        """Let time go by."""
        self.clock.sleep(minutes * 60)

    @rule(minutes=st.sampled_from([-100_000, -90, -20, 20, 90, 100_000]))
    def clock_is_set(self, minutes: int) -> None:
        """Set the clock, by two months too."""
        self.clock.set(timedelta(minutes=minutes))

    @rule(works=st.booleans())
    def connection_breaks_or_is_mended(self, *, works: bool) -> None:
        """Break or mend the connection."""
        self.works = works

    @rule(plan=st.lists(steps, min_size=1, max_size=4), races=st.booleans())
    def tick(self, plan: list[tuple[str, int, bool]], *, races: bool) -> None:
        """One process takes a turn, in which syncs take time, fail, are killed; others tick too."""
        with contextlib.suppress(KilledError):
            ticked = self._tick(iter(plan), races=races)
            assert self.works or not ticked.synced
            due = [each for each in self._schedules().all() if each.is_due]
            assert bool(ticked.waits) <= bool(due)

    @rule()
    def quiet(self) -> None:
        """Nothing fails any more: each list is synced within two of its intervals."""
        self.works = True
        self.clock.sleep(11 * 60)  # leases of the dead run out
        before = {name: len(synced) for name, synced in self.applied.items()}
        for _ in range(3):
            self._tick(iter(()))
            self.clock.sleep(max(every for _, every in self.lists.values()).total_seconds())
        assert all(len(synced) > before[name] for name, synced in self.applied.items())
        assert all(each.tries_in_vain == 0 for each in self._schedules().all())

    def _schedules(self) -> Schedules:
        return Schedules(self.store, self.account_id, self.clock)

    def _tick(self, plan: Iterator[tuple[str, int, bool]], *, races: bool = False) -> Tick:
        process = f"process {next(self.processes)}"

        def why_not(last: SyncReport | None) -> str:
            if races and last is None and self.works:
                self._tick(iter(()))  # between the look at what is due and the claim
            return "" if self.works else "broken"

        return self._schedules().tick(lambda name: self._sync(name, process, plan), why_not=why_not)

    def _sync(self, name: str, process: str, plan: Iterator[tuple[str, int, bool]]) -> SyncReport:
        assert self.works
        end, minutes, another = next(plan, ("applied", 0, False))
        if end == "taken":
            raise KilledError
        list_id, every = self.lists[name]
        with self.store.writing() as connection:
            lease = leases.take(
                connection, "list", str(list_id), now=self.clock.now(), holder=process
            )
        hold = Hold(self.store, self.clock, lease)
        began, jumped = self.clock.true, self.clock.jumped
        self.clock.sleep(minutes * 60)
        if another:
            self._tick(iter(()))
        if end == "read":
            raise KilledError
        if end in {"interrupted", "refused"}:
            hold.release()
            if end == "refused":
                message = "this list cannot be synced"
                raise NotConnectedError(message)
            return SyncReport(list_name=name, state="interrupted", kind="changes")
        with hold, self.store.writing() as connection:
            hold.keep(connection)
            schedules.synced(connection, list_id, began=hold.since)
        self._applied(name, every, began, jumped)
        if end == "done":
            raise KilledError
        return SyncReport(list_name=name, state="complete", kind="changes")

    def _applied(self, name: str, every: timedelta, began: datetime, jumped: timedelta) -> None:
        if self.applied[name]:
            last_began, last_ended, last_jumped = self.applied[name][-1]
            assert last_ended <= began, "two processes synced it at once"
            assert began - last_began + jumped - last_jumped >= every, "twice in an interval"
        self.applied[name].append((began, self.clock.true, jumped))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for the module; each example has an account of its own."""
    opened = Store.open(place(tmp_path_factory.mktemp("schedules") / "store.sqlite"))
    yield opened
    opened.close()


def test_lists_are_synced_once_an_interval_whatever_happens(store: Store) -> None:
    """The machine above."""
    machine = type("OnStore", (ManyProcesses,), {"store": store})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max(settings().max_examples // 8, 5),
            stateful_step_count=10,
            deadline=None,
        ),
    )


def made(store: Store, name: str, every: timedelta) -> tuple[Schedules, Clock, Callable[[], Tick]]:
    """Make an account with one list that is due, and a turn whose syncs are all applied."""
    clock = Clock()
    with store.writing() as connection:
        account_id = accounts.find_or_create(connection, name, now=START)
        list_id = lists.create(
            connection, account_id, name=name, source="leads", organization_id=None
        )
    all_ = Schedules(store, account_id, clock)
    all_.set(name, every)

    def sync(list_name: str) -> SyncReport:
        with store.writing() as connection:
            schedules.synced(connection, list_id, began=clock.now())
        return SyncReport(list_name=list_name, state="complete", kind="changes")

    return all_, clock, lambda: all_.tick(sync, why_not=lambda _: "")


def test_of_two_that_see_a_due_list_one_claims_it(store: Store) -> None:
    """Another turn between the look and the claim leaves nothing to do, and nothing is wrong."""
    all_, _, other = made(store, "race", HOUR)
    others: list[Tick] = []

    def why_not(last: SyncReport | None) -> str:
        del last
        others.append(other())
        return ""

    def sync(name: str) -> SyncReport:
        raise AssertionError(name)

    assert all_.tick(sync, why_not=why_not).synced == ()
    assert [len(each.synced) for each in others] == [1]


def test_trouble_that_time_heals_is_met_less_and_less_often(store: Store) -> None:
    """Tries of an hourly list in vain: after 5, 10, 20, 40 and then each 60 minutes."""
    all_, clock, _ = made(store, "trouble", HOUR)
    tries = []

    def sync(name: str) -> SyncReport:
        tries.append(clock.true)
        return SyncReport(list_name=name, state="interrupted", kind="")

    for _ in range(5 * 60):
        all_.tick(sync, why_not=lambda _: "")
        clock.sleep(60)
    waits = [(later - former).seconds // 60 for former, later in itertools.pairwise(tries)]
    assert waits == [5, 10, 20, 40, 60, 60, 60]
    assert all_.all()[0].tries_in_vain == 8


def test_a_schedule_is_set_changed_and_ended(store: Store) -> None:
    """At first it is due at once; changed, an interval after the last sync; off, never."""
    all_, clock, tick = made(store, "set", 2 * HOUR)
    (scheduled,) = all_.all()
    assert (scheduled.every, scheduled.is_due, scheduled.tried_at) == ("2h", True, None)
    assert [each.list_name for each in tick().synced] == ["set"]
    assert tick().next_due_at == clock.now() + 2 * HOUR
    assert tick().synced == ()
    all_.set("set", None)
    assert tick().next_due_at is None
    clock.sleep(9 * 3600)
    assert tick().synced == ()


def test_a_clock_set_back_by_a_year_costs_one_interval(store: Store) -> None:
    """It is seen at the next turn; the list is not synced again before, nor forgotten."""
    _, clock, tick = made(store, "back", HOUR)
    tick()
    clock.set(-timedelta(days=365))
    assert tick().synced == ()
    clock.sleep(3599)
    assert tick().synced == ()
    clock.sleep(1)
    assert [each.list_name for each in tick().synced] == ["back"]


def test_one_that_was_away_too_long_is_overtaken_and_applies_nothing(store: Store) -> None:
    """Its lease has run out, another has synced the list: it is refused, and nothing is wrong."""
    all_, clock, _ = made(store, "overtaken", HOUR)
    with store.reading() as connection:
        (row,) = schedules.read_all(connection, all_.account_id)

    def sync(name: str, *, sleeps: int, process: str) -> SyncReport:
        with store.writing() as connection:
            lease = leases.take(
                connection, "list", str(row.list_id), now=clock.now(), holder=process
            )
        hold = Hold(store, clock, lease)
        if sleeps:
            clock.sleep(sleeps)
            turn = all_.tick(lambda name: sync(name, sleeps=0, process="b"), why_not=lambda _: "")
            assert [each.state for each in turn.synced] == ["complete"]
        with hold, store.writing() as connection:
            hold.keep(connection)
            schedules.synced(connection, row.list_id, began=hold.since)
        return SyncReport(list_name=name, state="complete", kind="changes")

    turn = all_.tick(lambda name: sync(name, sleeps=900, process="a"), why_not=lambda _: "")
    assert turn.synced == ()
    assert [each.is_busy for each in turn.not_synced] == [True]
    assert turn.next_due_at == clock.now() + HOUR
