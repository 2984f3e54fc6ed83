"""Staging said three times: a line of Python, a command of ``fake-salesforce``, a control call.

A line of Python may name ``org``, ``user``, ``salesforce``, the faults, and the ids of a scene; a
command names an id as ``$LEAD``. Several commands stand with a semicolon between them.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import click

import fake_salesforce.faults
from control_calls import control, told
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.cli import main
from fake_salesforce.cli.control.fields import Fields
from fake_salesforce.control import VERBS, Verb

JO = "jo@example.com"
"""The user whom commands name."""
ACME = "Acme"
"""The org that commands name where there are several."""
_FAULTS = {name: getattr(fake_salesforce.faults, name) for name in fake_salesforce.faults.__all__}


@dataclass
class Scene:
    """A server, an org, its user, and ids by the names that a staging has for them."""

    salesforce: FakeSalesforce
    org: Org
    user: User
    ids: dict[str, str] = field(default_factory=dict)

    def evaluate(self, text: str) -> Any:
        """Return what a Python expression is worth."""
        return eval(text, self._names())  # noqa: S307 - texts of these tests

    def _names(self) -> dict[str, Any]:
        own = {"salesforce": self.salesforce, "org": self.org, "user": self.user, "ids": self.ids}
        return _FAULTS | own | self.ids

    def by_python(self, text: str) -> None:
        """Do what lines of Python say."""
        exec(text, self._names())  # noqa: S102 - texts of these tests

    def by_command(self, text: str) -> None:
        """Run the commands of a text."""
        for words in self._commands(text):
            told(self.salesforce.url, *words)

    def by_json(self, text: str) -> None:
        """Send the control calls that the commands of a text stand for."""
        for words in self._commands(text):
            call = json_call(words)
            sent = {"params": call.query} if call.body is None else {"json": call.body}
            trusted = str(self.salesforce.ca_file) if self.salesforce.has_tls else True
            answer = control(self.salesforce.url, call.method, call.path, verify=trusted, **sent)
            assert answer.status_code < 300, answer.text

    def _commands(self, text: str) -> list[list[str]]:
        filled = re.sub(r"\$([A-Z_]+)", lambda found: self.ids[found[1].lower()], text)
        return commands(filled)


WAYS: dict[str, Callable[[Scene, str, str], None]] = {
    "python": lambda scene, python, _: scene.by_python(python),
    "shell": lambda scene, _, shell: scene.by_command(shell),
    "json": lambda scene, _, shell: scene.by_json(shell),
}
"""How a staging is done: its Python, its command, or the control call of that command."""


def commands(text: str) -> list[list[str]]:
    """Return the words of each command of a text."""
    return [shlex.split(each) for each in text.split(";") if each.strip()]


@dataclass(frozen=True)
class Call:
    """A control call."""

    method: str
    path: str
    """Below ``/_fake``."""
    body: Mapping[str, Any] | None
    query: Mapping[str, str]

    def __str__(self) -> str:
        query = "?" + "&".join(f"{k}={v}" for k, v in self.query.items()) if self.query else ""
        body = f" {json.dumps(self.body, ensure_ascii=False)}" if self.body else ""
        return f"{self.method} {self.path}{query}{body}"


def json_call(words: list[str]) -> Call:
    """Return the control call that a command stands for: what the verb's definition makes of it."""
    verb = _verb(words)
    group = main.get_command(click.Context(main), verb.noun)
    assert isinstance(group, click.Group)
    command = group.get_command(click.Context(group), verb.name)
    assert command is not None
    given = command.make_context(verb.name, list(words[2:])).params
    for name in ("url", "key", "as_json", "file"):
        given.pop(name, None)
    asked = Fields(verb).read(given)
    path = verb.path
    for name in verb.in_path:
        value = str(asked.pop(name, "-"))
        path = path.replace("{" + name + "}", quote(value, safe="@ ,:-"))
    query = {} if verb.has_body else {name: str(each) for name, each in asked.items()}
    return Call(verb.method, path, asked if verb.has_body else None, query)


def _verb(words: list[str]) -> Verb:
    return next(each for each in VERBS if [each.noun, each.name] == words[:2])
