from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alert_receivers import Mailbox
from fake_salesforce import FakeSalesforce
from sfconnector.cli import main


class Terminal:
    """The command line of one user, the org it talks to, and a mail server."""

    def __init__(self, folder: Path, salesforce: FakeSalesforce, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.org = salesforce.create_org()
        self.user = self.org.create_user(f"integration.{self.org.id.lower()}@example.com")
        self.environment = {
            "SFCONNECTOR_STORE": str(folder / "data" / "store.sqlite"),
            "SFCONNECTOR_KEY_FILE": str(folder / "config" / "key"),
            "SFCONNECTOR_CLOCK": salesforce.url,
            "SFCONNECTOR_ALERT_EMAILS": "admin@example.com",
            "SFCONNECTOR_ALERT_SMTP_URL": mailbox.url,
        }
        self.run(
            "connect",
            self.user.username,
            "--login-url",
            salesforce.url,
            SFCONNECTOR_SECRET=self.user.secret,
        )

    def run(self, *words: str, **variables: str | None) -> Result:
        """Run a command and return what it wrote and its exit code."""
        result = CliRunner(env={**self.environment, **variables}).invoke(main, words)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return result


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A connected user at the command line."""
    with FakeSalesforce() as salesforce, Mailbox().running() as mailbox:
        yield Terminal(tmp_path, salesforce, mailbox)


def test_limits_tell_ours_and_others(terminal: Terminal) -> None:
    """The table and the JSON tell calls, reserve, cap and what is known of the password."""
    terminal.org.usage.spend("DailyApiRequests", 40)
    terminal.run("lists", "import", "leads")
    shown = terminal.run("limits", SFCONNECTOR_CALLS_PER_DAY="5000")
    assert shown.exit_code == 0
    lines = dict(line.split(":", 1) for line in shown.output.splitlines())
    assert lines["Used by us"].strip() == "4 API calls in 24 hours"
    assert lines["Used by others"].strip() == "40"
    assert (lines["Limit"].strip(), lines["Reserve"].strip()) == ("115,000", "17,250")
    assert lines["Cap"].strip() == "5,000"
    assert "cannot be told" in lines["Password"]
    told = json.loads(terminal.run("limits", "--json").output)
    assert (told["calls"]["used_by_us"], told["calls"]["limit"]) == (4, 115_000)
    assert told["password"]["expires_at"] is None


def test_a_limit_that_stopped_a_run_is_told_with_when_it_frees(terminal: Terminal) -> None:
    """The report, the status and the limits say it in words, and in JSON as instants."""
    terminal.org.usage.set("DailyApiRequests", 115_000)
    report = terminal.run("lists", "import", "leads").output
    status = terminal.run("status").output
    limits = terminal.run("limits").output
    sentence = "All that counted has stopped by 2020-07-21 09:00 UTC, so far as nobody calls"
    assert sentence in report
    assert sentence in status
    assert sentence in limits
    for document in (
        json.loads(terminal.run("lists", "import", "leads", "--json").output),
        json.loads(terminal.run("status", "--json").output),
        json.loads(terminal.run("limits", "--json").output)["calls"],
    ):
        assert document["frees"]["limit"] == "limit"
        assert document["frees"]["latest_at"] == "2020-07-21T09:00:00+00:00"
        assert document["frees"]["looks_at"] == "2020-07-20T10:00:00+00:00"


def test_limits_before_any_call_say_that_nothing_was_told(tmp_path: Path) -> None:
    """In an empty store nothing is known, and the command says so and works."""
    environment = {"SFCONNECTOR_STORE": str(tmp_path / "store.sqlite")}
    result = CliRunner(env=environment).invoke(main, ["limits"])
    assert result.exit_code == 0
    assert "not told yet" in result.output
    assert "no password is known yet" in result.output


def test_alerts_show_who_was_told(terminal: Terminal) -> None:
    """A disconnect is told by mail, and ``alerts`` shows recipient, kind, subject and outcome."""
    assert "Nobody was alerted yet" in terminal.run("alerts").output
    terminal.user.expire_password()
    terminal.run("lists", "import", "leads")
    assert len(terminal.mailbox.messages) == 1
    assert terminal.run("alerts", "due").exit_code == 0
    assert len(terminal.mailbox.messages) == 1
    row = terminal.run("alerts").output.splitlines()[1].split("\t")
    subject = "Salesforce is disconnected: default"
    assert row[1:] == ["admin@example.com", "down", subject, "sent", "1", ""]
    [told] = json.loads(terminal.run("alerts", "--json").output)
    assert (told["recipient"], told["kind"], told["outcome"]) == (
        "admin@example.com",
        "down",
        "sent",
    )


def test_alerts_test_sends_a_message(terminal: Terminal) -> None:
    """A test message arrives; a mail server that refuses it ends the command with code 1."""
    assert terminal.run("alerts", "test").exit_code == 0
    assert terminal.mailbox.messages[0]["Subject"] == "Test of the Salesforce alerts: default"
    terminal.mailbox.refuses = "550 no"
    refused = terminal.run("alerts", "test", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)[0]["error"] == "SMTPDataError 550"


def test_alerts_test_without_anybody_says_what_to_set(terminal: Terminal) -> None:
    """Where nobody is to be alerted the command names the variables."""
    result = terminal.run("alerts", "test", SFCONNECTOR_ALERT_EMAILS=None)
    assert result.exit_code == 2
    assert "SFCONNECTOR_ALERT_EMAILS" in result.output


def test_json_belongs_behind_the_subcommand(terminal: Terminal) -> None:
    """``alerts --json test`` is refused, as with lists."""
    assert terminal.run("alerts", "--json", "test").exit_code == 2
