"""What the command ``fake-salesforce fidelity`` does, without its options and exit codes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence

import requests

from .area_file import AreaFileError, areas
from .missing import markdown, missing
from .model import Area
from .permission_matrix import markdown as matrix_markdown
from .permission_matrix import permission_matrix
from .playing import play_areas
from .report import Report, failures_text, table
from .target import Target, TargetError


class UnknownAreaError(Exception):
    """There is no area of that name."""


ERRORS = (AreaFileError, UnknownAreaError, TargetError, requests.RequestException)
"""What may go wrong that is not a row that does not hold."""


def played(names: Sequence[str], *, target: str | None, environment: Mapping[str, str]) -> Report:
    """Play areas, all of them if none is named, against fakes or against a real org.

    Raises:
        UnknownAreaError: there is no area of a given name.
        AreaFileError: a file of rows is wrong.
        TargetError: the real org cannot be logged in to.
        requests.RequestException: the real org did not answer.
    """
    chosen = _chosen(names)
    if target is None:
        return Report(tuple(play_areas(chosen)))
    real = Target.log_in(target, environment)
    try:
        return Report(tuple(real.play_areas(chosen)))
    finally:
        real.close()


def _chosen(names: Sequence[str]) -> list[tuple[str, Area]]:
    known = areas()
    for each in names:
        if each not in known:
            message = f"there is no area {each}; there are {', '.join(known)}"
            raise UnknownAreaError(message)
    return [(name, area) for name, area in known.items() if not names or name in names]


def told(report: Report, *, as_json: bool, only_failures: bool) -> str:
    """Return a report as text."""
    if as_json:
        return json.dumps(report.document(), ensure_ascii=False)
    if only_failures:
        return f"{failures_text(report)}\n\n{table(report)}"
    return table(report)


def missing_text(*, as_json: bool) -> str:
    """Return what is refused with 501 as text."""
    found = missing()
    return json.dumps(found, ensure_ascii=False) if as_json else markdown(found)


def rights_text(*, as_json: bool) -> str:
    """Return the permission matrix as text."""
    rows = permission_matrix()
    if as_json:
        return json.dumps([dataclasses.asdict(each) for each in rows])
    return matrix_markdown(rows)
