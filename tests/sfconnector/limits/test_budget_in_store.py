"""Several budgets on one store, as several processes have them: whatever they do, the cap holds."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripted_wire import StandingClock
from sfconnector.errors import BudgetReachedError
from sfconnector.events import Event
from sfconnector.limits.budget import Budget
from sfconnector.limits.rule import BLOCK, Policy
from sfconnector.salesforce.exchange import Answer
from sfconnector.store import accounts
from sfconnector.store.store import Store
from store_places import place

numbers = itertools.count()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for the module; each example has an account of its own."""
    opened = Store.open(place(tmp_path_factory.mktemp("budget") / "store.sqlite"))
    yield opened
    opened.close()


class Processes:
    """Budgets of one account on one clock, and an organization that counts all calls."""

    def __init__(self, store: Store, policy: Policy, *, most: int = 1_000_000) -> None:
        self.store = store
        self.policy = policy
        self.clock = StandingClock()
        self.most = most
        self.used = 0
        self.sent: list[float] = []
        self.events: list[Event] = []
        with store.writing() as connection:
            self.account_id = accounts.find_or_create(
                connection, f"account {next(numbers)}", now=self.clock.now()
            )
        self.budgets = [self.process() for _ in range(3)]

    def process(self) -> Budget:
        """Return the budget of a new process."""
        return Budget(
            self.store,
            self.account_id,
            clock=self.clock,
            emit=self.events.append,
            policy=self.policy,
        )

    def call(self, number: int) -> bool:
        """Send a call from a process if its budget allows it."""
        budget = self.budgets[number]
        try:
            budget.spend()
        except BudgetReachedError:
            return False
        self.sent.append(self.clock.monotonic())
        self.used += 1
        budget.read(Answer(200, {"Sforce-Limit-Info": f"api-usage={self.used}/{self.most}"}, b""))
        return True

    def in_a_day(self) -> int:
        """Return the calls of the last 24 hours."""
        return sum(at > self.clock.monotonic() - 86_400 for at in self.sent)


acts = st.lists(
    st.one_of(
        st.tuples(st.just("call"), st.integers(0, 2)),
        st.tuples(st.just("settle"), st.integers(0, 2)),
        st.tuples(st.just("kill"), st.integers(0, 2)),
        st.tuples(st.just("wait"), st.integers(1, 30 * 3600)),
    ),
    max_size=60,
)


@given(cap=st.integers(1, 40), acts=acts)
def test_the_cap_holds_over_processes_kills_and_days(
    store: Store, cap: int, acts: list[tuple[str, int]]
) -> None:
    """In any interleaving of calls, pauses, kills, time no 24 hours see more than the cap (P48)."""
    world = Processes(store, Policy(cap))
    for act, number in acts:
        if act == "call":
            for _ in range(5):
                world.call(number)
        elif act == "settle":
            world.budgets[number].settle()
        elif act == "kill":
            world.budgets[number] = world.process()
        else:
            world.clock.sleep(number)
        assert world.in_a_day() <= cap


@given(acts=acts.map(lambda acts: [each for each in acts if each[0] not in {"kill", "wait"}]))
def test_without_kills_not_a_call_is_lost_or_invented(
    store: Store, acts: list[tuple[str, int]]
) -> None:
    """When all processes have paused the count is exactly what was sent."""
    world = Processes(store, Policy(None))
    for act, number in acts:
        if act == "call":
            assert world.call(number)
        else:
            world.budgets[number].settle()
    for budget in world.budgets:
        budget.settle()
    status = world.budgets[0].status()
    assert status.used_by_us == len(world.sent)
    if world.sent:
        assert (status.limit, status.used_by_others) == (world.most, 0)


@given(
    most=st.integers(1, 120),
    percent=st.integers(0, 99),
    others=st.lists(st.integers(0, 10), max_size=60),
)
def test_a_process_stops_at_the_reserve_to_the_call(
    store: Store, most: int, percent: int, others: list[int]
) -> None:
    """Whatever others use, no call goes out once the last answer was at the reserve (P48)."""
    world = Processes(store, Policy(reserve_percent=percent), most=most)
    reserve = world.policy.reserve(most)
    told: int | None = None
    for each in others:
        if world.call(0):
            assert told is None or told < most - reserve
            told = world.used
        else:
            assert told is not None
            assert told >= most - reserve
        world.used += each


def test_a_killed_process_leaves_its_block_counted(store: Store) -> None:
    """What was claimed and never given back counts as sent: too many rather than too few."""
    world = Processes(store, Policy(None))
    assert world.call(0)
    world.budgets[0] = world.process()
    assert world.budgets[0].status().used_by_us == BLOCK


def test_a_probe_that_was_never_answered_lets_the_next_one_look(store: Store) -> None:
    """Where the one call that looks is lost on the way, whoever comes next looks, at once."""
    world = Processes(store, Policy(None), most=100)
    world.used = 99
    assert world.call(0)
    world.clock.sleep(3600)
    world.budgets[0].spend()
    with pytest.raises(BudgetReachedError):
        world.budgets[1].spend()
    world.budgets[0].settle()
    world.budgets[1].spend()


def test_the_probe_of_one_process_frees_all(store: Store) -> None:
    """When a look finds that calls are free again every process goes on, without one of its own."""
    world = Processes(store, Policy(None), most=100)
    world.used = 99
    assert world.call(0)
    assert not world.call(1)
    world.clock.sleep(3600)
    world.used = 10
    assert world.call(2)
    assert [world.call(number) for number in (0, 1, 2)] == [True, True, True]
    assert world.budgets[0].status().held_until is None


def test_threads_of_one_process_count_right(store: Store) -> None:
    """Threads that send at the same time lose no count."""
    world = Processes(store, Policy(None))

    def send() -> None:
        for _ in range(50):
            world.budgets[0].spend()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.budgets[0].status().used_by_us == 200


def test_a_hold_ends_when_it_says(store: Store) -> None:
    """The instant that the error names is the first one at which a call goes out again."""
    world = Processes(store, Policy(5))
    for _ in range(5):
        assert world.call(0)
    with pytest.raises(BudgetReachedError) as told:
        world.budgets[1].spend()
    assert told.value.reason == "cap"
    world.clock.sleep((told.value.until - world.clock.now()) / timedelta(seconds=1) - 1)
    assert not world.call(0)
    world.clock.sleep(1)
    assert world.call(0)
