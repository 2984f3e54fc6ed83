"""Bundled scenarios are found in a wheel, beside a checkout, and by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfconformance import library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of three scenarios in two areas."""
    for name in ("lists/all", "disconnects/expired", "disconnects/all"):
        file = tmp_path / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text("title: x\n", encoding="utf-8")
    return tmp_path


def names(wanted: tuple[str, ...], folder: Path) -> list[str]:
    """Return the names of what is found."""
    return [name for name, _ in library.find(wanted, folder=folder)]


def test_an_installed_wheel_has_the_files_in_the_package(tmp_path: Path) -> None:
    """In a wheel they lie in the package, whatever stands beside it."""
    package = tmp_path / "lib" / "site-packages" / "sfconformance"
    (package / "scenarios").mkdir(parents=True)
    (package.parent.parent / "scenarios").mkdir()
    assert library.path(package) == package / "scenarios"


def test_a_checkout_has_the_files_at_its_top(tmp_path: Path) -> None:
    """In a checkout the package lies in src/, and the files two folders higher."""
    package = tmp_path / "src" / "sfconformance"
    package.mkdir(parents=True)
    (tmp_path / "scenarios").mkdir()
    assert library.path(package) == tmp_path / "scenarios"


def test_an_installation_without_files_says_where_it_looked(tmp_path: Path) -> None:
    """Neither place having them is an error that names both."""
    package = tmp_path / "src" / "sfconformance"
    with pytest.raises(library.UnknownScenarioError, match=r"scenarios or .*scenarios"):
        library.path(package)


def test_this_installation_has_its_scenarios() -> None:
    """The library under test holds the six that the main job needs."""
    assert set(names((), library.path())) >= {
        "disconnects/blank-between-password-and-token",
        "disconnects/password-expired",
        "disconnects/password-expires-during-import",
        "disconnects/security-token-missing",
        "disconnects/wrong-security-token",
        "lists/all-leads-imported",
    }


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ((), ["disconnects/all", "disconnects/expired", "lists/all"]),
        (("lists/all",), ["lists/all"]),
        (("expired",), ["disconnects/expired"]),
        (("disconnects",), ["disconnects/all", "disconnects/expired"]),
        (("expired", "disconnects"), ["disconnects/expired", "disconnects/all"]),
    ],
)
def test_names_areas_and_last_parts_are_found(
    wanted: tuple[str, ...], found: list[str], folder: Path
) -> None:
    """What is wanted twice is found once, in the order it was wanted."""
    assert names(wanted, folder) == found


def test_files_and_folders_are_found(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file of the library keeps its name there; another is named after its file."""
    other = tmp_path_factory.mktemp("mine")
    (other / "own.yaml").write_text("title: x\n", encoding="utf-8")
    assert names((str(folder / "lists" / "all.yaml"),), folder) == ["lists/all"]
    assert names((str(other / "own.yaml"),), folder) == ["own"]
    assert names((str(other),), folder) == ["own"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("all", "means more than one scenario: disconnects/all, lists/all"),
        ("expird", "did you mean `expired`"),
        ("nothing-like-it", "is no file, folder or bundled scenario"),
    ],
)
def test_what_is_nowhere_or_unclear_is_refused(wanted: str, said: str, folder: Path) -> None:
    """The error names the candidates or the nearest name."""
    with pytest.raises(library.UnknownScenarioError, match=said):
        library.find((wanted,), folder=folder)


def test_an_empty_folder_is_refused(folder: Path) -> None:
    """A folder without scenarios is a mistake, not zero scenarios passed."""
    (folder / "empty").mkdir()
    with pytest.raises(library.UnknownScenarioError, match="holds no scenario file"):
        library.find((str(folder / "empty"),), folder=folder)
