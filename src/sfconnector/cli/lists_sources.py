"""``lists sources``."""

from __future__ import annotations

import shlex

import click

from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, write_json, write_table


@click.command(
    epilog="""\b
Examples:
  sfconnector lists sources
  sfconnector lists sources --json

\b
What the connected user cannot see is not there; sfconnector doctor says which
right is missing.
"""
)
@json_option
def sources(*, as_json: bool) -> None:
    """Show what lists can be imported from, and the command that does it."""
    with errors_told(), opened() as connector:
        found = connector.list_sources()
        if as_json:
            write_json(found)
            return
        write_table(
            ("Source", "Name", "Type or folder", "Status", "Records", "Import with"),
            (
                (
                    each.source,
                    each.name,
                    each.group,
                    each.status,
                    "" if each.records is None else f"{each.records:,}",
                    shlex.join(("lists", "import", each.source, *((each.of,) if each.of else ()))),
                )
                for each in found
            ),
        )
