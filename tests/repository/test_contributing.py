"""CONTRIBUTING is true: each path it names exists, as far as it is not to be made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_ROW = re.compile(r"^\| (?!to add)(?!---)(.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")
_PLACE = re.compile(r"[\w./<>-]+")


@pytest.fixture
def page(pytestconfig: pytest.Config) -> str:
    """The page's text."""
    return (pytestconfig.rootpath / "CONTRIBUTING.md").read_text(encoding="utf-8")


def _exists(place: str, root: Path) -> bool:
    """Tell whether a place is there; a part in <> stands for at least one that is."""
    pattern = re.sub(r"<[^>]+>", "*", place).rstrip("/")
    return any(found.name != "__init__.py" for found in root.glob(pattern)) or (
        "<" not in place and (root / place).exists()
    )


def test_each_place_of_the_table_exists(page: str, pytestconfig: pytest.Config) -> None:
    """What is to be written has a sibling there already, and the registries exist."""
    rows = _ROW.findall(page)
    assert len(rows) > 10
    missing = []
    for _, written, registry in rows:
        place = _CODE.findall(written)[0]
        assert _PLACE.fullmatch(place), place
        if not _exists(place, pytestconfig.rootpath):
            missing.append(place)
        package = place.partition("<")[0].rpartition("/")[0]
        missing += [
            name
            for name in _CODE.findall(registry)
            if name.endswith(".py")
            and not any(
                (pytestconfig.rootpath / folder / name).is_file()
                for folder in (package, str(Path(package).parent), ".")
            )
        ]
    assert missing == []


def test_each_name_in_a_registry_is_there(page: str, pytestconfig: pytest.Config) -> None:
    """A tuple or an enum that the table tells to extend stands in the file it names."""
    told = re.findall(r"`(\w+)/__init__\.py`, the tuple `(\w+)`", page)
    assert told
    fake = pytestconfig.rootpath / "fake_salesforce"
    absent = [
        (folder, name)
        for folder, name in told
        if not re.search(
            rf"^{name}\b", (fake / folder / "__init__.py").read_text("utf-8"), re.MULTILINE
        )
    ]
    assert absent == []


def test_each_other_place_exists(page: str, pytestconfig: pytest.Config) -> None:
    """Folders and files that the text names outside the table exist."""
    text = _ROW.sub("", page)
    places = [each for each in _CODE.findall(text) if "/" in each and _PLACE.fullmatch(each)]
    assert places
    assert [each for each in places if not _exists(each, pytestconfig.rootpath)] == []
