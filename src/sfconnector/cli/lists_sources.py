"""``lists sources`` and ``lists fields``."""

from __future__ import annotations

import shlex

import click

from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, write_json, write_table


def add_to(lists: click.Group) -> None:
    """Make the commands part of ``lists``."""
    for command in (sources, fields):
        lists.add_command(command)


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


@click.command(
    epilog="""\b
Examples:
  sfconnector lists fields leads
  sfconnector lists fields campaign "Spring Webinar"
  sfconnector lists fields report "New Leads" --json

\b
Required is the e-mail; recommended are first name, last name, company, the score
field of the account ("sfconnector score-field") and the owner. Choose with
"lists import SOURCE --field NAME --field NAME". What is not there, the connected
user cannot see.
"""
)
@click.argument("source")
@click.argument("of", required=False, metavar="[NAME_OR_ID]")
@json_option
def fields(source: str, of: str | None, *, as_json: bool) -> None:
    """Show the fields that a list of SOURCE can have, and those that it should have."""
    with errors_told(), opened() as connector:
        found = connector.source_fields(source, of)
    if as_json:
        write_json(found)
        return
    write_table(
        ("Field", "Type", "Standing", "By default"),
        ((each.name, each.type, each.standing, "yes" if each.by_default else "") for each in found),
    )
