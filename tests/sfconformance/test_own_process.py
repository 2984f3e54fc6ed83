"""A subject's work is done by a real process, which the harness serves and can kill."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from process_doubles import double_work
from sfconformance.own_process import OtherProcessError, OwnProcess, opened
from sfconformance.subject import (
    Event,
    Fact,
    KilledError,
    RefusedError,
    Surroundings,
    SyncReport,
    UnsupportedError,
)

START = datetime(2020, 7, 20, 9, tzinfo=UTC)


class Harness:
    """A clock that sleeping moves, and the events that were told."""

    def __init__(self) -> None:
        self.instant = START
        self.events: list[Event] = []
        self.kill_at = START + timedelta(days=365)
        self.process: OwnProcess | None = None

    def sleep(self, length: timedelta) -> None:
        """Move the clock, and kill the process when its time has come."""
        self.instant += length
        if self.instant >= self.kill_at:
            assert self.process is not None
            self.process.kill()

    @property
    def surroundings(self) -> Surroundings:
        """What the other process is served with."""
        return Surroundings(
            login_url="http://stage.example.com",
            now=lambda: self.instant,
            sleep=self.sleep,
            listener=self.events.append,
            seed=5,
        )


@pytest.fixture
def harness() -> Harness:
    """A harness that kills nobody."""
    return Harness()


@pytest.fixture
def process(harness: Harness) -> Iterator[OwnProcess]:
    """A process that waits for work."""
    with opened(double_work, harness.surroundings) as running:
        harness.process = running
        yield running


def test_the_work_is_done_elsewhere_on_the_stages_clock(
    harness: Harness, process: OwnProcess
) -> None:
    """Report, events, time and sleep cross; the process is not this one."""
    report = process.import_list(source="leads", name="All Leads", fields=("Email",), of="x")
    assert report.imported != os.getpid()
    assert (report.list_name, report.skipped) == ("All Leads", 5)
    assert harness.instant == START + timedelta(hours=2)
    facts: dict[str, Fact] = {"source": "leads", "fields": 1, "of": "x"}
    assert harness.events == [
        Event("page_imported", START, {"page": 0, **facts}),
        Event("page_imported", START + timedelta(hours=1), {"page": 1, **facts}),
    ]


def test_what_a_sync_is_asked_for_crosses(process: OwnProcess) -> None:
    """Name and choices reach the other process."""
    report = process.sync_list("All Leads", full=True, allow_shrink=True)
    assert report == SyncReport("All Leads", "complete", added=True, left=True)


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("refused", RefusedError, "^not to this role$"),
        ("unsupported", UnsupportedError, "cannot do this: syncing$"),
        ("raised", OtherProcessError, "^KeyError: 'raised'$"),
        ("ended", OtherProcessError, "ended by itself, with 3$"),
    ],
)
def test_what_goes_wrong_elsewhere_is_told_here(
    process: OwnProcess, name: str, kind: type[Exception], said: str
) -> None:
    """A refusal stays one, an error is told in its words, and an end is no silence."""
    with pytest.raises(kind, match=said):
        process.sync_list(name)


def test_a_killed_process_is_gone_and_nothing_else_is_told(
    harness: Harness, process: OwnProcess
) -> None:
    """SIGKILL ends the work where it is: it never comes back to be asked again."""
    harness.kill_at = START + timedelta(hours=3)
    with pytest.raises(KilledError, match="in the middle of tick"):
        process.tick()
    assert harness.instant == harness.kill_at
    with pytest.raises(KilledError):
        process.sync_list("All Leads")


def test_a_process_that_is_asked_for_nothing_ends(harness: Harness) -> None:
    """Leaving the block ends it, whether it came to work or not."""
    with opened(double_work, harness.surroundings):
        pass
    assert harness.events == []
