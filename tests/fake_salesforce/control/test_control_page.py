"""docs/control.md is true: its blocks run as they stand, and print what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import client_page
import client_runs
from fake_salesforce.control import VERBS

pytestmark = pytest.mark.slow

SECTIONS = ("In Python", "In pytest", "By command", "By JSON")


@pytest.fixture
def page(pytestconfig: pytest.Config) -> str:
    """The page's text."""
    return (pytestconfig.rootpath / "docs" / "control.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("heading", SECTIONS)
def test_section_runs_as_written(page: str, tmp_path: Path, heading: str) -> None:
    """Each section's blocks run in one folder, and print what the page says they print."""
    client_runs.run(client_page.sections(page)[heading], tmp_path, environment={})


def test_every_section_with_blocks_is_run(page: str) -> None:
    """No block of the page is left out."""
    assert [name for name, steps in client_page.sections(page).items() if steps] == list(SECTIONS)


def test_words_of_the_page_exist(page: str) -> None:
    """Each command that the page names is one."""
    known = {f"{each.noun} {each.name}" for each in VERBS}
    nouns = "|".join({each.noun for each in VERBS})
    named = set(re.findall(rf"(?:fake-salesforce |`)((?:{nouns}) [a-z][a-z-]+)", page))
    assert named
    assert named <= known
