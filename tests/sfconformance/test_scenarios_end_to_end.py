"""The bundled scenarios pass with the bundled connector, and fail without their cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfconformance import library
from sfconformance.bundled import BundledConnector
from sfconformance.fake_stage import FakeStage
from sfconformance.runner import play
from sfconformance.scenario_file import load
from sfconformance.timeline import Timeline
from sfconformance.views import json_text, junit, page

FOLDER = library.path()
FILES = tuple(library.files(FOLDER))
DISCONNECTS = tuple(library.files(FOLDER / "disconnects"))

LISTS_WITH_CAUSE = tuple(
    path for path in library.files(FOLDER / "lists") if load(path).scenario.has_cause()
)


def played(path: Path, *, without_cause: bool = False, seed: int = 0) -> Timeline:
    """Play a file with the bundled connector on the fake."""
    return play(
        load(path),
        open_stage=FakeStage.open,
        open_subject=BundledConnector.open,
        without_cause=without_cause,
        seed=seed,
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_scenario_passes(path: Path) -> None:
    """Fake and connector together do what the scenario tells."""
    timeline = played(path)
    assert timeline.complaints() == ()
    assert timeline.verdict == "passed"
    assert timeline.steps_left == 0


@pytest.mark.parametrize("path", DISCONNECTS, ids=lambda path: path.stem)
def test_each_disconnect_fails_without_its_cause(path: Path) -> None:
    """A disconnect scenario marks its cause, and proves something: without it, it fails."""
    assert load(path).scenario.has_cause()
    timeline = played(path, without_cause=True)
    assert timeline.verdict == "failed"
    assert any("status" in complaint for complaint in timeline.complaints())


@pytest.mark.parametrize("path", LISTS_WITH_CAUSE, ids=lambda path: path.stem)
def test_each_other_cause_matters_too(path: Path) -> None:
    """A scenario that marks a cause fails without it, also where nothing disconnects."""
    assert played(path, without_cause=True).verdict == "failed"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_outcome_does_not_hang_on_the_seed(seed: int) -> None:
    """Other passwords, tokens and ids make no other story."""
    path = FOLDER / "disconnects" / "password-expires-during-import.yaml"
    assert played(path, seed=seed).complaints() == ()


def test_no_view_of_a_run_holds_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every password and token that the stage ever gave out is missing from every report."""
    secrets: set[str] = set()
    user_of = FakeStage.user

    def watched(self: FakeStage, alias: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the fake's own user
        user = user_of(self, alias)
        secrets.update((user.password, user.security_token))
        return user

    monkeypatch.setattr(FakeStage, "user", watched)
    timelines = [played(path) for path in DISCONNECTS]
    # One seed gives every user the same first secrets; the expiries and resets add to them.
    assert len(secrets) > 2
    for rendered in (junit.render(timelines), page.render(timelines), json_text.render(timelines)):
        assert not [secret for secret in secrets if secret in rendered]
