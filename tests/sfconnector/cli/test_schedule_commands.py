from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fake_salesforce import FakeSalesforce
from sfconnector.cli import main
from sfconnector.cli.exit_codes import ExitCode
from store_places import setting
from sync_stage import KEY, NAME, SyncStage


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SyncStage]:
    """A list of one lead, and the environment of its commands."""
    with FakeSalesforce() as salesforce:
        stage = SyncStage(salesforce, tmp_path)
        stage.begin(["a@example.com"])
        monkeypatch.setenv("SFCONNECTOR_STORE", setting(stage.store))
        monkeypatch.setenv("SFCONNECTOR_KEY", KEY.keys[0].reveal())
        at(stage, "09:00")
        monkeypatch.setenv("SFCONNECTOR_CLOCK", f"file:{tmp_path / 'clock'}")
        yield stage


def at(stage: SyncStage, time: str) -> None:
    """Set the clock of the commands."""
    (stage.folder / "clock").write_text(f"2020-07-20T{time}:00+00:00\n", encoding="utf-8")


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, words)


def test_a_list_is_scheduled_shown_and_synced(stage: SyncStage) -> None:
    """From the schedule over what is due to the turn that syncs it, in text and JSON."""
    assert "No list has a schedule" in run("lists", "due").stdout
    told = run("lists", "schedule", NAME, "--every", "90m")
    assert told.exit_code == 0
    assert "every 90m, next at 2020-07-20 09:00:00 UTC" in told.stdout
    assert f"{NAME}\t90m\t2020-07-20 09:00:00 UTC\tyes\t\t" in run("lists", "due").stdout
    told = run("tick")
    assert told.exit_code == 0
    assert f"{NAME}\tcomplete\t0\t0\t0\t" in told.stdout
    assert "Next at 2020-07-20 10:30:00 UTC" in told.stderr
    at(stage, "10:30")
    turn = json.loads(run("tick", "--json").stdout)
    assert [each["state"] for each in turn["synced"]] == ["complete"]
    assert turn["next_due_at"] == "2020-07-20T12:00:00+00:00"
    (scheduled,) = json.loads(run("lists", "due", "--json").stdout)
    assert (scheduled["every"], scheduled["is_due"]) == ("90m", False)
    off = run("lists", "schedule", NAME, "--every", "off", "--json")
    assert json.loads(off.stdout) == {"list": NAME, "schedule": None}


def test_what_is_wrong_is_told_by_the_exit_code(stage: SyncStage) -> None:
    """2: no such interval or list; 1: the connection is broken, and what is due waits."""
    assert run("lists", "schedule", NAME, "--every", "10m").exit_code == ExitCode.USAGE
    assert run("lists", "schedule", "Other", "--every", "1h").exit_code == ExitCode.USAGE
    run("lists", "schedule", NAME, "--every", "1h")
    stage.user.set_password()
    stage.org.end_sessions()
    assert run("tick").exit_code == ExitCode.REFUSED
    at(stage, "10:00")
    told = run("tick")
    assert told.exit_code == ExitCode.REFUSED
    assert "What is due waits: Salesforce does not accept" in told.stderr
    assert "until the connection is mended" in run("lists", "due").stderr
