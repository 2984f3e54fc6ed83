"""The page of clients as data: its sections, their blocks, and the table at its end.

A block whose first line is a comment with a file's name is that file; a ``sh`` block is run; a
``text`` block is what the ``sh`` block before it prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_SECTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"^(?:#|//) ([\w.]+)\n")
_FIRST_CELL = "| Resource |"


@dataclass(frozen=True, slots=True)
class File:
    """A file that the page shows."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """A block of shell commands."""

    text: str
    printed: str | None = None
    """What it prints; None where the page does not say."""


Step = File | Script


def sections(page: str) -> dict[str, list[Step]]:
    """Return the steps of each section, by its heading.

    Raises:
        ValueError: a block is neither a file nor run, or a file is not used in its section.
    """
    found = {heading: list(_steps(text)) for heading, text in _SECTION.findall(page)}
    for heading, steps in found.items():
        said = " ".join(each.text for each in steps)
        for each in steps:
            if isinstance(each, File) and each.name not in said.replace(each.text, ""):
                message = f"{heading}: the block {each.name} is not run"
                raise ValueError(message)
    return found


def _steps(text: str) -> Iterator[Step]:
    blocks = _BLOCK.findall(text)
    for place, (language, body) in enumerate(blocks):
        named = _NAME.match(body)
        if language == "sh":
            follows = blocks[place + 1] if place + 1 < len(blocks) else ("", "")
            yield Script(body, follows[1] if follows[0] == "text" else None)
        elif named is not None:
            yield File(named[1], body)
        elif language != "text":
            message = f"the block {body.splitlines()[0]!r} has no file name in its first line"
            raise ValueError(message)


def table(page: str) -> dict[str, set[str]]:
    """Return the resources that each client of the page's table asked."""
    head, rows = _table_lines(page)
    clients = _cells(head)[1:]
    found: dict[str, set[str]] = {each: set() for each in clients}
    for row in rows:
        resource, *marks = _cells(row)
        for client, mark in zip(clients, marks, strict=True):
            if mark == "yes":
                found[client].add(resource.strip("`"))
    return found


def with_table(page: str, asked: Mapping[str, set[str]]) -> str:
    """Return the page with a table of what each client asked."""
    head, rows = _table_lines(page)
    clients = _cells(head)[1:]
    if set(clients) != set(asked):
        message = f"the table has columns of {clients}, not of {sorted(asked)}"
        raise ValueError(message)
    written = [
        f"| `{resource}` | "
        + " | ".join("yes" if resource in asked[client] else "" for client in clients)
        + " |"
        for resource in sorted(set().union(*asked.values()))
    ]
    rule = "| --- " * (len(clients) + 1) + "|"
    start = page.index(head)
    end = start + len("\n".join([head, rule, *rows]))
    return page[:start] + "\n".join([head, rule, *written]) + page[end:]


def _table_lines(page: str) -> tuple[str, list[str]]:
    """Return the head of the table, and its rows."""
    lines = page[page.index(_FIRST_CELL) :].splitlines()
    length = next(
        (number for number, line in enumerate(lines) if not line.startswith("|")), len(lines)
    )
    return lines[0], lines[2:length]


def _cells(line: str) -> list[str]:
    return [each.strip() for each in line.strip().strip("|").split("|")]
