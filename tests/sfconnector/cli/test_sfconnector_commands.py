from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from fake_salesforce import FakeSalesforce
from sfconnector.cli import connection, main
from sfconnector.cli.exit_codes import MEANINGS, ExitCode
from sfconnector.cli.secret_input import VARIABLE
from sfconnector.secret import Secret


class Terminal:
    """The command line of one user with folders of its own, and the org it talks to."""

    def __init__(self, folder: Path, salesforce: FakeSalesforce) -> None:
        self.salesforce = salesforce
        self.org = salesforce.create_org()
        self.user = self.org.create_user(f"integration.{self.org.id.lower()}@example.com")
        self.clock = folder / "clock"
        self.clock.write_text("2020-07-20T09:00:00+00:00\n")
        self.environment = {
            "SFCONNECTOR_STORE": str(folder / "data" / "store.sqlite"),
            "SFCONNECTOR_KEY_FILE": str(folder / "config" / "key"),
            "SFCONNECTOR_CLOCK": f"file:{self.clock}",
        }
        self.folder = folder
        self.written = ""

    def run(self, *words: str, secret: str | None = None, stdin: str | None = None) -> Result:
        """Run a command and return what it wrote and its exit code."""
        environment: dict[str, str | None] = {**self.environment, "SFCONNECTOR_SECRET": secret}
        result = CliRunner(env=environment).invoke(main, words, input=stdin)
        self.written += result.output + repr(result.exception)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return result

    def connect(self) -> Result:
        """Connect with the right secret."""
        return self.run(
            "connect",
            self.user.username,
            "--login-url",
            self.salesforce.url,
            secret=self.user.secret,
        )


@pytest.fixture(scope="module")
def server() -> Iterator[FakeSalesforce]:
    """One server for the module."""
    with FakeSalesforce() as running:
        yield running


@pytest.fixture
def terminal(tmp_path: Path, server: FakeSalesforce) -> Terminal:
    """A command line of its own."""
    return Terminal(tmp_path, server)


def test_the_whole_way(terminal: Terminal) -> None:
    """Connect, status, import, lists and show work one after the other, in text."""
    terminal.org.populate(leads=30, seed=1)
    assert terminal.run("status").exit_code == ExitCode.REFUSED
    connected = terminal.connect()
    assert connected.exit_code == ExitCode.OK
    assert "State:        active" in connected.output
    assert terminal.run("status").exit_code == ExitCode.OK
    imported = terminal.run("lists", "import", "leads")
    assert imported.exit_code == ExitCode.OK
    assert "State:    complete" in imported.output
    table = terminal.run("lists")
    assert table.output.splitlines()[0].startswith("Name\tSource\tMembers\tSkipped")
    assert table.output.splitlines()[1].startswith("All Leads\tleads\t")
    shown = terminal.run("lists", "show", "All Leads", "--limit", "3")
    heading = "Record\tEmail\tFirstName\tLastName\tCompany\tLeft at\tReason"
    assert shown.output.splitlines()[0] == heading
    assert len(shown.stdout.splitlines()) == 4


def test_json_for_machines(terminal: Terminal) -> None:
    """With --json each command writes one JSON document and nothing else to standard output."""
    terminal.org.populate(leads=30, seed=1)
    terminal.connect()
    status = json.loads(terminal.run("status", "--json").stdout)
    assert (status["state"], status["cause"]) == ("active", None)
    assert status["since"] == "2020-07-20T09:00:00+00:00"
    report = json.loads(
        terminal.run("lists", "import", "leads", "--name", "A", "--field", "Email", "--json").stdout
    )
    assert report["state"] == "complete"
    assert report["imported"] + report["skipped"] == 30
    lists = json.loads(terminal.run("lists", "--json").stdout)
    assert [each["name"] for each in lists] == ["A"]
    shown = json.loads(terminal.run("lists", "show", "A", "--limit", "0", "--json").stdout)
    assert len(shown["members"]) == report["imported"]
    assert shown["skipped_by_reason"] == report["skipped_by_reason"]
    assert set(shown["members"][0]["values"]) == {"Email"}


def test_a_refused_login_ends_with_one_and_a_hint(terminal: Terminal) -> None:
    """A wrong secret gives exit code 1, the cause, a remedy, and says when it was refused."""
    words = ("connect", terminal.user.username, "--login-url", terminal.salesforce.url)
    wrong = f"{terminal.user.password} {terminal.user.security_token}"
    first = terminal.run(*words, secret=wrong)
    assert first.exit_code == ExitCode.REFUSED
    assert "wrong_secret" in first.output
    assert "holds a blank" in first.output
    second = terminal.run("update-login", secret=wrong)
    assert second.exit_code == ExitCode.REFUSED
    assert "was refused on 2020-07-20 at 09:00:00 UTC (INVALID_LOGIN)" in second.stderr
    assert terminal.run("update-login", secret=terminal.user.secret).exit_code == ExitCode.OK


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_the_secret_is_read_from_standard_input(terminal: Terminal, ending: str) -> None:
    """Without a variable and a terminal the secret is what comes in, less one line end."""
    result = terminal.run(
        "connect",
        terminal.user.username,
        "--login-url",
        terminal.salesforce.url,
        stdin=terminal.user.secret + ending,
    )
    assert result.exit_code == ExitCode.OK, result.output


def test_a_second_line_end_belongs_to_the_secret(terminal: Terminal) -> None:
    """Nothing but the one line end is trimmed; the rest is sent, refused and hinted at."""
    result = terminal.run(
        "connect",
        terminal.user.username,
        "--login-url",
        terminal.salesforce.url,
        stdin=terminal.user.secret + "\n\n",
    )
    assert result.exit_code == ExitCode.REFUSED
    assert "holds a blank or a line break" in result.output


@pytest.mark.parametrize("words", [("connect", "a@example.com"), ("update-login",)])
def test_the_keyboard_at_the_prompt_ends_with_130(
    terminal: Terminal, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the secret is asked for stops the command, and is no refusal."""

    def stop(method: str = "soap") -> Secret:
        del method
        raise click.Abort

    monkeypatch.setattr(connection, "read_secret", stop)
    result = terminal.run(*words)
    assert result.exit_code == ExitCode.STOPPED
    assert result.output == "Stopped.\n"


@pytest.mark.parametrize("words", [("connect", "a@example.com"), ("update-login",)])
def test_a_secret_that_is_no_text_is_told(terminal: Terminal, words: tuple[str, ...]) -> None:
    """Bytes that are not UTF-8 are refused without showing any, from input and environment."""
    environment = {name: text for name, text in os.environ.items() if name != VARIABLE}
    from_input = subprocess.run(
        [sys.executable, "-m", "sfconnector", *words],
        env={**environment, **terminal.environment, "PYTHONIOENCODING": "utf-8:strict"},
        input=b"hidden\xff",
        capture_output=True,
        check=False,
    )
    assert from_input.returncode == ExitCode.USAGE
    assert b"not UTF-8" in from_input.stderr
    assert b"hidden" not in from_input.stderr
    assert b"Traceback" not in from_input.stderr
    terminal.connect()
    given = terminal.run(*words, secret="hidden\udcff")
    assert given.exit_code == ExitCode.USAGE
    assert "position 7" in given.output
    assert "hidden" not in given.output


def test_a_disconnected_import_says_why(terminal: Terminal) -> None:
    """An import that cannot begin ends with 3 and the sentence of the cause."""
    terminal.connect()
    terminal.user.set_password()
    terminal.org.end_sessions(terminal.user)
    result = terminal.run("lists", "import", "leads")
    assert result.exit_code == ExitCode.INTERRUPTED
    assert "Message:  Salesforce does not accept the username" in result.output
    assert "Next:     then run the same import again to go on" in result.output


def test_no_secret_is_wrong_usage(terminal: Terminal) -> None:
    """Without any secret the command says the three ways to give one."""
    result = terminal.run("connect", terminal.user.username, stdin="")
    assert result.exit_code == ExitCode.USAGE
    assert "SFCONNECTOR_SECRET" in result.output


def test_an_interrupted_import_goes_on(terminal: Terminal) -> None:
    """Cut by an expired password the import ends with 3; after update-login it goes on."""
    terminal.org.populate(leads=40, seed=1)
    terminal.org.limits.query_page_rows = 5
    terminal.connect()

    def expire(arrival: Any) -> None:
        if arrival.resource == "query_more" and terminal.org.query("SELECT Id FROM Lead"):
            pages.append(arrival)
            if len(pages) == 3:
                terminal.user.expire_password()

    pages: list[Any] = []
    stop = terminal.salesforce.on_request(expire)
    cut = terminal.run("lists", "import", "leads")
    stop()
    assert cut.exit_code == ExitCode.INTERRUPTED
    assert "password_expired" in cut.output
    assert "set a new password" in cut.output.lower()
    assert terminal.run("lists").output.splitlines()[1].endswith("unfinished")
    terminal.user.set_password()
    assert terminal.run("update-login", secret=terminal.user.secret).exit_code == ExitCode.OK
    report = json.loads(terminal.run("lists", "import", "leads", "--json").stdout)
    assert (report["state"], report["resumed"], report["pages"]) == ("complete", True, 8)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("lists", "show", "Nothing"), ExitCode.USAGE, "there is no list named 'Nothing'"),
        (("lists", "import", "leads"), ExitCode.REFUSED, "run connect first"),
        (
            ("lists", "import", "leads", "--field", "LastName"),
            ExitCode.USAGE,
            "Email must be among",
        ),
        (("lists", "--json", "show", "A"), ExitCode.USAGE, "belongs behind the command"),
        (("status", "surplus"), ExitCode.USAGE, "unexpected extra argument"),
    ],
)
def test_what_cannot_be_done_is_told(
    terminal: Terminal, words: tuple[str, ...], code: ExitCode, sentence: str
) -> None:
    """A wrong request ends with a sentence and its exit code."""
    result = terminal.run(*words)
    assert result.exit_code == code
    assert sentence in result.output


def test_an_unknown_field_is_named_before_anything_is_imported(terminal: Terminal) -> None:
    """A field that does not exist is refused by name, and no list is made."""
    terminal.connect()
    result = terminal.run("lists", "import", "leads", "--field", "Email", "--field", "LastNam")
    assert result.exit_code == ExitCode.USAGE
    assert "no field LastNam" in result.output
    assert "did you mean LastName" in result.output
    assert json.loads(terminal.run("lists", "--json").stdout) == []


def test_an_unreachable_host_ends_with_four(terminal: Terminal) -> None:
    """A host that does not answer is told as unreachable, not as wrong credentials."""
    result = terminal.run(
        "connect", "a@example.com", "--login-url", "http://127.0.0.1:9", secret="x"
    )
    assert result.exit_code == ExitCode.TRANSIENT
    assert "unreachable" in result.output


def test_a_lost_key_ends_with_five(terminal: Terminal) -> None:
    """Without the key the status says so; with --replace-key a connect seals anew."""
    terminal.connect()
    Path(terminal.environment["SFCONNECTOR_KEY_FILE"]).unlink()
    result = terminal.run("status")
    assert result.exit_code == ExitCode.STORE
    assert "--replace-key" in result.output
    assert terminal.connect().exit_code == ExitCode.STORE
    replaced = terminal.run(
        "connect",
        terminal.user.username,
        "--login-url",
        terminal.salesforce.url,
        "--replace-key",
        secret=terminal.user.secret,
    )
    assert replaced.exit_code == ExitCode.OK


def test_nothing_a_run_writes_holds_a_secret(
    terminal: Terminal, caplog: pytest.LogCaptureFixture
) -> None:
    """No password, token, session id or key is in the output, the logs or the store's files."""
    caplog.set_level(0)
    terminal.org.populate(leads=10, seed=1)
    hidden = {terminal.user.password, terminal.user.security_token, terminal.user.secret}
    terminal.connect()
    terminal.run("update-login", secret="w" + terminal.user.secret)
    terminal.run("update-login", secret=terminal.user.secret)
    terminal.run("lists", "import", "leads")
    terminal.org.end_sessions()
    terminal.run("lists", "import", "leads")
    terminal.user.expire_password()
    terminal.run("lists", "import", "leads")
    terminal.run("status", "--json")
    terminal.user.set_password()
    hidden |= {terminal.user.password, terminal.user.security_token}
    terminal.run("connect", terminal.user.username, secret=terminal.user.secret)
    key_file = Path(terminal.environment["SFCONNECTOR_KEY_FILE"])
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    hidden.add(key_file.read_text().strip())
    written = terminal.written.encode() + caplog.text.encode()
    files = [each for each in terminal.folder.rglob("*") if each.is_file() and each != key_file]
    assert any(each.name.startswith("store.sqlite") for each in files)
    for file in files:
        written += file.read_bytes()
    assert b"All Leads" in written
    for secret in hidden:
        assert secret.encode() not in written
    assert b"00D" in written  # organization ids are no secret
    assert f"{terminal.org.id[:15]}!".encode() not in written  # session ids begin so


def test_the_exit_codes_are_documented() -> None:
    """The help text has every exit code with its meaning."""
    text = CliRunner().invoke(main, ["--help"]).output
    for code, meaning in MEANINGS.items():
        assert f"{code.value}" in text
        assert meaning in text
    assert set(MEANINGS) == set(ExitCode)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("connect",),
        ("status",),
        ("update-login",),
        ("lists",),
        ("lists", "import"),
        ("lists", "import", "leads"),
        ("lists", "show"),
    ],
)
def test_every_command_has_help(words: tuple[str, ...]) -> None:
    """Each command explains itself; those that do something show an example."""
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0
    assert words == ("lists", "import") or "Examples:" in result.output


def test_the_module_is_the_command_and_its_help_loads_little() -> None:
    """``python -m sfconnector --help`` works without loading HTTP, database or tables."""
    code = (
        "import sys, runpy\n"
        "sys.argv = ['sfconnector', '--help']\n"
        "try:\n    runpy.run_module('sfconnector', run_name='__main__')\n"
        "except SystemExit as end:\n    assert end.code == 0, end.code\n"
        "heavy = {'requests', 'sqlalchemy', 'alembic', 'rich', 'pydantic', 'cryptography'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage: sfconnector" in done.stdout
