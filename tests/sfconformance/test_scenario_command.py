"""The command plays scenarios, writes its reports, and tells by its exit code how it went."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from conformance_doubles import text
from sfconformance.cli import main
from sfconformance.schema import scenario_schema

CONNECTS = """
- connect: {user: integration}
  expect:
    status: {state: active}
"""


def invoke(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a scenario that passes and one that fails, as the current one."""
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "good.yaml").write_text(text(CONNECTS), encoding="utf-8")
    (mine / "bad.yaml").write_text(
        text(CONNECTS.replace("active", "disconnected")), encoding="utf-8"
    )
    return mine


def test_all_passed_is_exit_code_0(folder: Path) -> None:
    """The story and the verdict are shown."""
    result = invoke("run", str(folder / "good.yaml"))
    assert result.exit_code == 0
    assert "the customer connects as integration" in result.stdout
    assert "passed: 1 of 1 scenarios passed" in result.stdout


def test_one_failed_is_exit_code_1(folder: Path) -> None:
    """The complaint names the file, as it is reached from here, and the line."""
    result = invoke("run", str(folder))
    assert result.exit_code == 1
    assert "mine/bad.yaml:9: status: expected state is disconnected" in result.stdout
    assert "failed: 1 of 2 scenarios passed" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "no-such-scenario"), "is no file, folder or bundled scenario"),
        (("run", "-k", "no such words"), "no scenario was found"),
        (("run", "--seed", "x"), "not a valid integer"),
        (("run", "mine/good.yaml", "--html", "no/such/folder.html"), "there is no folder no/such"),
        (("run", "mine/good.yaml", "--junit", "--help"), "--help looks like an option"),
        (("run", "mine/good.yaml", "--html", "mine"), "is a directory"),
        (("rnu",), "No such command"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_bad_usage_is_exit_code_2(arguments: tuple[str, ...], said: str) -> None:
    """What cannot be done is told on standard error."""
    before = set(Path().iterdir())
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == "", "nothing is played"
    assert set(Path().iterdir()) == before, "nothing is written"


def test_a_bad_file_is_exit_code_2_before_anything_is_played(folder: Path) -> None:
    """Every bad file is told with its lines, and no scenario is played."""
    (folder / "ugly.yaml").write_text("titel: x\n", encoding="utf-8")
    (folder / "worse.yaml").write_text("[", encoding="utf-8")
    result = invoke("run", str(folder))
    assert result.exit_code == 2
    assert "ugly.yaml:1: unknown key `titel`" in result.stderr
    assert "worse.yaml:1: this is not YAML" in result.stderr
    assert result.stdout == ""


def test_the_words_of_k_choose(folder: Path) -> None:
    """Only scenarios whose name or title holds the text are played."""
    result = invoke("run", str(folder), "-k", "GOOD")
    assert result.exit_code == 0
    assert "1 of 1" in result.stdout


def test_reports_are_written(folder: Path, tmp_path: Path) -> None:
    """JUnit and page are written also when a scenario failed."""
    xml, html = tmp_path / "report.xml", tmp_path / "report.html"
    result = invoke("run", str(folder), "--junit", str(xml), "--html", str(html))
    assert result.exit_code == 1
    assert ET.parse(xml).getroot().get("failures") == "1"  # noqa: S314 - our own file
    assert "1 of 2 scenarios passed" in html.read_text(encoding="utf-8")


def test_json_is_all_that_is_printed(folder: Path) -> None:
    """With --json, standard output is one JSON document."""
    read = json.loads(invoke("run", str(folder), "--json").stdout)
    assert [timeline["verdict"] for timeline in read] == ["failed", "passed"]


def test_two_runs_with_one_seed_print_the_same(folder: Path) -> None:
    """Ports, folders and the machine's clock leave no trace in the timeline."""
    first, second = (invoke("run", str(folder), "--json", "--seed", "5") for _ in range(2))
    assert first.stdout == second.stdout


def test_the_list_shows_name_and_title() -> None:
    """Each bundled scenario has a line."""
    result = invoke("list")
    assert result.exit_code == 0
    assert "disconnects/password-expired" in result.stdout
    assert "The password expires after 90 days" in result.stdout


def test_a_scenario_is_explained_from_a_run() -> None:
    """By default it is played, and told in the words of both sides."""
    result = invoke("explain", "password-expired")
    assert result.exit_code == 0
    for heading in ("What the customer says", "The cause", "What Salesforce answers", "The remedy"):
        assert heading in result.stdout
    assert "INVALID_OPERATION_WITH_EXPIRED_PASSWORD" in result.stdout
    assert "sfconformance run disconnects/password-expired  (passed)" in result.stdout


def test_a_scenario_is_explained_from_its_file(folder: Path) -> None:
    """With --no-run nothing is played, so that a scenario that fails is told as well."""
    result = invoke("explain", str(folder / "bad.yaml"), "--no-run", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["verdict"] is None
    assert invoke("explain", str(folder / "bad.yaml")).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "no-such-scenario"), "is no file, folder or bundled scenario"),
        (("explain", "disconnects"), "means more than one scenario"),
        (("explain",), "Missing argument"),
        (("reproduce",), "Missing argument"),
        (("reproduce", "x", "--most", "0"), "--most"),
    ],
)
def test_what_cannot_be_explained_is_exit_code_2(arguments: tuple[str, ...], said: str) -> None:
    """What is meant must be one scenario, and something must be asked."""
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_customers_words_find_scenarios() -> None:
    """Each is shown with its reason and its command; without a terminal nothing is offered."""
    result = invoke("reproduce", "our", "admin", "changed", "the", "password")
    assert result.exit_code == 0
    assert "An administrator sets a new" in result.stdout
    assert "customer's words" in result.stdout
    assert "play the best one: sfconformance run disconnects/password-changed" in result.stdout


def test_a_code_finds_scenarios_as_json() -> None:
    """With --json, standard output is one document, the best match first."""
    result = invoke("reproduce", "LOGIN_MUST_USE_SECURITY_TOKEN", "--json")
    assert result.exit_code == 0
    first = json.loads(result.stdout)[0]
    assert first["name"] == "disconnects/security-token-missing"
    assert first["command"] == "sfconformance run disconnects/security-token-missing"
    assert first["rank"] == 1


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_what_fits_no_scenario_is_exit_code_1(arguments: tuple[str, ...]) -> None:
    """Nothing is offered for want of a better one."""
    result = invoke("reproduce", "the coffee machine leaks", *arguments)
    assert result.exit_code == 1
    assert result.stdout == ("[]\n" if arguments else "")


@pytest.mark.parametrize("answer", ["y", "n"])
def test_at_a_terminal_the_best_one_is_offered(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """Whoever says yes sees it played."""
    monkeypatch.setattr("sfconformance.cli._is_at_a_terminal", lambda: True)
    arguments = ("reproduce", "LOGIN_MUST_USE_SECURITY_TOKEN")
    result = CliRunner().invoke(main, arguments, input=f"{answer}\n", catch_exceptions=False)
    assert result.exit_code == 0
    assert "Play disconnects/security-token-missing now?" in result.stdout
    assert ("1 of 1 scenarios passed" in result.stdout) is (answer == "y")


def test_the_schema_is_printed() -> None:
    """Standard output is the schema itself."""
    assert json.loads(invoke("schema").stdout) == scenario_schema()


def test_the_package_is_a_command() -> None:
    """`python -m sfconformance` is the same command."""
    command = [sys.executable, "-m", "sfconformance", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Usage: sfconformance" in done.stdout
    assert "sfconformance run disconnects/password-expired" in done.stdout
