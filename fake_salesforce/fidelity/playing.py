"""Plays rows and says what differs. No secret of the org stands in what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fake_salesforce.errors import NotImplementedInFakeError, SalesforceError
from fake_salesforce.records.values import WrongTypeError

from .caller import UnknownNameError, filled
from .matching import Reply, differences
from .model import Answer, Area, Row
from .stage import Stage

_SECRET_NAMES = (
    "session",
    "user.secret",
    "user.password",
    "user.security_token",
    "org.client_secret",
    "app.client_secret",
    "app.refresh_token",
    "app.assertion",
    "old.secret",
    "old.password",
)
_SESSION_ID = re.compile(r"00D\w{12,15}![\w.]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one row went."""

    area: str
    row: Row
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the answer was as the source has it."""
        return not self.differences


def compare(row: Row, reply: Reply, names: dict[str, str]) -> tuple[str, ...]:
    """Return how a reply differs from a row's answer, without secrets."""
    answer = Answer.model_validate(filled(row.answer.model_dump(), names))
    return tuple(_without_secrets(each, names) for each in differences(answer, reply))


def _without_secrets(text: str, names: dict[str, str]) -> str:
    text = _SESSION_ID.sub("<session>", text)
    for name in _SECRET_NAMES:
        if names.get(name):
            text = text.replace(names[name], f"<{name}>")
    return text


def play(area_name: str, row: Row, *, stage: Stage) -> Outcome:
    """Play a row on a stage; one whose start the fake refuses does not hold either."""
    try:
        reply, names = stage.play(row)
        return Outcome(area_name, row, compare(row, reply, names))
    except (SalesforceError, NotImplementedInFakeError, WrongTypeError) as error:
        return Outcome(area_name, row, (f"its start is refused: {error}",))
    except UnknownNameError as error:
        return Outcome(area_name, row, (str(error),))


def play_areas(areas: Iterable[tuple[str, Area]]) -> Iterator[Outcome]:
    """Play every row of some areas against fakes made for it."""
    with Stage() as stage:
        for name, area in areas:
            for row in area.rows:
                yield play(name, row, stage=stage)
