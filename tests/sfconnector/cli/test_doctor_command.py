from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from defusedxml.ElementTree import fromstring

from doctor_stage import Patient
from fake_salesforce import FakeSalesforce
from sfconnector.cli import main
from sfconnector.cli.exit_codes import ExitCode
from sfconnector.doctor.package import CANNOT_BE_VALIDATED


class Terminal:
    """The command line of one user, connected as a patient of the doctor's."""

    def __init__(self, salesforce: FakeSalesforce, folder: Path) -> None:
        self.patient = Patient(salesforce, folder)
        self.folder = folder
        clock = folder / "clock"
        clock.write_text("2020-07-20T09:00:00+00:00\n")
        self._environment = {
            "SFCONNECTOR_STORE": str(folder / "data" / "store.sqlite"),
            "SFCONNECTOR_KEY_FILE": str(folder / "config" / "key"),
            "SFCONNECTOR_CLOCK": f"file:{clock}",
        }
        self.written = ""

    def run(self, *words: str, secret: str | None = None) -> Result:
        """Run a command and return what it wrote and its exit code."""
        environment: dict[str, str | None] = {**self._environment, "SFCONNECTOR_SECRET": secret}
        result = CliRunner(env=environment).invoke(main, words)
        self.written += result.output + repr(result.exception)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return result

    def connect(self) -> None:
        """Connect with the right secret."""
        user = self.patient.user
        url = self.patient.salesforce.url
        connected = self.run("connect", user.username, "--login-url", url, secret=user.secret)
        assert connected.exit_code == ExitCode.OK


@pytest.fixture
def terminal(salesforce: FakeSalesforce, tmp_path: Path) -> Terminal:
    """A command line that is connected."""
    made = Terminal(salesforce, tmp_path)
    made.connect()
    return made


def test_the_table_has_the_worst_first(terminal: Terminal) -> None:
    """What is missing stands first with its remedy, what is granted is shown with --all only."""
    healthy = terminal.run("doctor")
    assert healthy.exit_code == ExitCode.OK
    assert CANNOT_BE_VALIDATED in healthy.stdout
    assert "granted\t" not in healthy.stdout
    terminal.patient.rights.lose("Lead.Email edit")
    ill = terminal.run("doctor")
    assert ill.exit_code == ExitCode.REFUSED
    head, first, *_ = ill.stdout.splitlines()
    assert head == "Verdict\tWhat\tFound\tWithout it\tRemedy"
    assert first.startswith("missing\tLead: Email (edit)\t")
    assert "Object Settings > Leads > Edit: tick Edit Access for Email" in first
    assert "1 missing" in ill.stderr
    everything = terminal.run("doctor", "--all")
    assert "granted\tAPI Enabled\t" in everything.stdout
    assert len(everything.stdout.splitlines()) > len(ill.stdout.splitlines())


def test_json_for_machines(terminal: Terminal) -> None:
    """One document with the status, the counts and every finding; the exit code says the same."""
    terminal.patient.rights.lose("RunReports")
    result = terminal.run("doctor", "--json")
    assert result.exit_code == ExitCode.REFUSED
    document = json.loads(result.stdout)
    assert document["status"]["state"] == "active"
    missing = [each for each in document["findings"] if each["verdict"] == "missing"]
    assert [each["name"] for each in missing] == ["RunReports"]
    assert document["counts"]["missing"] == 1
    assert sum(document["counts"].values()) == len(document["findings"])
    assert set(missing[0]) == {"name", "title", "verdict", "evidence", "stops", "remedy"}


def test_a_broken_connection_is_told_as_status_tells_it(terminal: Terminal) -> None:
    """No findings, but state, cause and remedy, with the exit code of a broken connection."""
    terminal.patient.user.expire_password()
    result = terminal.run("doctor")
    assert result.exit_code == ExitCode.REFUSED
    assert "password_expired" in result.stdout
    assert "Remedy:" in result.stdout
    document = json.loads(terminal.run("doctor", "--json").stdout)
    assert document["findings"] == []
    assert document["status"]["cause"] == "password_expired"


def test_who_is_not_connected_is_told_so(salesforce: FakeSalesforce, tmp_path: Path) -> None:
    """The doctor of nobody ends with 1, and still writes the permission set to begin with."""
    terminal = Terminal(salesforce, tmp_path)
    file = tmp_path / "Connector.permissionset-meta.xml"
    result = terminal.run("doctor", "--permission-set", str(file))
    assert result.exit_code == ExitCode.REFUSED
    assert "not connected" in result.stdout
    assert fromstring(file.read_bytes()).tag.endswith("PermissionSet")


def test_the_permission_set_is_not_written_over(terminal: Terminal) -> None:
    """A file that is there is refused before anything is asked; --force replaces it whole."""
    file = terminal.folder / "set.xml"
    file.write_text("mine")
    asked = len(terminal.patient.salesforce.journal.exchanges)
    refused = terminal.run("doctor", "--permission-set", str(file))
    assert refused.exit_code == ExitCode.USAGE
    assert "--force" in refused.stderr
    assert file.read_text() == "mine"
    assert len(terminal.patient.salesforce.journal.exchanges) == asked
    forced = terminal.run("doctor", "--permission-set", str(file), "--force")
    assert forced.exit_code == ExitCode.OK
    assert file.read_bytes().startswith(b"<?xml")
    assert "Lead: Lead Score" in forced.stderr
    assert [each.name for each in terminal.folder.iterdir() if each.name.startswith(".")] == []


@pytest.mark.parametrize("place", ["nowhere/set.xml", "."])
def test_a_place_that_cannot_be_written_is_named(terminal: Terminal, place: str) -> None:
    """A folder that is not there, or a folder itself, is a usage error that names it."""
    path = terminal.folder / place
    refused = terminal.run("doctor", "--permission-set", str(path), "--force")
    assert refused.exit_code == ExitCode.USAGE
    assert str(terminal.folder) in refused.stderr


def test_force_alone_is_a_misuse(terminal: Terminal) -> None:
    """--force has nothing to force without a file."""
    assert terminal.run("doctor", "--force").exit_code == ExitCode.USAGE


def test_no_secret_is_in_any_output(terminal: Terminal) -> None:
    """Neither password, token nor session id is written, to the terminal or into the file."""
    file = terminal.folder / "set.xml"
    for words in ((), ("--json",), ("--all",), ("--permission-set", str(file))):
        terminal.run("doctor", *words)
    terminal.patient.rights.forbid("ApiEnabled")
    terminal.run("doctor")
    user = terminal.patient.user
    written = terminal.written + file.read_text()
    for secret in (user.secret, user.password, user.security_token):
        assert secret not in written
    # A session id is the organization's id, an exclamation mark and its secret part.
    assert f"{terminal.patient.org.id[:15]}!" not in written


def test_the_help_has_examples() -> None:
    """The help text shows how it is used, and what its exit codes mean."""
    text = CliRunner().invoke(main, ["doctor", "--help"]).output
    assert "sfconnector doctor --permission-set Connector.permissionset-meta.xml" in text
    assert "1 if something is" in text
