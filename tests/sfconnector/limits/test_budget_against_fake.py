"""The budget and the fake's limits, over HTTP and on the fake's clock."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from connector_stage import AccountOnFake
from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import RequestLimitExceeded
from sfconnector.errors import BudgetReachedError
from sfconnector.events import BudgetReached
from store_places import setting

CALLS = "DailyApiRequests"


class Stage(AccountOnFake):
    """An org of a hundred leads on pages of ten, 1,000 calls a day, and a connected account."""

    def __init__(self, salesforce: FakeSalesforce, folder: Path) -> None:
        super().__init__(salesforce, folder)
        self.org.populate(leads=100, seed=1)
        self.org.limits.query_page_rows = 10
        self.org.limits.daily_api_requests = 1000
        # The session outlasts the hours that the tests let pass.
        self.org.settings.session_timeout_minutes = 1440
        self.connect()

    def calls(self) -> int:
        """Return how many REST calls of the user the server has seen."""
        return sum(
            each.resource != "soap" and each.username == self.user.username
            for each in self.salesforce.journal.exchanges
        )

    def held(self) -> list[str]:
        """Return the reasons for which calls were held back."""
        return [each.reason for each in self.events if isinstance(each, BudgetReached)]

    def import_as_far_as_it_goes(self, **settings: str) -> None:
        """Import all leads, or as many pages as the budget allows."""
        with self.connector(**settings) as connector, contextlib.suppress(BudgetReachedError):
            connector.import_list("leads")

    def is_unfinished(self) -> bool:
        """Tell whether the list's import was begun and has not ended."""
        with self.connector() as connector:
            return connector.list("All Leads").unfinished_import


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Stage:
    """A fresh org, connected."""
    return Stage(salesforce, tmp_path)


def test_ours_and_others_are_told_apart(stage: Stage) -> None:
    """Calls are counted as ours to the last one; the rest of what Salesforce tells is others'."""
    stage.org.usage.spend(CALLS, 300)
    with stage.connector() as connector:
        connector.import_list("leads")
        limits = connector.limits()
    # The connect's data call, a describe, the newest stamp, ten pages.
    assert stage.calls() == limits.used_by_us == 13
    assert (limits.used_by_others, limits.limit, limits.reserve) == (300, 1000, 150)
    assert (limits.cap, limits.held_until, limits.read_at) == (
        None,
        None,
        stage.salesforce.clock.now(),
    )


def test_reading_the_limits_calls_nobody(stage: Stage) -> None:
    """``limits()`` and ``password()`` are made of the store alone."""
    before = stage.calls()
    with stage.connector() as connector:
        connector.limits()
        connector.password()
    assert stage.calls() == before


def test_the_reserve_stops_an_import_in_the_middle_and_the_next_window_resumes_it(
    stage: Stage,
) -> None:
    """Others use the calls up meanwhile: it stops, sends nothing, and goes on later (P48)."""

    def others(arrival: object) -> None:
        if getattr(arrival, "resource", "") == "query_more" and not spent:
            spent.append(True)
            stage.org.usage.spend(CALLS, 845)

    spent: list[bool] = []
    stop = stage.salesforce.on_request(others)
    stage.import_as_far_as_it_goes()
    stop()
    assert stage.held() == ["reserve"]
    assert stage.is_unfinished()
    used = stage.org.usage.used(CALLS)
    assert 850 <= used < 860
    before = stage.calls()
    for _ in range(3):  # no busy loop: not a single call within the hour
        stage.import_as_far_as_it_goes()
    assert stage.calls() == before
    stage.salesforce.clock.advance(hours=1)
    stage.import_as_far_as_it_goes()
    assert stage.calls() == before + 1  # one call looks, and its answer says: still at the reserve
    stage.salesforce.clock.advance(hours=25)
    with stage.connector() as connector:
        report = connector.import_list("leads")
        assert (report.state, report.resumed) == ("complete", True)
        assert report.imported + report.skipped == 100
        assert connector.limits().held_until is None


def test_a_refused_call_is_not_repeated_for_an_hour(stage: Stage) -> None:
    """After REQUEST_LIMIT_EXCEEDED nobody knocks again before an hour has passed."""
    stage.org.usage.set(CALLS, 1000)
    with stage.connector() as connector:
        assert connector.import_list("leads").cause == "limit_reached"
    before = stage.calls()
    for _ in range(5):
        stage.import_as_far_as_it_goes()
    assert stage.calls() == before
    with stage.connector() as connector:
        limits = connector.limits()
    assert limits.held_for == "limit"
    assert limits.held_until == stage.salesforce.clock.now() + timedelta(hours=1)
    stage.org.usage.reset(CALLS)
    stage.salesforce.clock.advance(hours=1)
    with stage.connector() as connector:
        assert connector.import_list("leads").state == "complete"


def test_the_cap_holds_over_many_runs_and_frees_after_a_day(stage: Stage) -> None:
    """With a cap of nine calls nine are sent, in however many runs, until a day has passed."""
    for _ in range(4):
        stage.import_as_far_as_it_goes(calls_per_day="9")
    assert stage.calls() == 9
    assert set(stage.held()) == {"cap"}
    assert stage.is_unfinished()
    with stage.connector(calls_per_day="9") as connector:
        until = connector.limits().held_until
    assert until is not None
    stage.salesforce.clock.set(until)
    stage.import_as_far_as_it_goes(calls_per_day="9")
    assert stage.calls() > 9
    assert not stage.is_unfinished()


def test_a_stopped_run_tells_when_the_limit_frees(stage: Stage) -> None:
    """Report, status and limits tell one and the same: ours from, all by, and when it looks."""
    now = stage.salesforce.clock.now()
    stage.org.usage.set(CALLS, 1000)
    with stage.connector() as connector:
        frees = connector.import_list("leads").frees
        assert frees is not None
        assert frees == connector.status().frees == connector.limits().frees
        assert connector.status().hints == (frees.text,)
    assert frees.limit == "limit"
    assert frees.latest_at == now + timedelta(hours=24)
    assert frees.looks_at == now + timedelta(hours=1)
    # Ours is the data call of the connect, counted by its hour.
    assert frees.first_at is not None
    assert now + timedelta(hours=23) <= frees.first_at <= now + timedelta(hours=24)
    stage.salesforce.clock.set(frees.latest_at)
    with stage.connector() as connector:
        report = connector.import_list("leads")
        assert (report.state, report.frees) == ("complete", None)
        assert connector.status().frees is None


def test_at_the_reserve_the_next_look_moves_on(stage: Stage) -> None:
    """Within the hour the connector says when it looks; after it, that the next work does."""
    stage.org.usage.set(CALLS, 900)
    stage.import_as_far_as_it_goes()
    with stage.connector() as connector:
        frees = connector.status().frees
        assert frees is not None
        assert (frees.limit, frees.looks_at) == (
            "reserve",
            stage.salesforce.clock.now() + timedelta(hours=1),
        )
        stage.salesforce.clock.advance(hours=2)
        later = connector.status().frees
    assert later is not None
    assert (later.limit, later.looks_at) == ("reserve", None)
    assert later.latest_at == frees.latest_at


def test_the_cap_frees_to_the_minute(stage: Stage) -> None:
    """Our own cap has one instant, from which on the stopped import goes on."""
    with stage.connector(calls_per_day="9") as connector:
        frees = connector.import_list("leads").frees
        assert frees is not None
        assert frees.first_at == frees.latest_at == frees.looks_at == connector.limits().held_until
        assert frees.limit == "cap"
        assert frees.looks_at is not None
        stage.salesforce.clock.set(frees.looks_at - timedelta(seconds=1))
        assert connector.import_list("leads").frees == frees
        stage.salesforce.clock.set(frees.looks_at)
        assert connector.status().frees is None
        assert connector.import_list("leads").frees is None


def test_other_limits_have_windows_of_their_own(stage: Stage) -> None:
    """Long requests free as they end, logins within the hour; neither tells of the day's calls."""
    stage.org.faults.add(RequestLimitExceeded(limit="ConcurrentPerOrgLongTxn"), count=5)
    with stage.connector() as connector:
        frees = connector.import_list("leads").frees
        assert frees is not None
        assert (frees.limit, frees.latest_at) == ("concurrent", None)
        stage.org.end_sessions(stage.user)
        stage.org.limits.logins_per_hour = 1
        report = connector.import_list("leads")
        assert report.cause == "limit_reached"
        assert report.frees is not None
        assert report.frees.limit == "logins"
        assert report.frees.latest_at == stage.salesforce.clock.now() + timedelta(hours=1)


PROCESS = """
import sys
from sfconnector import Connector
from sfconnector.errors import BudgetReachedError
with Connector.open() as connector:
    for number in range(6):
        try:
            connector.import_list("leads", name=f"list {sys.argv[1]} {number}")
        except BudgetReachedError:
            pass
"""


def test_several_processes_keep_to_one_cap(stage: Stage) -> None:
    """Three processes that import at the same time together send no more calls than the cap."""
    environment = {
        **os.environ,
        "SFCONNECTOR_STORE": setting(stage.store),
        "SFCONNECTOR_KEY": stage.key.keys[0].reveal(),
        "SFCONNECTOR_CLOCK": stage.salesforce.url,
        "SFCONNECTOR_CALLS_PER_DAY": "50",
    }
    running = [
        subprocess.Popen([sys.executable, "-c", PROCESS, str(number)], env=environment)
        for number in range(3)
    ]
    assert [each.wait() for each in running] == [0, 0, 0]
    assert 40 <= stage.calls() <= 50
    with stage.connector() as connector:
        assert connector.limits().used_by_us == stage.calls()


def test_an_explicit_act_may_use_the_reserve(stage: Stage) -> None:
    """At the reserve an Update Login still makes its data call, and it is counted as ours."""
    stage.org.usage.set(CALLS, 900)
    stage.import_as_far_as_it_goes()
    with stage.connector() as connector:
        before = connector.limits().used_by_us
        assert connector.update_login(stage.user.secret).state == "active"
        assert connector.limits().used_by_us == before + 1


def test_a_block_costs_one_write(stage: Stage) -> None:
    """An import of a hundred pages writes its counts a few times, not with each call."""
    stage.org.limits.query_page_rows = 1
    with stage.connector() as connector:
        with mock.patch(
            "sfconnector.store.api_usage.add_calls",
            wraps=__import__("sfconnector.store.api_usage", fromlist=["x"]).add_calls,
        ) as counted:
            connector.import_list("leads")
        assert stage.calls() >= 100
        assert counted.call_count <= stage.calls() / 10
        assert connector.limits().used_by_us == stage.calls()
