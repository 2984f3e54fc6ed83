"""The files of rows: found in the package, read, and refused with the line where they are wrong.

A row with ``cases`` stands for as many rows: its texts are written once, with ``${case}`` and the
keys of each case in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .model import Area
from .yaml_text import Path as YamlPath
from .yaml_text import YamlTextError, read

_CASE = re.compile(r"\$\{([^}]*)\}")


class AreaFileError(Exception):
    """A file of rows is wrong; each line tells ``file:line: what``."""


def folder() -> Path:
    """Return the folder of the files that come with the package."""
    return Path(str(files("fake_salesforce.fidelity"))) / "areas"


@cache
def areas() -> Mapping[str, Area]:
    """Return the areas that come with the package, by name as ``soql/dates``."""
    found = sorted(folder().rglob("*.yaml"))
    return {
        each.relative_to(folder()).with_suffix("").as_posix(): load(
            each.read_text(encoding="utf-8"), path=each.relative_to(folder()).as_posix()
        )
        for each in found
    }


def load(text: str, *, path: str) -> Area:
    """Return the area that a text of YAML holds.

    Args:
        text: the file's text.
        path: the file's name, for errors.

    Raises:
        AreaFileError: it is no YAML, has an unknown key, lacks one, or says something twice.
    """
    try:
        value, lines = read(text)
    except YamlTextError as error:
        message = f"{path}:{error.line}: {error.message}"
        raise AreaFileError(message) from error
    written = value.get("rows") if isinstance(value, dict) else None
    rows: list[tuple[int, Any]] = []
    for index, row in enumerate(written if isinstance(written, list) else []):
        rows += [(index, each) for each in _expanded(row)]
    document = value | {"rows": [row for _, row in rows]} if rows else value
    try:
        area = Area.model_validate(document)
    except ValidationError as error:
        problems = [
            f"{path}:{_line(lines, rows, each['loc'])}: {_place(each['loc'])}{each['msg']}"
            for each in error.errors()
        ]
        raise AreaFileError("\n".join(dict.fromkeys(problems))) from error
    _check_distinct(area, path, [lines["rows", index] for index, _ in rows])
    return area


def _expanded(row: Any) -> Iterator[Any]:  # noqa: ANN401 - as YAML has it
    """Yield the row, or one for each of its cases."""
    cases = row.get("cases") if isinstance(row, dict) else None
    if not isinstance(cases, dict):
        yield row
        return
    template = {name: value for name, value in row.items() if name != "cases"}
    for name, words in cases.items():
        known = {"case": name} | (words if isinstance(words, dict) else {})
        yield _filled(template, known) | {"id": f"{row.get('id')}-{name}"}


def _filled(value: Any, known: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as YAML has it
    if isinstance(value, dict):
        return {_filled(name, known): _filled(each, known) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, known) for each in value]
    if not isinstance(value, str):
        return value
    whole = _CASE.fullmatch(value)
    if whole and whole[1] in known:
        return known[whole[1]]
    return _CASE.sub(lambda match: str(known.get(match[1], match[0])), value)


def _line(lines: Mapping[YamlPath, int], rows: list[tuple[int, Any]], loc: YamlPath) -> int:
    if len(loc) > 1 and loc[0] == "rows" and isinstance(loc[1], int) and rows:
        loc = ("rows", rows[loc[1]][0], *loc[2:])
    while loc and loc not in lines:
        loc = loc[:-1]
    return lines.get(loc, 1)


def _place(loc: YamlPath) -> str:
    named = [str(each) for each in loc[2:] if isinstance(each, str)]
    return f"{'.'.join(named)}: " if named else ""


def _check_distinct(area: Area, path: str, lines: list[int]) -> None:
    seen: dict[object, int] = {}
    for row, line in zip(area.rows, lines, strict=True):
        for what, value in (("id", row.id), ("behaviour of one resource", row.pair)):
            if value in seen:
                message = f"{path}:{line}: this {what} stands on line {seen[value]} already"
                raise AreaFileError(message)
            seen[value] = line
