"""The bundled scenarios pass with the bundled connector, and fail without their cause."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from fake_salesforce.org.sessions import Sessions
from sfconformance import explanation, library
from sfconformance.bundled import BundledConnector
from sfconformance.fake_stage import FakeStage
from sfconformance.runner import play
from sfconformance.scenario_file import ScenarioFile, load
from sfconformance.timeline import Checked, StatusChanged, Timeline
from sfconformance.views import console, json_text, junit, page
from sfconformance.views import explanation as explained

FOLDER = library.path()
FILES = tuple(library.files(FOLDER))
DISCONNECTS = tuple(library.files(FOLDER / "disconnects"))
WITH_CAUSE = tuple(path for path in FILES if load(path).scenario.has_cause())

ROWS = {*range(1, 29), *range(31, 39), *range(56, 65)}
"""The troubles of connections and of lists that each have a scenario."""


@cache
def played(path: Path, *, without_cause: bool = False, seed: int = 0) -> Timeline:
    """Play a file with the bundled connector on the fake, once in this process."""
    return play(
        load(path),
        open_stage=FakeStage.open,
        open_subject=BundledConnector.open,
        without_cause=without_cause,
        seed=seed,
    )


def shows_trouble(file: ScenarioFile) -> bool:
    """Return whether the status is expected to name a cause."""
    expected = [item.expect.status for item in file.scenario.steps if item.expect]
    return any(status is not None and status.cause is not None for status in expected)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_scenario_passes(path: Path) -> None:
    """Fake and connector together do what the scenario tells."""
    timeline = played(path)
    assert timeline.complaints() == ()
    assert timeline.verdict == "passed"
    assert timeline.steps_left == 0


@pytest.mark.parametrize("path", DISCONNECTS, ids=lambda path: path.stem)
def test_each_disconnect_marks_its_cause(path: Path) -> None:
    """What the outcome hangs on is written, and so is what a customer says of it."""
    scenario = load(path).scenario
    assert scenario.has_cause()
    assert scenario.customer_says


@pytest.mark.parametrize("path", WITH_CAUSE, ids=lambda path: path.stem)
def test_each_scenario_fails_without_its_cause(path: Path) -> None:
    """A scenario proves something: without its cause it fails, and shows no trouble."""
    timeline = played(path, without_cause=True)
    assert timeline.verdict == "failed"
    unmet = {e.subject for e in timeline.entries if isinstance(e, Checked) and not e.met}
    if shows_trouble(load(path)):
        assert unmet & {"status", "report"}
    assert unmet


@pytest.mark.parametrize("path", DISCONNECTS, ids=lambda path: path.stem)
def test_each_disconnect_ends_with_its_recovery(path: Path) -> None:
    """The connector is active in the end, and tells of no cause any more."""
    changes = [e for e in played(path).entries if isinstance(e, StatusChanged)]
    assert (changes[-1].after, changes[-1].cause) == ("active", None)
    if shows_trouble(load(path)):
        assert any(change.cause for change in changes)


def test_each_trouble_has_a_scenario() -> None:
    """Every row of the table of troubles is shown by a file, and no other is claimed."""
    assert {row for path in FILES for row in load(path).scenario.rows} == ROWS


def test_the_ways_of_being_unreachable_are_told_apart() -> None:
    """Refused, no TLS, a proxy's page, cut off, silence, no such host: each a file, one cause."""
    files = [load(path) for path in FILES if 64 in load(path).scenario.rows]
    assert {file.name.removeprefix("unreachable-") for file in files} == {
        "answer-lost",
        "connection-refused",
        "dns",
        "no-answer",
        "proxy-page",
        "tls",
    }
    for file in files:
        changes = [e for e in played(Path(file.path)).entries if isinstance(e, StatusChanged)]
        assert [change.cause for change in changes if change.cause] == ["unreachable"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_outcome_does_not_hang_on_the_seed(seed: int) -> None:
    """Other passwords, tokens and ids make no other story."""
    path = FOLDER / "disconnects" / "password-expires-during-import.yaml"
    assert played(path, seed=seed).complaints() == ()


def forms(secret: str) -> set[str]:
    """Return what of a secret may stand in a report: as it is, in JSON, or a line of a key."""
    lines = [line for line in secret.splitlines() if not line.startswith("-----")]
    return {secret, json.dumps(secret)[1:-1], html.escape(secret), *lines}


def test_a_key_in_a_report_would_be_found() -> None:
    """A private key has lines, and is found in JSON, in HTML and line by line."""
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n"
    for text in (json.dumps({"secret": key}), f"<p>{key}</p>", "1. kqhkiG9w0BAQEF"):
        assert any(form in text for form in forms(key))


def views(timeline: Timeline, path: Path) -> Iterator[str]:
    """Return what the command prints of a run: in words, and as support tells it."""
    yield console.as_text(timeline)
    told = explanation.of_run(load(path), timeline)
    yield explained.as_json(told)
    shown = io.StringIO()
    explained.show(told, Console(file=shown, width=10_000))
    yield shown.getvalue()


@pytest.mark.slow
def test_no_view_of_a_run_holds_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """No password, token, key or session id that was ever given out is in any report (P45)."""
    secrets: set[str] = set()
    sessions: set[str] = set()
    told, opened = FakeStage.secrets, Sessions.open

    def watched(self: FakeStage) -> list[str]:
        found = list(told(self))
        secrets.update(found)
        return found

    def noted(*given: Any, **named: Any) -> str:
        session_id = opened(*given, **named)
        sessions.add(session_id)
        return session_id

    monkeypatch.setattr(FakeStage, "secrets", watched)
    monkeypatch.setattr(Sessions, "open", noted)
    played.cache_clear()
    timelines = [played(path) for path in DISCONNECTS]
    # One seed gives every user the same first secrets; expiries, resets and an app add to them.
    assert len(secrets) > 5
    assert len(sessions) > 2
    searched = {form for secret in secrets | sessions for form in forms(secret)}
    reports = [junit.render(timelines), page.render(timelines), json_text.render(timelines)]
    for path, timeline in zip(DISCONNECTS, timelines, strict=True):
        reports += views(timeline, path)
    for rendered in reports:
        assert not [secret for secret in searched if secret in rendered]
