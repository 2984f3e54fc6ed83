"""Control has three equal faces: each verb has a route, a command and a Python method."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

import fake_salesforce.faults
from control_calls import control, run
from control_cases import ADDITIONS, CASES, ELSEWHERE, RIGHTS
from fake_salesforce import Clock, FakeSalesforce, Org, User
from fake_salesforce.cli import main
from fake_salesforce.control import VERBS, Verb
from fake_salesforce.faults import Faults
from fake_salesforce.journal import Journal
from fake_salesforce.org import ConnectedApp, PermissionSet, Snapshot
from fake_salesforce.org.packages import Packages
from fake_salesforce.org.usage import Usage
from twin_fakes import Case, Scene, as_json, names, scene

HOLDERS: dict[str, Any] = {
    each.__name__: each
    for each in (
        FakeSalesforce,
        Org,
        User,
        Clock,
        Faults,
        Journal,
        ConnectedApp,
        PermissionSet,
        Snapshot,
        Usage,
        Packages,
    )
} | {"faults": fake_salesforce.faults}
"""Whose methods the verbs name."""

IN_PYTHON_ONLY = {
    "FakeSalesforce": {
        "add_fault": "`fault add` is Faults.add",
        "close": "whoever serves ends that",
        "on_exchange": "a callback; `journal follow` streams",
        "on_request": "a callback",
        "org_of_session": "for the HTTP layer",
        "patch": "concerns clients of the same process",
        "under_way_until": "for the HTTP layer",
        "url_of": "a string of the URL",
    },
    "Org": {
        "access_of": "for the HTTP layer",
        "asking": "for the HTTP layer",
        "close": "`org drop`",
        "add_all": "`schema deploy`",
        "catch_up": "happens by itself",
        "deploy_additions": "`schema deploy`",
        "hold_lock": "a block; `fault add unable-to-lock-row`",
        "commits_late": "a block; `record create --commits-in`",
        "log_in": "for the HTTP layer: a client logs in",
        "must_set_password": "for the HTTP layer",
        "open_session": "for the HTTP layer: a client logs in",
        "password_age_of": "for the HTTP layer",
        "password_policy_of": "for the HTTP layer",
        "tell_setting": "for the settings",
        "undisturbed": "for the HTTP layer",
        "use_session": "for the HTTP layer",
        "user": "`user show` is Org.known_user; secrets are told when they are made",
    },
    "User": {},
    "ConnectedApp": {
        "is_approved": "for the HTTP layer",
        "session_client": "for the HTTP layer",
        "user_of_refresh_token": "for the HTTP layer",
    },
    "PermissionSet": {
        "allow": "`permission grant`, in a word",
        "forbid": "`permission revoke`, in a word",
        "grant": "`permission grant`, in two words",
        "hide_field": "`permission revoke`, in two words",
        "revoke": "`permission revoke`, in two words",
        "show_field": "`permission grant`, in two words",
    },
}
"""Methods that no verb has, and why."""


def _public_methods(holder: type) -> set[str]:
    return {
        name
        for name, value in inspect.getmembers(holder, inspect.isfunction)
        if not name.startswith("_") and value.__module__.startswith("fake_salesforce")
    }


@pytest.mark.parametrize("verb", VERBS, ids=names)
def test_verb_has_three_faces(verb: Verb) -> None:
    """Each verb has a Python method that exists, a command with examples, and words of its own."""
    holder, _, attribute = verb.python.partition(".")
    assert not attribute or _has(HOLDERS[holder], attribute), verb.python
    context = click.Context(main)
    group = main.get_command(context, verb.noun)
    assert isinstance(group, click.Group)
    command = group.get_command(context, verb.name)
    assert command is not None
    assert verb.examples
    for example in verb.examples:
        assert example.startswith(f"{verb.noun} {verb.name}")
        assert f"fake-salesforce {example}" in (command.help or "")
    assert verb.summary
    assert verb.path.startswith("/")


def _has(holder: Any, attribute: str) -> bool:
    """Tell whether a class, or what it makes, has an attribute."""
    if hasattr(holder, attribute):
        return True
    return f"self.{attribute}" in inspect.getsource(holder)


def test_verbs_are_unlike_one_another() -> None:
    """No two verbs have one name or one route."""
    assert len({names(each) for each in VERBS}) == len(VERBS)
    assert len({(each.method, each.path) for each in VERBS}) == len(VERBS)


def test_document_has_each_verb(salesforce: FakeSalesforce) -> None:
    """The OpenAPI document that is served has an operation for each verb, and no other."""
    document = control(salesforce.url, "GET", "/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    operations = {
        (method.upper(), path): operation["operationId"]
        for path, each in document["paths"].items()
        for method, operation in each.items()
    }
    assert operations == {
        (each.method, f"/_fake{each.path}"): f"{each.noun}-{each.name}" for each in VERBS
    }


@pytest.mark.parametrize("holder", list(IN_PYTHON_ONLY))
def test_methods_have_verbs(holder: str) -> None:
    """What Python can do, the other faces can: each method has a verb, or a reason to have none."""
    named = {each.python.partition(".")[2] for each in VERBS if each.python.startswith(holder)}
    exempt = IN_PYTHON_ONLY[holder]
    assert _public_methods(HOLDERS[holder]) - named == exempt.keys() - named
    assert exempt.keys() & named == set()


@pytest.fixture(scope="module")
def twins() -> Iterator[tuple[Scene, Scene]]:
    """Two fakes of one seed, staged alike."""
    with scene() as one, scene() as other:
        assert one.state() == other.state()
        yield one, other


def _begin(each: Scene) -> None:
    """Put a scene back to where it began, but for the clock."""
    each.org.restore(each.start)
    for name in ("named",):
        if name in each.org.snapshots:
            each.org.snapshots[name].discard()
    for org in each.salesforce.orgs[1:]:
        each.salesforce.drop_org(org)
    other = each.salesforce.create_org("Other")
    assert other is each.salesforce.orgs[1]
    each.salesforce.clock.tick_seconds = 0
    each.salesforce.faults.clear()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.words)
def test_command_does_what_python_does(
    twins: tuple[Scene, Scene], case: Case, tmp_path: Path
) -> None:
    """After the method and after the command two fakes of one seed hold the same, row by row."""
    by_python, by_command = twins
    for each in twins:
        _begin(each)
        each.salesforce.clock.move_to(max(twin.salesforce.clock.now() for twin in twins))
        if case.words == "snapshot discard named":
            each.org.snapshot("named")
    files = {"rights": RIGHTS, "additions": ADDITIONS}
    for name, value in files.items():
        (tmp_path / name).write_text(json.dumps(value))
    ids = dict(by_command.ids) | {name: str(tmp_path / name) for name in files}
    words = case.split(ids)
    needs_org = "--org" not in words and words[0] not in {"clock", "fault", "journal"}
    names_org = words[:2] in (["org", "list"], ["org", "create"], ["org", "show"], ["org", "drop"])
    before = by_command.state()
    value = case.python(by_python)
    org = ["--org", "Acme"] if needs_org and not names_org else []
    ran = run(by_command.salesforce.url, *words, *org, "--json")
    assert ran.exit_code == 0, ran.output
    assert by_command.state() == by_python.state()
    if case.tells is not None:
        _contains(ran.told, as_json(case.tells(value)))
    if words[1] in {"list", "show", "kinds", "position", "query", "code"}:
        assert by_command.state() == before


def _contains(told: Any, expected: Any) -> None:
    """Hold that what is expected is told, among other things."""
    if isinstance(expected, dict) and isinstance(told, dict):
        for name, each in expected.items():
            _contains(told[name], each)
    elif isinstance(expected, list) and isinstance(told, list):
        assert len(told) == len(expected)
        for one, other in zip(told, expected, strict=True):
            _contains(one, other)
    else:
        assert told == expected


def test_each_verb_has_a_case(pytestconfig: pytest.Config) -> None:
    """No verb is left out, here and in the files beside."""
    cased = {" ".join(each.words.split()[:2]) for each in CASES}
    assert cased | ELSEWHERE.keys() == {names(each) for each in VERBS}
    folder = pytestconfig.rootpath / "tests" / "fake_salesforce" / "control"
    for name, file in ELSEWHERE.items():
        text = (folder / file).read_text(encoding="utf-8")
        assert all(f'"{word}"' in text for word in name.split()), (name, file)
