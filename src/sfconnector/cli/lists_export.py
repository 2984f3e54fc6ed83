"""``lists export``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from sfconnector.cli import new_file
from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import opened

if TYPE_CHECKING:
    from sfconnector.connector import Connector

OWNER_ONLY = 0o600
"""The mode of a file of people's data, as of the store itself."""


def add_to(lists: click.Group) -> None:
    """Make the command part of ``lists``."""
    lists.add_command(export)


@click.command(
    epilog="""\b
Examples:
  sfconnector lists export "All Leads" --output leads.csv
  sfconnector lists export "All Leads" --without-left > leads.csv
  sfconnector lists export "All Leads" --json | head

\b
The file is CSV (RFC 4180, UTF-8) with a heading of API names, and appears when
it is whole. A text that a spreadsheet would run as a formula gets an apostrophe
in front; --raw writes it as it is, for a program that reads the file.
"""
)
@click.argument("name", metavar="LIST")
@click.option(
    "--output",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write. [default: standard output]",
)
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@click.option(
    "--without-left", is_flag=True, help="Leave out members that left the source and are marked."
)
@click.option("--raw", is_flag=True, help="Write texts that look like formulas as they are.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, one member a line.")
def export(
    name: str, path: Path | None, *, force: bool, without_left: bool, raw: bool, as_json: bool
) -> None:
    """Write the members of LIST to a file."""

    def write(connector: Connector, file: IO[bytes]) -> int:
        return connector.export_list(
            name, file, form="json" if as_json else "csv", with_left=not without_left, raw=raw
        )

    write_to(path, write, force=force, what="members")


def write_to(
    path: Path | None,
    write: Callable[[Connector, IO[bytes]], int],
    *,
    force: bool,
    what: str,
) -> None:
    """Write to a file of its owner's, whole or not at all, or to standard output; end the command.

    Args:
        path: of the file; None is standard output.
        write: does it, and returns how many.
        force: whether a file that is there is replaced.
        what: of what so many were written.
    """
    stopped = "Stopped. Nothing was written." if path else "Stopped."
    with errors_told(stopped=stopped):
        if path is not None:
            new_file.check(path, force=force)
        with opened() as connector:
            if path is None:
                write(connector, sys.stdout.buffer)
                return
            with new_file.opened(path, force=force, mode=OWNER_ONLY) as file:
                written = write(connector, file)
        click.echo(f"{written:,} {what} are in {path}", err=True)
