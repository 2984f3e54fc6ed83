"""Lists of an org that is edited at random, by processes that are killed, over a broken wire.

``tox -e soak`` plays 3,000 commands, about an hour (``SOAK_COMMANDS``); a test run plays a few.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fake_salesforce import Arrival, FakeSalesforce
from fake_salesforce.errors import SalesforceError
from fake_salesforce.faults import (
    AnswerLost,
    Fault,
    InvalidQueryLocator,
    ProxyPage,
    QueryTimeout,
    Reset,
    ServerUnavailable,
    SessionExpiry,
    TruncatedBody,
)
from sfconnector import Cause
from store_places import setting
from sync_stage import KEY, NAME, SyncStage, assert_equals_source, members_of

COMMANDS_PLAYED = 4
QUIET_EVERY = 10
LEADS = 40
READS = ("query", "query_all", "query_more", "describe")
FAULTS: tuple[Callable[[], Fault], ...] = (
    AnswerLost,
    InvalidQueryLocator,
    ProxyPage,
    QueryTimeout,
    ServerUnavailable,
    SessionExpiry,
    lambda: Reset(at="inside", share=0.5),
    lambda: TruncatedBody(share=0.5),
)
COMMANDS = (
    *(("sync", NAME), ("sync", NAME), ("sync", NAME), ("sync", NAME, "--full")),
    *(("import", "leads"), ("import", "leads", "--route", "bulk"), ("verify", NAME)),
)


@pytest.fixture
def salesforce() -> Iterator[FakeSalesforce]:
    """A server of its own: its clock is moved."""
    with FakeSalesforce() as running:
        yield running


class Survival:
    """An org that is edited, and the commands that follow it."""

    def __init__(self, salesforce: FakeSalesforce, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a test's choices
        self.salesforce = salesforce
        self.stage = SyncStage(salesforce, folder, page_rows=7)
        self.stage.begin([f"a{number}@example.com" for number in range(LEADS)])
        self.played: list[str] = []

    def play(self) -> None:
        """Edit, break, run a command, kill it perhaps, and look at the list."""
        chance = self.random
        org = self.stage.org
        for _ in range(chance.randrange(8)):
            self.edit()
        org.clock.advance(minutes=chance.choice([1, 11, 20, 45, 60 * 24, 60 * 24 * 20]))
        for _ in range(chance.randrange(3)):
            fault = chance.choice(FAULTS)()
            org.faults.add(
                fault, match={"resource": chance.choice(READS)}, count=chance.randint(1, 2)
            )
        self.run(chance.choice(COMMANDS), kill_at=chance.choice([None, chance.randint(1, 12)]))
        org.faults.clear()
        with self.stage.connector() as connector:
            assert set(members_of(connector)) <= set(self.stage.ids), self.played[-20:]

    def run(self, words: tuple[str, ...], *, kill_at: int | None) -> None:
        """Run a command of lists in a process of its own, and kill it as a request arrives."""
        arrived = itertools.count(1)

        def strike(arrival: Arrival) -> None:
            if arrival.resource.startswith("control"):
                return
            if self.random.random() < 0.1:
                self.edit()
            if next(arrived) == kill_at:
                process.send_signal(signal.SIGKILL)
                process.wait()

        stop = self.salesforce.on_request(strike)
        process = subprocess.Popen(
            [sys.executable, "-m", "sfconnector", "lists", *words],
            env={
                **os.environ,
                "SFCONNECTOR_STORE": setting(self.stage.store),
                "SFCONNECTOR_KEY": KEY.keys[0].reveal(),
                "SFCONNECTOR_CLOCK": self.salesforce.url,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        _, told = process.communicate()
        stop()
        self.played.append(f"{' '.join(words)} -> {process.returncode}")
        assert "Traceback" not in told, (self.played[-5:], told)
        assert process.returncode in {0, 1, 3, 4, 6, -signal.SIGKILL}, (self.played[-5:], told)

    def edit(self) -> None:
        """Edit the org as anybody may."""
        chance, org, ids = self.random, self.stage.org, self.stage.ids
        lead, other = chance.choice(ids), chance.choice(ids)
        email = chance.choice([None, "b@example.org", "a..b@example.com", "c@example.com"])
        acts: tuple[Callable[[], object], ...] = (
            lambda: self.stage.create(email),
            lambda: org.update("Lead", lead, {"Email": email, "Title": f"T{chance.random()}"}),
            lambda: org.update("Lead", lead, {"Title": None}),
            lambda: org.delete("Lead", lead),
            lambda: org.undelete(lead),
            lambda: org.empty_recycle_bin(lead),
            lambda: org.merge("Lead", lead, other),
            lambda: org.convert_lead(lead),
        )
        act = chance.choice(acts)
        try:
            act()
        except SalesforceError:
            return  # as a deleted lead that is to be changed

    def quiet(self) -> None:
        """Let everything heal: two syncs make the list its source."""
        org = self.stage.org
        org.clock.advance(minutes=20)
        with self.stage.connector() as connector:
            if connector.test().cause is Cause.LOGIN_UNFINISHED:  # killed in two logins running
                connector.update_login(self.stage.user.secret)
            for _ in range(2):
                report = connector.sync_list(NAME, allow_shrink=True)
                assert report.state == "complete", (self.played[-20:], report)
            assert_equals_source(self.stage, connector)


@pytest.mark.slow
def test_lists_survive_edits_faults_and_kills(
    salesforce: FakeSalesforce, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """P31, P36, P37, P39: whatever a time of it has done, the list then becomes its source."""
    commands = int(os.environ.get("SOAK_COMMANDS", COMMANDS_PLAYED))
    seed = int(os.environ.get("SOAK_SEED", "1"))
    survival = Survival(salesforce, tmp_path, seed)
    for number in range(1, commands + 1):
        survival.play()
        if number % QUIET_EVERY == 0:
            survival.quiet()
    survival.quiet()
    kills = sum(each.endswith(f"-{signal.SIGKILL}") for each in survival.played)
    told = f"{commands} commands, {kills} of them killed, of seed {seed}"
    request.node.user_properties.append(("survived", told))
    print(told)
