from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fake_salesforce import Arrival, FakeSalesforce
from sfconnector import Connector, FileClock, Member, SecretKey
from store_places import place, setting

LEADS = 40
PAGE_ROWS = 7
PAGES = 6
FIELDS = ("Email", "FirstName", "LastName", "Company")
NAME = "All Leads"


class Stage:
    """An org with an imported list that has become stale, and a command to import it again."""

    def __init__(self, salesforce: FakeSalesforce, folder: Path) -> None:
        self.salesforce = salesforce
        self.org = salesforce.create_org()
        self.user = self.org.create_user(f"integration.{self.org.id.lower()}@example.com")
        self.org.populate(leads=LEADS, seed=1)
        self.org.limits.query_page_rows = PAGE_ROWS
        self.folder = folder
        self._key = SecretKey.generate()
        self.clock = FileClock(folder / "clock")
        (folder / "clock").write_text("2020-07-20T09:00:00+00:00\n", encoding="utf-8")
        with self.connector() as connector:
            self.connect(connector)
            connector.import_list("leads", fields=FIELDS)
            self.former = list(connector.members(NAME))
        # Every lead has changed since, so that a list with one new member shows it.
        for row in self.org.query("SELECT Id FROM Lead"):
            self.org.update("Lead", str(row["Id"]), {"FirstName": "Changed"})

    def connect(self, connector: Connector) -> None:
        """Connect a connector to the org."""
        status = connector.connect(
            self.user.username, self.user.secret, login_url=self.salesforce.url
        )
        assert status.state == "active"

    def connector(self, store: str = "store.sqlite") -> Connector:
        """Open a connector on the stage's store, or on another."""
        return Connector.open(place(self.folder / store), key=self._key, clock=self.clock, seed=1)

    def uninterrupted(self) -> list[Member]:
        """Return the members as a connector with a store of its own imports them in one go."""
        with self.connector("other.sqlite") as connector:
            self.connect(connector)
            connector.import_list("leads", fields=FIELDS)
            return list(connector.members(NAME))

    def start(self) -> subprocess.Popen[str]:
        """Start the command that imports the list, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "sfconnector", "lists", "import", "leads", "--json"],
            env={
                **os.environ,
                "SFCONNECTOR_STORE": setting(self.folder / "store.sqlite"),
                "SFCONNECTOR_KEY": self._key.keys[0].reveal(),
                "SFCONNECTOR_CLOCK": f"file:{self.folder / 'clock'}",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def killed_at(self, resources: set[str], nth: int, *, look: Callable[[], None]) -> bool:
        """Import in a process that is killed when its nth such request arrives.

        Returns:
            Whether it was killed; else it has come to its end before.
        """
        arrived: list[str] = []

        def kill(arrival: Arrival) -> None:
            look()
            arrived.extend({arrival.resource} & resources)
            if len(arrived) == nth and process.returncode is None:
                process.send_signal(signal.SIGKILL)
                process.wait()

        stop = self.salesforce.on_request(kill)
        process = self.start()
        _, told = process.communicate()
        stop()
        assert process.returncode in {0, -signal.SIGKILL}, told
        return process.returncode != 0

    def import_to_its_end(self) -> dict[str, Any]:
        """Import in a process that nobody kills and return its report."""
        process = self.start()
        report, told = process.communicate()
        assert process.returncode == 0, told
        found = json.loads(report)
        assert isinstance(found, dict)
        return found


@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(kills=st.lists(st.integers(1, PAGES), min_size=1, max_size=3))
@example(kills=[1])
@example(kills=[PAGES])
@example(kills=[3, 1, 2])
def test_a_killed_import_goes_on_without_loss(salesforce: FakeSalesforce, kills: list[int]) -> None:
    """P31: however often SIGKILL ends it, it ends as if never cut, and no reader sees half.

    A page's request arrives while the page before it is being stored, so the kill falls into
    that transaction or beside it.
    """
    with TemporaryDirectory() as folder:
        stage = Stage(salesforce, Path(folder))
        wanted = stage.uninterrupted()
        with stage.connector() as reader:

            def look() -> None:
                assert list(reader.members(NAME)) == stage.former

            complete = False
            for nth in kills:
                killed = stage.killed_at({"query", "query_more"}, nth, look=look)
                if not killed:
                    complete = True
                    break
                look()
            if not complete:
                report = stage.import_to_its_end()
                assert (report["state"], report["pages"]) == ("complete", PAGES)
                assert report["imported"] == len(wanted)
            assert list(reader.members(NAME)) == wanted
            assert not reader.list(NAME).unfinished_import
        assert stage.former != wanted


def test_a_killed_login_is_not_forgotten(salesforce: FakeSalesforce, tmp_path: Path) -> None:
    """A login that SIGKILL cut is tried once more after its time is over, a second one is not."""
    stage = Stage(salesforce, tmp_path)
    begun = stage.clock.now()
    stage.org.end_sessions()
    assert stage.killed_at({"soap"}, 1, look=lambda: None)
    assert stage.killed_at({"soap"}, 1, look=lambda: None)
    assert (stage.clock.now() - begun).total_seconds() > 150, "it waited for the first one"
    asked: list[str] = []
    stop = salesforce.on_request(lambda arrival: asked.append(arrival.resource))
    process = stage.start()
    report = json.loads(process.communicate()[0])
    stop()
    assert (report["state"], report["cause"]) == ("interrupted", "login_unfinished")
    assert "soap" not in asked
    with stage.connector() as connector:
        assert connector.status().state == "disconnected"
        assert list(connector.members(NAME)) == stage.former


def test_the_keyboard_does_not_wait_for_an_answer(
    salesforce: FakeSalesforce, tmp_path: Path
) -> None:
    """Ctrl-C ends an import while Salesforce lets it wait, and the import can go on."""
    stage = Stage(salesforce, tmp_path)
    over = threading.Event()

    def hold(arrival: Arrival) -> None:
        if arrival.resource == "query_more":
            process.send_signal(signal.SIGINT)
            over.wait()

    stop = salesforce.on_request(hold)
    process = stage.start()
    try:
        told = process.communicate(timeout=60)[1]
    finally:
        process.kill()
        over.set()
        stop()
    assert process.returncode == 130
    assert re.fullmatch(rf"Stopped: \d+ rows of {NAME} are kept. The same command .*\n", told)
    with stage.connector() as connector:
        assert list(connector.members(NAME)) == stage.former
        assert connector.list(NAME).unfinished_import
    assert stage.import_to_its_end()["state"] == "complete"
