"""Where the marks of the page's small chart stand: three lanes, one column for each line.

The horizontal axis is the order of what happened, since most of a scenario happens in one instant
of the fake's clock and ninety days pass in the next; the instants are written below.
"""

from __future__ import annotations

from dataclasses import dataclass

from sfconformance.views.story import Chapter, Voice

LANES: tuple[tuple[str, tuple[Voice, ...]], ...] = (
    ("Salesforce", ("org", "salesforce")),
    ("Connector", ("connector",)),
    ("Customer", ("customer", "remedy")),
)
COLUMN = 22
LANE = 30
LEFT = 90
TOP = 14


@dataclass(frozen=True)
class Mark:
    """A dot: its place in pixels, whether it is serious, and its text."""

    x: int
    y: int
    serious: bool
    text: str


@dataclass(frozen=True)
class Tick:
    """The beginning of a step: its place in pixels and the step's number."""

    x: int
    text: str


@dataclass(frozen=True)
class Chart:
    """The chart: its size in pixels, its lanes' names with their height, ticks and marks."""

    width: int
    height: int
    lanes: tuple[tuple[str, int], ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]


def draw(chapters: tuple[Chapter, ...]) -> Chart:
    """Return the chart of a story."""
    heights = {
        voice: TOP + lane * LANE for lane, (_, voices) in enumerate(LANES) for voice in voices
    }
    ticks: list[Tick] = []
    marks: list[Mark] = []
    x = LEFT
    for chapter in chapters:
        ticks.append(Tick(x, str(chapter.number)))
        if chapter.side == "org":
            x += COLUMN
            marks.append(Mark(x, heights["org"], serious=False, text=chapter.title))
        for line in chapter.lines:
            if line.voice in heights:
                x += COLUMN
                marks.append(Mark(x, heights[line.voice], line.serious, line.text))
        x += COLUMN
    lanes = tuple((name, TOP + lane * LANE) for lane, (name, _) in enumerate(LANES))
    return Chart(x + COLUMN, TOP + len(LANES) * LANE + 10, lanes, tuple(ticks), tuple(marks))
