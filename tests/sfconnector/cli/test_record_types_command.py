from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fake_salesforce import FakeSalesforce
from partition_stage import KEY, LIST, PartitionStage
from sfconnector.cli import main
from sfconnector.cli.exit_codes import ExitCode
from store_places import setting


@pytest.fixture
def stage(
    salesforce: FakeSalesforce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PartitionStage]:
    """Two connected accounts, a lead each, and the environment of the first one's commands."""
    stage = PartitionStage(salesforce, tmp_path)
    for account, record_type in (("us", "US"), ("emea", "EMEA")):
        stage.create(record_type)
        stage.connector(account).close()
    (tmp_path / "clock").write_text("2020-07-20T09:00:00+00:00\n", encoding="utf-8")
    monkeypatch.setenv("SFCONNECTOR_STORE", setting(stage.store))
    monkeypatch.setenv("SFCONNECTOR_KEY", KEY.keys[0].reveal())
    monkeypatch.setenv("SFCONNECTOR_CLOCK", f"file:{tmp_path / 'clock'}")
    monkeypatch.setenv("SFCONNECTOR_ACCOUNT", "us")
    yield stage
    salesforce.drop_org(stage.org)


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, words)


def test_the_choice_is_shown_made_and_cleared(stage: PartitionStage) -> None:
    """A table and JSON of object, record type and id; when lists follow is said beside it."""
    assert "all records, whatever their record type" in run("record-types", "show").stdout
    told = run("record-types", "set", "lead", "US", "Partners")
    assert told.exit_code == ExitCode.OK
    assert told.stdout.splitlines() == [
        "Object\tRecord type\tId",
        f"Lead\tPartners\t{stage.types['Partners']}",
        f"Lead\tUS\t{stage.types['US']}",
    ]
    assert "next sync" in told.stderr
    shown = json.loads(run("record-types", "show", "--json").stdout)
    assert shown[1] == {
        "id": stage.types["US"],
        "sobject": "Lead",
        "name": "US",
        "standing": "offered",
    }
    assert "Record types: Lead: Partners, US" in run("status").stdout
    assert json.loads(run("status", "--json").stdout)["record_types"] == shown
    cleared = run("record-types", "clear", "Lead", "--json")
    assert json.loads(cleared.stdout) == []
    assert "Record types" not in run("status").stdout


@pytest.mark.usefixtures("stage")
def test_refusals_say_what_there_is() -> None:
    """Another account's, unknown, of another object: wrong input, and the way out."""
    run("--account", "emea", "record-types", "set", "Lead", "EMEA")
    for words, told in {
        ("Lead", "EMEA"): "EMEA is the account emea's",
        ("Lead", "Missing"): "The user may use: EMEA, Partners, US",
        ("Task", "US"): "of Lead and of Contact, not of 'Task'",
    }.items():
        result = run("record-types", "set", *words)
        assert result.exit_code == ExitCode.USAGE
        assert told in result.stderr
    assert run("record-types", "show", "--json").stdout.strip() == "[]"


def test_import_and_status_tell_what_is_not_offered_any_more(stage: PartitionStage) -> None:
    """Deactivated in Salesforce: the import's message, the status and the doctor name it."""
    run("record-types", "set", "Lead", "US")
    stage.deactivate("US")
    imported = run("lists", "import", "leads", "--name", LIST)
    assert imported.exit_code == ExitCode.OK
    assert "US (not active in Salesforce)" in imported.stdout
    assert "Lead: US (not active in Salesforce)" in run("status").stdout
    doctor = run("doctor")
    assert doctor.exit_code == ExitCode.REFUSED
    assert "Not active: US." in doctor.stdout
    assert "Object Manager > the object > Record Types" in doctor.stdout
