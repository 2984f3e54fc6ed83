"""A timeline retold as a story: one chapter a step, one line a happening, repetitions folded.

Console and page tell the same story; this module decides what is said and by whom, they decide how
it looks. The voices are those a support engineer asks about: what Salesforce answered, what the
connector concluded, what the customer saw, what mends it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Literal

from sfconformance.subject import Fact
from sfconformance.timeline import (
    ActInTheMiddle,
    Checked,
    ConnectorTold,
    Entry,
    Exchanged,
    Failed,
    StatusChanged,
    StepBegan,
    Timeline,
)

Voice = Literal["salesforce", "connector", "customer", "remedy", "org", "met", "unmet"]
"""Who speaks in a line."""

FIRST_ERROR_STATUS = 400


@dataclass(frozen=True)
class Line:
    """A line of the story.

    Attributes:
        at: when, on the stage's clock.
        voice: who speaks.
        text: what is said.
        serious: whether it tells of something refused, broken or unmet.
        detail: more for who wants it; empty when there is none.
        same_as: what it must share with its neighbour to be folded with it; the text unless given.
    """

    at: datetime
    voice: Voice
    text: str
    serious: bool = False
    detail: str = ""
    same_as: str = ""


@dataclass(frozen=True)
class Chapter:
    """A step and what came of it.

    Attributes:
        number: the step's place in the file, from 1.
        at: when it began.
        side: "org" or "connector".
        title: what happens.
        line: where it stands in the file.
        lines: what came of it.
    """

    number: int
    at: datetime
    side: str
    title: str
    line: int
    lines: tuple[Line, ...] = field(default=())


def tell(timeline: Timeline) -> tuple[Chapter, ...]:
    """Return the chapters of a timeline."""
    chapters: list[Chapter] = []
    for entry in timeline.entries:
        if isinstance(entry, StepBegan):
            chapters.append(Chapter(entry.number, entry.at, entry.side, entry.sentence, entry.line))
            continue
        if not chapters:
            chapters.append(Chapter(0, entry.at, "org", "the stage is set", 1))
        last = chapters[-1]
        chapters[-1] = replace(last, lines=(*last.lines, *_lines(entry)))
    return tuple(replace(chapter, lines=_folded(chapter.lines)) for chapter in chapters)


def _lines(entry: Entry) -> Iterator[Line]:
    if isinstance(entry, Exchanged):
        yield _exchange(entry)
    elif isinstance(entry, ConnectorTold):
        detail = _facts(entry.facts)
        yield Line(entry.at, "connector", entry.name.replace("_", " "), detail=detail)
    elif isinstance(entry, ActInTheMiddle):
        yield Line(entry.at, "org", f"just before {entry.before}: {entry.sentence}")
    elif isinstance(entry, StatusChanged):
        yield from _status(entry)
    elif isinstance(entry, Checked):
        yield _check(entry)
    elif isinstance(entry, Failed):
        yield Line(entry.at, "unmet", f"{entry.message} (line {entry.line})", serious=True)


def _exchange(entry: Exchanged) -> Line:
    answer = f"{entry.status}" + (f" {entry.error_code}" if entry.error_code else "")
    serious = entry.status >= FIRST_ERROR_STATUS
    text = f"{entry.resource}: {entry.method} {entry.path} -> {answer}"
    detail = entry.response if serious else ""
    # Page after page has the same answer and a path of its own.
    return Line(entry.at, "salesforce", text, serious, detail, f"{entry.resource} {answer}")


def _status(entry: StatusChanged) -> Iterator[Line]:
    cause = f", because of {entry.cause}" if entry.cause else ""
    text = f"sees the connector as {_words(entry.after)}{cause} (before: {_words(entry.before)})"
    yield Line(entry.at, "customer", text, serious=entry.cause is not None)
    if entry.message:
        yield Line(entry.at, "customer", f'reads: "{entry.message}"')
    if entry.remedy:
        yield Line(entry.at, "remedy", entry.remedy)
    for hint in entry.hints:
        yield Line(entry.at, "remedy", hint)


def _check(entry: Checked) -> Line:
    if entry.met:
        return Line(entry.at, "met", f"{entry.subject}: {entry.expected}")
    text = f"{entry.subject}: expected {entry.expected}, found {entry.found} (line {entry.line})"
    return Line(entry.at, "unmet", text, serious=True)


def _words(state: str) -> str:
    return state.replace("_", " ")


def _facts(facts: Mapping[str, Fact]) -> str:
    return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts.items())


def _folded(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Fold neighbours that say the same, and pairs that alternate, keeping the last detail."""
    folded: list[Line] = []
    for _, group in groupby(_paired(lines), key=lambda pair: tuple(_key(line) for line in pair)):
        pairs = list(group)
        for line in pairs[-1]:
            times = f" ({len(pairs)} times)" if len(pairs) > 1 else ""
            folded.append(replace(line, text=f"{line.text}{times}"))
    return tuple(folded)


def _key(line: Line) -> tuple[str, str]:
    return line.voice, line.same_as or line.text


def _paired(lines: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    """Group a page's exchange with the connector's word about it, so that pages fold."""
    index = 0
    while index < len(lines):
        pair = lines[index : index + 2]
        if tuple(line.voice for line in pair) == ("salesforce", "connector"):
            yield pair
            index += 2
        else:
            yield lines[index : index + 1]
            index += 1
