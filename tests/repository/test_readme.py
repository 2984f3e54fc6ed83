"""The README is true: its Python runs, its links lead somewhere, its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.fixture
def readme(pytestconfig: pytest.Config) -> str:
    """The README's text."""
    return (pytestconfig.rootpath / "README.md").read_text(encoding="utf-8")


def _blocks(text: str, language: str) -> list[str]:
    return [body for kind, body in _BLOCK.findall(text) if kind == language]


def test_python_runs_as_written(readme: str, tmp_path: Path) -> None:
    """Each Python block is a program that runs; the first prints the number of leads."""
    outputs = []
    for number, block in enumerate(_blocks(readme, "python")):
        script = tmp_path / f"block{number}.py"
        script.write_text(block, encoding="utf-8")
        finished = subprocess.run(
            [sys.executable, str(script)], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert finished.returncode == 0, finished.stderr
        outputs.append(finished.stdout)
    assert outputs[0] == "10000\n"


def test_links_lead_somewhere(readme: str, pytestconfig: pytest.Config) -> None:
    """Each relative link names a file of the repository."""
    links = _LINK.findall(readme)
    assert links
    assert [each for each in links if not (pytestconfig.rootpath / each).exists()] == []


def test_commands_exist(readme: str, tmp_path: Path) -> None:
    """Each command and subcommand a shell block shows answers to --help."""
    lines = [line for block in _blocks(readme, "sh") for line in block.splitlines()]
    shown = {
        match[0]: match[1]
        for line in lines
        if (
            match := re.match(
                r"(?:sfconnector|fake-salesforce|sfconformance)((?: [a-z][a-z-]*)+)", line
            )
        )
    }
    assert shown
    modules = {
        "sfconnector": "sfconnector",
        "fake-salesforce": "fake_salesforce",
        "sfconformance": "sfconformance",
    }
    for command in shown:
        name, *words = command.split()
        finished = subprocess.run(
            [sys.executable, "-m", modules[name], *words[:2], "--help"],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        assert finished.returncode == 0, (command, finished.stderr)
        assert finished.stdout.startswith("Usage: "), command
