"""Places in a query, and the form in which Salesforce points at them.

A located message quotes the words around the place, draws a caret under it and gives row and column
(reference 4.8, [CCI] [I:mautic#13406] [I:EloquentSalesForce#68]). Rows count line feeds, and the
excerpt stays within the row. Columns are 1-based, but for syntax errors they are 0-based, and since
excerpt and caret follow the column, a syntax error's caret stands one place left of its token.
"""

from __future__ import annotations

from dataclasses import dataclass

EXCERPT_REACH = 32
"""How far the excerpt reaches to either side before it is widened to whole words.

The recorded bodies of reference 4.8 and 9 all agree with 32 or 33, and with no other distance.
"""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the text of a query."""

    row: int
    """Counted from 1."""
    column: int
    """Characters that precede the place in its row: counted from 0."""


NOWHERE = Position(1, 0)
"""The position of nodes that were not read from a text."""


def position_at(text: str, offset: int) -> Position:
    """Return the position of the character at ``offset``."""
    line_start = text.rfind("\n", 0, offset) + 1
    return Position(text.count("\n", 0, offset) + 1, offset - line_start)


def located(text: str, position: Position, message: str) -> str:
    """Return the located form of a semantic error's message: the column counts from 1."""
    return _located(text, position.row, position.column + 1, message)


def located_syntax(text: str, position: Position, message: str) -> str:
    """Return the located form of a syntax error's message: the column counts from 0."""
    return _located(text, position.row, position.column, message)


def _located(text: str, row: int, column: int, message: str) -> str:
    line = text.split("\n")[row - 1]
    start, end = _excerpt(line, max(column - 1, 0))
    caret = " " * max(column - 1 - start, 0) + "^"
    return f"\n{line[start:end]}\n{caret}\nERROR at Row:{row}:Column:{column}\n{message}"


def _excerpt(line: str, place: int) -> tuple[int, int]:
    """Return where the excerpt around ``place`` starts and ends: at blanks."""
    start = max(place - EXCERPT_REACH, 0)
    if start:
        if line[start].isspace():
            while start < place and line[start].isspace():
                start += 1
        else:
            while start and not line[start - 1].isspace():
                start -= 1
    end = min(place + EXCERPT_REACH, len(line))
    while end < len(line) and not line[end].isspace():
        end += 1
    return start, end
