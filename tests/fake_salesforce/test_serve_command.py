from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from fake_clients import ApiClient, element, soap_login
from fake_salesforce.cli import main

pytestmark = pytest.mark.slow


@contextmanager
def _served(*options: str) -> Iterator[dict[str, str]]:
    """Run the command, give the facts it prints as JSON, and end it as a supervisor does."""
    command = [sys.executable, "-m", "fake_salesforce", "serve", "--port", "0", "--json", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.send_signal(signal.SIGTERM)
            rest, _ = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, "")


def _leads(facts: dict[str, str]) -> list[dict[str, Any]]:
    """Log in with what was printed, and read every lead."""
    answer = soap_login(
        facts["login_url"], facts["username"], facts["password"] + facts["security_token"]
    )
    assert element(answer.text, "organizationId") == facts["organization_id"]
    client = ApiClient(facts["login_url"], element(answer.text, "sessionId"))
    pages = client.pages("SELECT Id, Name FROM Lead ORDER BY Id")
    client.close()
    return [dict(record) for page in pages for record in page["records"]]


def test_printed_credentials_log_in_and_find_the_leads() -> None:
    """The line of JSON that is printed lets a client log in and read the leads asked for."""
    with _served("--leads", "12") as facts:
        assert list(facts) == [
            "login_url",
            "username",
            "password",
            "security_token",
            "client_id",
            "client_secret",
            "organization_id",
        ]
        assert facts["login_url"].startswith("http://127.0.0.1:")
        assert len(_leads(facts)) == 12


def test_data_file_is_opened_again_whatever_the_seed(tmp_path: Path) -> None:
    """A second run on the file, even with another seed, serves the same org and secrets."""
    data = str(tmp_path / "org.sqlite")
    with _served("--data", data, "--leads", "5", "--seed", "1") as first:
        before = _leads(first)
    with _served("--data", data, "--leads", "9", "--seed", "2") as second:
        after = _leads(second)
    assert len(before) == 5
    assert before == after
    assert {k: v for k, v in first.items() if k != "login_url"} == {
        k: v for k, v in second.items() if k != "login_url"
    }


def test_seed_draws_ids_and_leads() -> None:
    """Two runs of one seed serve the same org, down to its secrets; another seed another one."""
    with _served("--leads", "3", "--seed", "1") as first:
        of_first = _leads(first)
    with _served("--leads", "3", "--seed", "1") as again:
        of_again = _leads(again)
    with _served("--leads", "3", "--seed", "2") as other:
        of_other = _leads(other)
    assert of_first == of_again
    assert first["password"] == again["password"]
    assert first["organization_id"] != other["organization_id"]
    assert of_first != of_other


def test_tls_is_served_with_a_file_to_trust() -> None:
    """With --tls the URL is https, and the CA file that is printed makes a client trust it."""
    with _served("--leads", "1", "--tls") as facts:
        assert facts["login_url"].startswith("https://127.0.0.1:")
        url = f"{facts['login_url']}/services/data"
        answer = requests.get(url, verify=facts["CA_file"], timeout=60)
        assert answer.json()[0]["version"] == "49.0"
    assert not Path(facts["CA_file"]).exists()


def test_answers_have_the_external_url() -> None:
    """With --external-url the fake says that it is there; forwarded hosts are believed if told."""
    options = ("--leads", "1", "--external-url", "https://sf.example.com", "--trust-forwarded")
    with _served(*options) as facts:
        assert facts["login_url"] == "https://sf.example.com"


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["serve", "--external-url", "a/b", "--port", "0"], 1, "must be like https://"),
        (["serve", "--port", "70000"], 2, "70000 is not in the range"),
        (["serve", "--leads", "-1"], 2, "-1 is not in the range"),
        (["serve", "--populate", "cats=1"], 2, "'cats' is no kind; there are roles, users"),
        (["serve", "--populate", "tasks=-1"], 2, "write tasks=100"),
        (["serve", "--populate", "logins=1", "--port", "0"], 1, "populate users, too"),
        (["serve", "--data", "no/such/folder/org.sqlite", "--port", "0"], 1, "cannot serve: "),
    ],
)
def test_bad_options_are_refused(arguments: list[str], status: int, told: str) -> None:
    """What cannot be served is refused with a sentence and an exit code, not a traceback."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == status
    assert told in result.output


def test_file_that_is_no_org_is_refused(tmp_path: Path) -> None:
    """A file of something else is refused by name."""
    data = tmp_path / "notes.txt"
    data.write_text("not an org" * 200)
    result = CliRunner().invoke(main, ["serve", "--port", "0", "--data", str(data)])
    assert (result.exit_code, "notes.txt is no org" in result.output) == (1, True)


def test_text_tells_how_to_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --json the facts come with commands ready to paste."""
    monkeypatch.setattr("fake_salesforce.cli.serve_command._wait", lambda ended: ended.append(15))
    more = ["--populate", "tasks=3", "--populate", "users=2"]
    result = CliRunner().invoke(main, ["serve", "--port", "0", "--leads", "2", *more])
    assert result.exit_code == 0, result.output
    assert "Example Org is served, with 2 leads. Ctrl-C stops it." in result.output
    for piece in ("login url", "security token", "sfconnector connect integration@example.com"):
        assert piece in result.output
