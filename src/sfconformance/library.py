"""Where the bundled scenario files lie, and how they are found by name.

An installed wheel holds them inside this package; in a checkout, also an editable one, they lie in
``scenarios/`` at its top.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sfconformance.errors import ConformanceError
from sfconformance.part import nearest

SUFFIX = ".yaml"


class UnknownScenarioError(ConformanceError):
    """No file, folder or bundled scenario has this name."""


def path(package: Path | None = None) -> Path:
    """Return the folder of the bundled scenarios.

    Args:
        package: the folder of this package; its own unless given.

    Raises:
        UnknownScenarioError: neither place has them: the installation is incomplete.
    """
    package = package or Path(__file__).parent
    in_the_wheel = package / "scenarios"
    beside_the_checkout = package.parent.parent / "scenarios"
    for folder in (in_the_wheel, beside_the_checkout):
        if folder.is_dir():
            return folder
    message = f"there are no scenario files at {in_the_wheel} or {beside_the_checkout}"
    raise UnknownScenarioError(message)


def files(folder: Path) -> Iterator[Path]:
    """Return the scenario files of a folder and its folders, in the order of their paths."""
    yield from sorted(folder.rglob(f"*{SUFFIX}"))


def name_of(file: Path, folder: Path) -> str:
    """Return a scenario's name: its path below the folder, without suffix, with slashes."""
    return file.relative_to(folder).with_suffix("").as_posix()


def find(wanted: Sequence[str], *, folder: Path) -> tuple[tuple[str, Path], ...]:
    """Return names and files of what is wanted: files, folders, or names of bundled scenarios.

    A name is that of :func:`name_of`, its last part where that is clear, or an area, as
    ``disconnects``. Nothing wanted means every bundled scenario.

    Raises:
        UnknownScenarioError: something wanted is nowhere, or means two scenarios.
    """
    bundled = {name_of(file, folder): file for file in files(folder)}
    if not wanted:
        return tuple(bundled.items())
    found: dict[Path, str] = {}
    for word in wanted:
        for name, file in _meant(word, bundled):
            found.setdefault(file, name)
    return tuple((name, file) for file, name in found.items())


def _meant(word: str, bundled: dict[str, Path]) -> tuple[tuple[str, Path], ...]:
    place = Path(word)
    if place.is_file():
        for name, file in bundled.items():
            if file.samefile(place):
                return ((name, place),)
        return ((place.stem, place),)
    if place.is_dir():
        inside = tuple((name_of(file, place), file) for file in files(place))
        if not inside:
            message = f"the folder {word} holds no scenario file (*{SUFFIX})"
            raise UnknownScenarioError(message)
        return inside
    if word in bundled:
        return ((word, bundled[word]),)
    area = tuple((name, file) for name, file in bundled.items() if name.startswith(f"{word}/"))
    if area:
        return area
    last = tuple((name, file) for name, file in bundled.items() if name.endswith(f"/{word}"))
    if len(last) == 1:
        return last
    if last:
        names = ", ".join(name for name, _ in last)
        message = f"{word!r} means more than one scenario: {names}"
        raise UnknownScenarioError(message)
    known = (*bundled, *(name.rpartition("/")[2] for name in bundled))
    message = (
        f"{word!r} is no file, folder or bundled scenario{nearest(word, known)}; "
        "`sfconformance list` shows the bundled ones"
    )
    raise UnknownScenarioError(message)
