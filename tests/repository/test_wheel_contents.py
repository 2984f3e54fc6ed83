"""The wheel holds the three packages, the scenario files, the grammar, the migrations, the commands."""

from __future__ import annotations

from importlib.metadata import entry_points, files

import pytest


@pytest.mark.parametrize(
    ("command", "target"),
    [
        ("sfconnector", "sfconnector.cli:main"),
        ("fake-salesforce", "fake_salesforce.cli:main"),
        ("sfconformance", "sfconformance.cli:main"),
    ],
)
def test_command_is_installed(command: str, target: str) -> None:
    """Each front door is a console script."""
    (script,) = entry_points(group="console_scripts", name=command)
    assert script.value == target
    assert callable(script.load())


def test_type_information_is_installed() -> None:
    """Each package says that it is typed."""
    installed = {str(each) for each in files("sfconnector") or []}
    if any(each.startswith("sfconnector/") for each in installed):
        assert {
            f"{name}/py.typed" for name in ("sfconnector", "fake_salesforce", "sfconformance")
        } <= installed
