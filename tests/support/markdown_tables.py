"""Tables of a Markdown page that tests make: read, compared, and written anew on demand."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

WRITES_TABLES = "SFCONNECTOR_WRITE_TABLES"
"""Set to have the tables written anew; the tests then fail, and pass at the next run."""

Rows = list[list[str]]


def is_written() -> bool:
    """Tell whether tables are to be written anew."""
    return bool(os.environ.get(WRITES_TABLES))


def read(page: str, heading: str, nth: int = 0) -> Rows:
    """Return the cells of a table below a heading, the first unless told, without the head."""
    _, lines = _located(page, heading, nth)
    return [_cells(line) for line in lines[2:]]


def write(path: Path, heading: str, head: Sequence[str], rows: Rows, nth: int = 0) -> None:
    """Write a table anew and fail, having done so."""
    page = path.read_text(encoding="utf-8")
    old, _ = _located(page, heading, nth)
    path.write_text(page.replace(old, rendered(head, rows), 1), encoding="utf-8")
    pytest.fail(f"table {nth + 1} below {heading!r} of {path.name} has been written anew")


def rendered(head: Sequence[str], rows: Rows) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(each)} |\n" for each in lines)


def code(text: str) -> str:
    """Return a cell that is code; nothing is a dash."""
    return f"`{text.replace('|', chr(92) + '|')}`" if text else "-"


def _located(page: str, heading: str, nth: int) -> tuple[str, list[str]]:
    section = re.split(r"\n#{2,4} ", page.split(f" {heading}\n", 1)[1])[0]
    table = re.findall(r"^(?:\|.*\n)+", section, re.MULTILINE)[nth]
    return table, table.splitlines()


def _cells(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line.strip()[1:-1])
    return [each.strip() for each in cells]
