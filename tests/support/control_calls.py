"""Callers of the control panel: over HTTP, and by the command."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import requests
from click.testing import CliRunner

from fake_salesforce.cli import main

NO_CONTENT = 204


@dataclass(frozen=True)
class Answer:
    """The status of an answer, and what its body says."""

    status: int
    body: Any


def control(url: str, method: str, path: str, **kwargs: Any) -> requests.Response:
    """Send a control call, whatever it is."""
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, f"{url}/_fake{path}", timeout=60, **kwargs)


def ask(
    url: str, method: str, path: str, body: dict[str, Any] | None = None, **params: Any
) -> Answer:
    """Send a control call and return what it says; a body of None sends none."""
    answer = control(url, method, path, json=body, params=params)
    return Answer(answer.status_code, answer.json() if answer.content else None)


def done(
    url: str, method: str, path: str, body: dict[str, Any] | None = None, **params: Any
) -> Any:
    """Send a control call that is to succeed, and return what it says."""
    answer = ask(url, method, path, body, **params)
    assert answer.status < 300, answer.body
    return answer.body


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    exit_code: int
    output: str

    @property
    def told(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.output)


def run(url: str, *words: str, key: str | None = None) -> Ran:
    """Run a command of ``fake-salesforce`` against a server, and return how it ended."""
    environment = {"FAKE_SALESFORCE_URL": url, "FAKE_SALESFORCE_CONTROL_KEY": key}
    result = CliRunner().invoke(main, list(words), env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.output)


def told(url: str, *words: str) -> Any:
    """Run a command that is to succeed with ``--json``, and return what it says."""
    ran = run(url, *words, "--json")
    assert ran.exit_code == 0, ran.output
    return ran.told if ran.output else None
