from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from scripted_wire import START, StandingClock
from sfconnector.errors import LeaseHeldError, LeaseLostError
from sfconnector.store import holders, leases, members
from sfconnector.store.leases import TERM, Hold, Lease
from sfconnector.store.store import Store
from sfconnector.store.tables import members as members_table
from store_places import place

SECOND = timedelta(seconds=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store.open(place(tmp_path / "store.sqlite"))
    yield opened
    opened.close()


def _take(store: Store, holder: str, *, after: timedelta = timedelta(), key: str = "3") -> Lease:
    with store.writing() as connection:
        return leases.take(
            connection, "list", key, holder=holder, now=START + after, is_gone=lambda _: False
        )


def _work(store: Store, lease: Lease) -> None:
    with store.writing() as connection:
        members.add(connection, [(1, "00Q", "a@example.com", "{}")])
        leases.renew(connection, lease, now=START)


def test_who_holds_a_lease_is_told_and_until_when(store: Store) -> None:
    """A second holder is refused with the first one's name and the end of its term."""
    _take(store, "alpha/boot/7/1")
    with pytest.raises(
        LeaseHeldError, match=r"process 7 on alpha works on this list.* 2020-07-20 09:10:00 UTC"
    ) as told:
        _take(store, "beta/boot/8/1", after=TERM - SECOND)
    assert (told.value.holder, told.value.until) == ("process 7 on alpha", START + TERM)
    assert told.value.retryable
    assert _take(store, "beta/boot/8/1", key="4").token == 1, "another key is another lease"


def test_a_lease_that_was_given_back_is_free(store: Store) -> None:
    """After a release anybody takes it at once, with a token greater than the one before."""
    first = _take(store, "alpha")
    with store.writing() as connection:
        leases.release(connection, first)
    second = _take(store, "beta")
    assert (first.token, second.token) == (1, 2)
    with store.writing() as connection:
        leases.release(connection, first)  # a belated one takes nothing from anybody
        leases.check(connection, second)
        with pytest.raises(LeaseLostError):
            leases.check(connection, first)


def test_an_expired_lease_may_be_taken_over(store: Store) -> None:
    """When its term is over another may take it; its former holder's next transaction fails."""
    first = _take(store, "alpha/boot/7/1")
    second = _take(store, "beta/boot/8/1", after=TERM)
    assert second.token == first.token + 1
    with pytest.raises(LeaseLostError, match="process 8 on beta took over the work on this list"):
        _work(store, first)
    with store.reading() as connection:
        assert connection.scalar(select(members_table.c.record_id)) is None


def test_an_expired_lease_that_nobody_took_goes_on(store: Store) -> None:
    """A clock that jumps 91 days ends no work by itself: the lease is renewed with its token."""
    first = _take(store, "alpha")
    later = START + timedelta(days=91)
    with store.writing() as connection:
        leases.check(connection, first)
        renewed = leases.renew(connection, first, now=later)
    assert (renewed.token, renewed.expires_at) == (first.token, later + TERM)
    with pytest.raises(LeaseHeldError):
        _take(store, "beta", after=timedelta(days=91))


def test_a_clock_that_was_set_back_does_not_lock_a_lease_for_long(store: Store) -> None:
    """An end further off than anybody's term is of a clock that was wrong, and stops nobody."""
    _take(store, "alpha", after=timedelta(days=91))
    with pytest.raises(LeaseHeldError):
        _take(store, "beta", after=timedelta(days=91) - TERM)
    assert _take(store, "beta").token == 2


def test_the_lease_of_a_dead_process_is_free_at_once(store: Store) -> None:
    """A process that ended without giving its lease back is seen to be dead on its own machine."""
    child = subprocess.run(
        [
            sys.executable,
            "-c",
            "from sfconnector.store import holders; print(holders.this_process())",
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    with store.writing() as connection:
        dead = leases.take(connection, "list", "3", now=START, holder=child.stdout.strip())
        mine = leases.take(connection, "list", "3", now=START)
        assert (dead.token, mine.token) == (1, 2)
        with pytest.raises(LeaseHeldError, match=f"process {os.getpid()} on"):
            leases.take(connection, "list", "3", now=START)


def test_which_holders_are_known_to_be_dead() -> None:
    """Living and foreign holders are not; the same number with another start, or boot, is."""
    host, boot, number, start = holders.this_process().rsplit("/", 3)
    assert (host, number) == (platform.node(), str(os.getpid()))
    assert not holders.is_gone(f"{host}/{boot}/{number}/{start}")
    assert holders.is_gone(f"{host}/{boot}/{number}/{start}0")
    assert holders.is_gone(f"{host}/another/{number}/{start}")
    assert not holders.is_gone(f"{host}.example/{boot}/{number}/{start}0")
    assert not holders.is_gone("a name that somebody chose")
    assert holders.told("a name that somebody chose") == "a name that somebody chose"
    waiting = subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE)
    began = holders._start(waiting.pid)
    assert not holders.is_gone(f"{host}/{boot}/{waiting.pid}/{began}")
    waiting.kill()
    os.waitid(os.P_PID, waiting.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet buried
    assert holders.is_gone(f"{host}/{boot}/{waiting.pid}/{began}")
    waiting.communicate()


def test_a_hold_is_renewed_by_each_transaction_and_given_back(store: Store) -> None:
    """Each transaction moves the end; after the block the lease is free, also after an error."""
    clock = StandingClock()
    with suppress(ZeroDivisionError), Hold(store, clock, _take(store, "alpha")) as hold:
        clock.sleep(100)
        with store.writing() as connection:
            hold.keep(connection)
        assert hold.lease.expires_at == clock.now() + TERM
        with pytest.raises(LeaseHeldError):
            _take(store, "beta", after=TERM)
        raise ZeroDivisionError
    assert _take(store, "beta").token == 2


def test_nobody_takes_over_within_a_transaction(store: Store) -> None:
    """Who takes an expired lease while its holder's transaction runs has it after that one."""
    first = _take(store, "alpha")
    order: list[str] = []
    checked = threading.Event()

    def take_over() -> None:
        checked.wait()
        _take(store, "beta", after=TERM)
        order.append("taken over")

    taker = threading.Thread(target=take_over)
    taker.start()
    with store.writing() as connection:
        leases.check(connection, first)
        checked.set()
        members.add(connection, [(1, "00Q", "a@example.com", "{}")])
        leases.check(connection, first)
        order.append("written")
    taker.join()
    assert order == ["written", "taken over"]


class KilledError(BaseException):
    """Stands for SIGKILL."""


def _die(*, really: bool) -> None:
    if really:
        raise KilledError


HOLDERS = st.sampled_from(["alpha", "beta", "gamma"])
KEYS = st.sampled_from(["1", "2"])


class Holders(RuleBasedStateMachine):
    """P35: several processes that take, work, die and sleep, each with a clock of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = Store.open(place(Path(self.folder.name) / "store.sqlite"))
        self.clocks = dict.fromkeys(("alpha", "beta", "gamma"), START)
        self.dead: set[str] = set()
        self.believed: dict[tuple[str, str], Lease] = {}
        """What each holder believes to hold, by (holder, key)."""
        self.owner: dict[str, Lease] = {}
        """Whose lease was taken last, by key; nobody's once it was given back."""
        self.tokens: dict[str, list[int]] = {"1": [], "2": []}
        self.committed: list[tuple[int, str]] = []
        """(token, key) of each unit of work, in the order of the commits."""

    def teardown(self) -> None:
        """Close the store."""
        self.store.close()
        self.folder.cleanup()

    @rule(holder=HOLDERS, key=KEYS)
    def take(self, holder: str, key: str) -> None:
        """Take, or be told who holds it; only a living one within its term may refuse."""
        now = self.clocks[holder]
        owner = self.owner.get(key)
        free = (
            owner is None
            or owner.expires_at <= now
            or owner.expires_at > now + 2 * TERM
            or owner.holder in self.dead
        )
        with ExitStack() as ending:
            refused = None if free else ending.enter_context(pytest.raises(LeaseHeldError))
            connection = ending.enter_context(self.store.writing())
            lease = leases.take(
                connection, "list", key, holder=holder, now=now, is_gone=self.dead.__contains__
            )
        if refused is not None:
            assert owner is not None
            assert refused.value.holder == owner.holder
            assert refused.value.until == owner.expires_at
            return
        self.dead.discard(holder)
        self.tokens[key].append(lease.token)
        self.owner[key] = self.believed[holder, key] = lease

    @rule(holder=HOLDERS, key=KEYS, killed=st.booleans())
    def work(self, holder: str, key: str, killed: bool) -> None:  # noqa: FBT001 - by hypothesis
        """Do a unit of work under the lease; killed before the commit it was never there."""
        lease = self.believed.get((holder, key))
        if lease is None:
            return
        number = len(self.committed)
        row = (lease.token, f"{key}-{number}", "a@example.com", "{}")
        try:
            with self.store.writing() as connection:
                members.add(connection, [row])
                renewed = leases.renew(connection, lease, now=self.clocks[holder])
                _die(really=killed)
        except LeaseLostError:
            assert self.owner.get(key) != lease
            del self.believed[holder, key]
        except KilledError:
            assert self.owner[key] == lease
            self._forget(holder)
        else:
            assert self.owner[key] == lease, "it was taken over, and went on"
            self.committed.append((lease.token, key))
            self.owner[key] = self.believed[holder, key] = renewed

    @rule(holder=HOLDERS, key=KEYS)
    def release(self, holder: str, key: str) -> None:
        """Give a lease back; one that was taken over stays with who took it."""
        lease = self.believed.pop((holder, key), None)
        if lease is None:
            return
        with self.store.writing() as connection:
            leases.release(connection, lease)
        if self.owner.get(key) == lease:
            del self.owner[key]

    @rule(holder=HOLDERS)
    def die(self, holder: str) -> None:
        """A process dies between two transactions, and what it held stays in the store."""
        self._forget(holder)

    @rule(holder=HOLDERS, minutes=st.sampled_from([1, 9, 10, 11, 91 * 24 * 60, -5, -91 * 24 * 60]))
    def clock_moves(self, holder: str, minutes: int) -> None:
        """One process's clock jumps, forth or back."""
        self.clocks[holder] += timedelta(minutes=minutes)

    def _forget(self, holder: str) -> None:
        self.dead.add(holder)
        for key in self.tokens:
            self.believed.pop((holder, key), None)

    @invariant()
    def tokens_grow(self) -> None:
        """No token is given twice, and a later one is greater."""
        for given in self.tokens.values():
            assert given == list(range(1, len(given) + 1))

    @invariant()
    def work_is_in_the_order_of_tokens(self) -> None:
        """Once somebody took over nothing of a former holder is committed; nothing is lost."""
        for key in self.tokens:
            work = [token for token, of in self.committed if of == key]
            assert work == sorted(work)
        with self.store.reading() as connection:
            found = connection.execute(
                select(members_table.c.generation, members_table.c.record_id)
            ).all()
        assert sorted((int(name.partition("-")[2]), token) for token, name in found) == [
            (number, token) for number, (token, _) in enumerate(self.committed)
        ]


Holders.TestCase.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
TestHolders = Holders.TestCase
