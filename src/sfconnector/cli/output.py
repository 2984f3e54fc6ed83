"""How results are shown: tables at a terminal, plain text in a pipe, JSON for machines."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import click

CommandT = TypeVar("CommandT", bound=Callable[..., Any])


def json_option(command: CommandT) -> CommandT:
    """Add ``--json`` to a command."""
    return click.option("--json", "as_json", is_flag=True, help="Write one JSON document.")(command)


def write_json(value: object) -> None:
    """Write one JSON document to standard output; dataclasses become objects, instants ISO 8601."""
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def write_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Write label and text a line, leaving empty texts out."""
    shown = [(label, text) for label, text in pairs if text]
    width = max(len(label) for label, _ in shown) + 2
    for label, text in shown:
        click.echo(f"{label + ':':<{width}}{text}")


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table: drawn at a terminal, tab-separated with a heading otherwise."""
    if not sys.stdout.isatty():
        click.echo("\t".join(columns))
        for row in rows:
            click.echo("\t".join(map(_one_line, row)))
        return
    # Loading rich takes longer than most commands run.
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(*columns)
    for row in rows:
        table.add_row(*(Text(_one_line(cell)) for cell in row))
    Console().print(table)


def told_instant(instant: datetime | None) -> str:
    """Return an instant as a table shows it, "" where there is none."""
    return "" if instant is None else f"{instant:%Y-%m-%d %H:%M:%S %Z}"


def told_value(value: object) -> str:
    """Return a field's value as a table shows it: a text as it is, null as "", others as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    message = f"{type(value).__name__} has no form in JSON"
    raise TypeError(message)
