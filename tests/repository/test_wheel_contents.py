"""The installed distribution holds what the packages need besides their modules."""

from __future__ import annotations

from importlib.metadata import entry_points
from importlib.resources import files

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


@pytest.mark.parametrize("package", ["sfconnector", "fake_salesforce", "sfconformance"])
def test_type_information_is_installed(package: str) -> None:
    """Each package says that it is typed."""
    assert files(package).joinpath("py.typed").is_file()


@pytest.mark.parametrize(
    ("package", "path"),
    [
        ("fake_salesforce", "soql/grammar.lark"),
        ("sfconnector", "store/migrations/env.py"),
        ("sfconnector", "web/static/page.css"),
        ("sfconnector", "web/templates/overview.html.jinja"),
        ("sfconformance", "templates/timeline.html.jinja"),
    ],
)
def test_data_file_is_installed(package: str, path: str) -> None:
    """The grammar, the migrations, the page and the report's template come along."""
    assert files(package).joinpath(path).is_file()
