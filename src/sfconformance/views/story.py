"""A timeline retold as a story: one chapter a step, one line a happening, repetitions folded.

Console and page tell the same story; this module decides what is said and by whom, they decide how
it looks. The voices are those a support engineer asks about: what Salesforce answered, what the
connector concluded, what the customer saw, what mends it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from sfconformance.seat import DEFAULT_ACCOUNT
from sfconformance.subject import Fact
from sfconformance.timeline import (
    ActInTheMiddle,
    Checked,
    ConnectorTold,
    DoctorFound,
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

FOLD_DISTANCE = 3
"""Lines that are alike are folded when at most two others stand between them."""

LOST = {"none": "but the answer was lost", "part": "but only a part of the answer arrived"}
"""What is told of an answer that was not delivered whole."""

_FOLDED: tuple[Voice, ...] = ("salesforce", "connector")
_SOAP_WORDS = re.compile(r"<sf:exceptionMessage>(.*?)</", re.DOTALL)
_REST_WORDS = re.compile(r'"message" ?: ?"((?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*)"')
_LONGEST_ANSWER = 300


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
        # The message is what the customer reads a line below.
        detail = _facts({name: fact for name, fact in entry.facts.items() if name != "message"})
        yield Line(entry.at, "connector", entry.name.replace("_", " "), detail=detail)
    elif isinstance(entry, ActInTheMiddle):
        yield Line(entry.at, "org", f"just before {entry.before}: {entry.sentence}")
    elif isinstance(entry, StatusChanged):
        yield from _status(entry)
    elif isinstance(entry, DoctorFound):
        yield from _finding(entry)
    elif isinstance(entry, Checked):
        yield _check(entry)
    elif isinstance(entry, Failed):
        yield Line(entry.at, "unmet", f"{entry.message} (line {entry.line})", serious=True)


def _exchange(entry: Exchanged) -> Line:
    answer = f"{entry.status}" + (f" {entry.error_code}" if entry.error_code else "")
    serious = entry.status >= FIRST_ERROR_STATUS or entry.delivery != "whole"
    lost = LOST.get(entry.delivery, "")
    text = f"{entry.resource}: {entry.method} {entry.path} -> {answer}{lost and f', {lost}'}"
    detail = said(entry.response) if serious else ""
    # Page after page has the same answer and a path of its own.
    return Line(entry.at, "salesforce", text, serious, detail, f"{entry.resource} {answer}")


def said(response: str) -> str:
    """Return Salesforce's own sentence from an error's body, or the beginning of the body."""
    if soap := _SOAP_WORDS.search(response):
        return html.unescape(soap[1])
    if rest := _REST_WORDS.search(response):
        return str(json.loads(f'"{rest[1]}"', strict=False))
    return response[:_LONGEST_ANSWER]


def _status(entry: StatusChanged) -> Iterator[Line]:
    cause = f", because of {entry.cause}" if entry.cause else ""
    whose = "" if entry.account == DEFAULT_ACCOUNT else f" of the account {entry.account}"
    after, before = _words(entry.after), _words(entry.before)
    text = f"sees the connector{whose} as {after}{cause} (before: {before})"
    yield Line(entry.at, "customer", text, serious=entry.cause is not None)
    if entry.message:
        yield Line(entry.at, "customer", f'reads: "{entry.message}"')
    if entry.remedy:
        who = f" (it is up to: {entry.who})" if entry.who and entry.who != "nobody" else ""
        yield Line(entry.at, "remedy", f"{entry.remedy}{who}")
    for hint in entry.hints:
        yield Line(entry.at, "remedy", hint)
    for candidate in entry.candidates:
        yield Line(entry.at, "remedy", f"it may be {candidate}")


def _finding(entry: DoctorFound) -> Iterator[Line]:
    serious = entry.verdict == "missing"
    text = f"the doctor: {entry.title or entry.name}: {_words(entry.verdict)}"
    yield Line(entry.at, "customer", text, serious=serious, detail=entry.evidence)
    if entry.remedy:
        yield Line(entry.at, "remedy", entry.remedy)


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
    """Fold what repeats: page upon page, told by Salesforce and by the connector.

    A connector that reads ahead is told of in no fixed order, so a line is folded with the last one
    like it if that is near and nothing else than such lines stands between. The place is that of
    the first, the words are those of the last.
    """
    folded: list[Line] = []
    said: list[int] = []
    near: dict[tuple[str, str], tuple[int, int]] = {}
    for index, line in enumerate(lines):
        key = (line.voice, line.same_as or line.text)
        place, before = near.get(key, (-1, -FOLD_DISTANCE - 1))
        if line.serious or line.voice not in _FOLDED:
            near.clear()
        elif index - before <= FOLD_DISTANCE:
            folded[place], said[place] = line, said[place] + 1
            near[key] = (place, index)
            continue
        else:
            near[key] = (len(folded), index)
        folded.append(line)
        said.append(1)
    return tuple(
        line if times == 1 else replace(line, text=f"{line.text} ({times} times)")
        for line, times in zip(folded, said, strict=True)
    )
