"""What the commands of lists tell where records are missing, or left and are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fake_salesforce import FakeSalesforce
from sfconnector.cli import main
from store_places import setting
from sync_stage import KEY, NAME, SyncStage


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SyncStage]:
    """A list of four leads, and the environment of its commands."""
    with FakeSalesforce() as salesforce:
        stage = SyncStage(salesforce, tmp_path)
        stage.begin([f"a{number}@example.com" for number in range(4)])
        monkeypatch.setenv("SFCONNECTOR_STORE", setting(tmp_path / "store.sqlite"))
        monkeypatch.setenv("SFCONNECTOR_KEY", KEY.keys[0].reveal())
        monkeypatch.setenv("SFCONNECTOR_CLOCK", salesforce.url)
        yield stage


def run(*words: str) -> Result:
    """Run a command of lists."""
    return CliRunner().invoke(main, ["lists", *words])


def test_an_import_that_shows_few_ends_with_one_and_what_to_do(stage: SyncStage) -> None:
    """P30: the exit code says partial, the message how many; with the option it is taken over."""
    for lead in stage.ids[:3]:
        stage.org.delete("Lead", lead)
    told = run("import", "leads")
    assert told.exit_code == 1
    assert "Held back: 3" in told.stdout
    assert "--allow-shrink" in told.stdout
    assert json.loads(run("show", NAME, "--json").stdout)["list"]["members"] == 4
    assert run("import", "leads", "--allow-shrink").exit_code == 0
    assert json.loads(run("show", NAME, "--json").stdout)["list"]["members"] == 1


def test_who_is_kept_and_who_is_held_back_is_told(stage: SyncStage) -> None:
    """P29, P30: by the list and by verify; who is kept is no difference, who is held back is."""
    assert json.loads(run("rules", NAME, "--removal", "keep", "--json").stdout)["removal"] == "keep"
    stage.org.delete("Lead", stage.ids[0])
    assert run("sync", NAME).exit_code == 0
    assert "4 members, 1 of them left and are kept" in run("show", NAME).stderr
    verified = run("verify", NAME)
    assert verified.exit_code == 0
    assert "Kept" in verified.stdout
    for lead in stage.ids[1:]:
        stage.org.delete("Lead", lead)
        stage.org.empty_recycle_bin(lead)
    stage.org.clock.advance(days=2)  # queryAll still tells of them for a day
    assert run("sync", NAME, "--full").exit_code == 1
    assert "3 records are missing in Salesforce without a trace" in run("show", NAME).stderr
    assert run("verify", NAME).exit_code == 1
