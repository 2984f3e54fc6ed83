"""Answers as people read them: tables and pairs, plain text where no terminal is."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDE = 10_000
"""Columns of what is no terminal: nothing is cut there."""


def show(answer: Any, columns: tuple[str, ...] = ()) -> None:  # noqa: ANN401 - JSON
    """Print an answer.

    Args:
        answer: any JSON value.
        columns: of the table that a list of objects becomes; none at all are all there are.
    """
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDE, no_color=True)
    if isinstance(answer, list) and answer and all(isinstance(each, dict) for each in answer):
        console.print(_table(answer, columns or tuple(answer[0])))
    elif isinstance(answer, dict):
        console.print(_pairs(answer))
    elif isinstance(answer, list):
        for each in answer or ["none"]:
            console.print(Text(_cell(each)))
    else:
        console.print(Text(_cell(answer)))


def _table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for each in columns:
        table.add_column(each, no_wrap=True)
    for row in rows:
        table.add_row(*(Text(_cell(row.get(each))) for each in columns))
    return table


def _pairs(answer: dict[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, value in answer.items():
        table.add_row(Text(name, style="bold"), Text(_cell(value)))
    return table


def _cell(value: Any) -> str:  # noqa: ANN401 - JSON
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value) or "-"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
