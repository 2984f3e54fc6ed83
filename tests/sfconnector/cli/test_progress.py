from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from connector_stage import AccountOnFake
from fake_salesforce import FakeSalesforce
from scripted_wire import START
from sfconnector.cli import main
from sfconnector.cli.progress import WorkProgress, drawn
from sfconnector.events import (
    Event,
    ImportStarted,
    PageImported,
    QueryJobAwaited,
    RouteChosen,
    SyncApplied,
    SyncPageRead,
    SyncStarted,
)
from store_places import setting

NAME = "All Leads"


class Terminal:
    """A listener with a bar on a terminal that keeps what is drawn, and the time it goes by."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.told: list[str] = []
        self.console = Console(file=io.StringIO(), force_terminal=True, width=120)
        self.bar = drawn(self.console, get_time=lambda: self.seconds)
        self.listener = WorkProgress(self.bar, self.told.append)

    def then(self, seconds: float, event: Event) -> None:
        """Let time go by and something happen."""
        self.seconds += seconds
        self.listener(event)

    def shown(self) -> str:
        """Return the lines of the bar as they stand."""
        with self.console.capture() as captured:
            self.console.print(self.bar.get_renderable())
        return captured.get()


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """A terminal of its own."""
    terminal = Terminal()
    with terminal.listener:
        yield terminal


def page(imported: int, *, total: int) -> PageImported:
    """Return the event of a page."""
    return PageImported(
        at=START, list_name=NAME, pages=1, imported=imported, skipped=0, total=total
    )


def test_an_import_shows_rows_rate_and_the_time_left(terminal: Terminal) -> None:
    """2,000 rows in a second of 10,000: so many a second, and four seconds to go."""
    started = ImportStarted(at=START, list_name=NAME, resumed=False, imported=0, skipped=0)
    terminal.then(0, started)
    terminal.then(1, page(2000, total=10_000))
    terminal.then(1, page(4000, total=10_000))
    shown = terminal.shown()
    assert "4000/10000" in shown
    assert "2,000 rows/s" in shown
    assert "0:00:03" in shown
    assert terminal.told == []
    assert terminal.listener.stopped() == (
        "Stopped: 4,000 rows of All Leads are kept. The same command goes on with the import."
    )


def test_a_resumed_import_begins_where_it_was_cut(terminal: Terminal) -> None:
    """What is stored is said, and the bar does not begin at nothing."""
    started = ImportStarted(at=START, list_name=NAME, resumed=True, imported=2900, skipped=100)
    terminal.then(0, started)
    assert terminal.told == [
        "The import of All Leads goes on where it was cut: 3,000 rows are kept."
    ]
    terminal.then(1, page(4900, total=10_000))
    assert "4900/10000" in terminal.shown()


def test_the_route_and_a_query_job_are_told(terminal: Terminal) -> None:
    """Which way, why and for how many calls; while the job is awaited, that it is."""
    started = ImportStarted(at=START, list_name=NAME, resumed=False, imported=0, skipped=0)
    terminal.then(0, started)
    chosen = RouteChosen(
        at=START, list_name=NAME, route="bulk", reason="chosen by the user", rows=5000, calls=4
    )
    terminal.then(0, chosen)
    assert terminal.told == [
        "All Leads comes by bulk (chosen by the user): 5,000 rows, about 4 API calls."
    ]
    awaited = QueryJobAwaited(
        at=START, job_id="750", state="InProgress", records=0, delay_seconds=1
    )
    terminal.then(1, awaited)
    assert "All Leads, waiting for Salesforce's query job" in terminal.shown()
    terminal.then(1, page(5000, total=5000))
    assert "waiting" not in terminal.shown()


@pytest.mark.parametrize(
    ("kind", "expected", "shown"), [("full", 30, "20/30"), ("changes", None, "20/?")]
)
def test_a_sync_shows_what_it_has_read(
    terminal: Terminal, kind: str, expected: int | None, shown: str
) -> None:
    """Everything has an end in sight; what was changed has none until it is read."""
    started = SyncStarted(
        at=START,
        list_name=NAME,
        kind=kind,
        why="",
        resumed=True,
        rows_read=10,
        expected=expected,
        calls=4,
    )
    terminal.then(0, started)
    assert "about 4 API calls" in terminal.told[0]
    assert "10 rows are kept" in terminal.told[1]
    terminal.then(1, SyncPageRead(at=START, list_name=NAME, pages=1, rows_read=20))
    assert shown in terminal.shown()
    terminal.then(0, SyncApplied(at=START, list_name=NAME, state="complete", held_back=0))
    assert "20/20" in terminal.shown()


def test_nothing_begun_is_nothing_kept() -> None:
    """Stopped at the first question, there is nothing to go on with."""
    assert "before anything was read" in WorkProgress(None, lambda _: None).stopped()


def test_the_commands_tell_the_route_without_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, and not in JSON."""
    with FakeSalesforce() as salesforce:
        account = AccountOnFake(salesforce, tmp_path)
        account.org.limits.query_page_rows = 1
        for number in range(3):
            row = {"LastName": "Doe", "Company": "X", "Email": f"a{number}@example.com"}
            account.org.create("Lead", row)
        account.connect()
        (tmp_path / "clock").write_text("2020-07-20T09:00:00+00:00\n", encoding="utf-8")
        monkeypatch.setenv("SFCONNECTOR_STORE", setting(account.store))
        monkeypatch.setenv("SFCONNECTOR_KEY", account.key.keys[0].reveal())
        monkeypatch.setenv("SFCONNECTOR_CLOCK", f"file:{tmp_path / 'clock'}")
        words = ["lists", "import", "leads", "--route", "auto"]
        told = CliRunner().invoke(main, words)
        assert told.exit_code == 0
        assert "All Leads comes by rest (about" in told.stderr
        assert CliRunner().invoke(main, [*words, "--json"]).stderr == ""
