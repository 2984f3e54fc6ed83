from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
from click.testing import CliRunner, Result

from sfconnector.cli import main
from sfconnector.cli.exit_codes import ExitCode

LONGEST_SECONDS = 60
ANYWHERE = "0.0.0.0"  # noqa: S104 - that it is refused is what is tested

Started: TypeAlias = tuple[subprocess.Popen[str], str]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The folders of a user of their own."""
    return {
        "SFCONNECTOR_STORE": str(tmp_path / "data" / "store.sqlite"),
        "SFCONNECTOR_KEY_FILE": str(tmp_path / "config" / "key"),
    }


def run(environment: dict[str, str], *words: str) -> Result:
    """Run the command where it is refused, so that it ends by itself."""
    return CliRunner(env=environment).invoke(main, ["web", *words])


def get(url: str, **headers: str) -> httpx.Response:
    """Ask for a page."""
    return httpx.get(url, headers=headers, timeout=LONGEST_SECONDS, trust_env=False)


@contextmanager
def started(environment: dict[str, str], *words: str) -> Iterator[Started]:
    """Start the command and return the process and the address it writes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sfconnector", *words],
        env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_end(
    ending: signal.Signals, environment: dict[str, str]
) -> None:
    """The address it writes answers; Ctrl-C and a termination end it with 0 and without a trace."""
    told = {**environment, "SFCONNECTOR_USER": "lee", "SFCONNECTOR_ROLE": "sales"}
    with started(told, "--account", "acme", "--sandbox", "web", "--port", "0") as (process, url):
        assert url.startswith("http://127.0.0.1:")
        assert url.endswith("/settings/connectors/crm/salesforce")
        page = get(url).text
        refused = get(f"{url}/connect")
        process.send_signal(ending)
        _, errors = process.communicate(timeout=LONGEST_SECONDS)
    assert "Account <b>acme</b> · you act as <b>lee</b>, role Sales" in page
    assert "Sandbox" in page
    assert refused.status_code == 403
    assert process.returncode == 0
    assert errors == "stopped\n"


def test_the_browser_is_opened_on_request(environment: dict[str, str], tmp_path: Path) -> None:
    """With --open the user's browser gets the address that is written."""
    opened = tmp_path / "opened"
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    program.chmod(0o700)
    told = {**environment, "BROWSER": f"{program} %s"}
    with started(told, "web", "--port", "0", "--open") as (_, url):
        get(url)  # answered after the browser was told
        assert opened.read_text().strip() == url


def test_a_foreign_name_is_refused_by_the_server_too(environment: dict[str, str]) -> None:
    """The Host is looked at as it comes over the wire."""
    with started(environment, "web", "--port", "0") as (_, url):
        assert get(url, Host="evil.example").status_code == 400
        assert get(url).status_code == 200


@pytest.mark.parametrize("host", [ANYWHERE, "192.0.2.1", "::"])
def test_an_address_that_others_reach_needs_a_password(
    host: str, environment: dict[str, str]
) -> None:
    """Without SFCONNECTOR_WEB_PASSWORD nothing is bound, and the sentence says what to do."""
    result = run(environment, "--host", host, "--port", "0")
    assert result.exit_code == ExitCode.USAGE
    assert "set SFCONNECTOR_WEB_PASSWORD, or leave --host out" in result.output


def test_with_a_password_it_is_served_and_warned_of(environment: dict[str, str]) -> None:
    """Any address is bound then; that nothing is encrypted is told, the password is not."""
    password = "correct horse battery"
    told = {**environment, "SFCONNECTOR_WEB_PASSWORD": password}
    with started(told, "web", "--host", ANYWHERE, "--port", "0") as (process, url):
        assert get(url.replace(ANYWHERE, "127.0.0.1")).status_code == 401
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=LONGEST_SECONDS)
    assert "served without TLS" in errors
    assert password not in output + errors


def test_a_short_password_is_refused(environment: dict[str, str]) -> None:
    """Anybody who reaches the page may guess: eleven characters are too few, and not shown."""
    result = run({**environment, "SFCONNECTOR_WEB_PASSWORD": "hunter2-pwd"})
    assert result.exit_code == ExitCode.USAGE
    assert "SFCONNECTOR_WEB_PASSWORD: it has fewer than 12 characters" in result.output
    assert "hunter2" not in result.output


def test_a_name_is_no_address(environment: dict[str, str]) -> None:
    """A host name other than localhost is refused by name: what it leads to is not known."""
    result = run(environment, "--host", "connector.example")
    assert result.exit_code == ExitCode.USAGE
    assert "'connector.example' is no IP address" in result.output


def test_a_port_that_is_taken_is_told(environment: dict[str, str]) -> None:
    """The sentence names the address and what to change."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run(environment, "--port", port)
    assert result.exit_code == ExitCode.USAGE
    assert f"127.0.0.1:{port} cannot be bound" in result.output
    assert "choose another --port" in result.output


def test_a_store_that_cannot_be_opened_is_told_at_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Whoever starts it hears of it, and not each visitor."""
    (tmp_path / "file").write_text("")
    result = run({**environment, "SFCONNECTOR_STORE": str(tmp_path / "file" / "store.sqlite")})
    assert result.exit_code == ExitCode.USAGE
    assert "cannot be opened" in result.output


def test_help_has_examples() -> None:
    """The command explains itself."""
    result = CliRunner().invoke(main, ["web", "--help"])
    assert result.exit_code == 0
    assert "Examples:" in result.output
    assert "SFCONNECTOR_WEB_PASSWORD" in result.output
