"""``lists delete``, ``discard``, ``delete-members`` and ``restore-members``."""

from __future__ import annotations

import click

from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, write_json


def add_to(lists: click.Group) -> None:
    """Make the commands part of ``lists``."""
    for command in (delete, discard, delete_members, restore_members):
        lists.add_command(command)


@click.command(
    epilog="""\b
Examples:
  sfconnector lists delete "All Leads"
  sfconnector lists delete "All Leads" --yes --json

\b
Members, own values, conflicts, departures, runs and the schedule go with it.
Nothing changes in Salesforce. A list that is imported or synced now is not deleted.
"""
)
@click.argument("name", metavar="LIST")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def delete(name: str, *, yes: bool, as_json: bool) -> None:
    """Delete LIST and all that is its own."""
    with errors_told(stopped="Stopped. The list is there still."), opened() as connector:
        members = connector.list(name).members
        if not yes:
            click.confirm(f"Delete {name} with its {members:,} members?", abort=True, err=True)
        members = connector.delete_list(name)
    if as_json:
        write_json({"list": name, "deleted": True, "members": members})
    else:
        click.echo(f"{name} is deleted with its {members:,} members.")


@click.command(
    epilog="""\b
Examples:
  sfconnector lists discard "All Leads"
  sfconnector lists discard "All Leads" --json

\b
The list stays as it is. The next import or sync begins anew instead of going on.
"""
)
@click.argument("name", metavar="LIST")
@json_option
def discard(name: str, *, as_json: bool) -> None:
    """Give up an import or a sync of LIST that was cut."""
    with errors_told(), opened() as connector:
        given_up = connector.discard_unfinished(name)
    if as_json:
        write_json({"list": name, "discarded": given_up})
    else:
        click.echo(f"Given up: the {' and the '.join(given_up)} of {name}.")


@click.command(
    "delete-members",
    epilog="""\b
Examples:
  sfconnector lists delete-members "All Leads" 00Q5g00000aBcDeEAK
  sfconnector lists delete-members "All Leads" ID1 ID2 --json

\b
Their own values go with them. No import and no sync brings them back; while they are
in the source they are skipped, as deleted_here. Nothing changes in Salesforce.
"sfconnector lists restore-members" takes it back.
""",
)
@click.argument("name", metavar="LIST")
@click.argument("record_ids", metavar="RECORD_ID...", nargs=-1, required=True)
@json_option
def delete_members(name: str, record_ids: tuple[str, ...], *, as_json: bool) -> None:
    """Delete members from LIST, so that they stay away."""
    with errors_told(), opened() as connector:
        connector.delete_members(name, record_ids)
    if as_json:
        write_json({"list": name, "deleted": sorted(set(record_ids))})
    else:
        click.echo(f"Deleted from {name}: {', '.join(sorted(set(record_ids)))}.")


@click.command(
    "restore-members",
    epilog="""\b
Examples:
  sfconnector lists restore-members "All Leads" 00Q5g00000aBcDeEAK
  sfconnector lists skipped "All Leads" --reason deleted_here

\b
The next sync or import reads everything, and takes over those that are in the source.
""",
)
@click.argument("name", metavar="LIST")
@click.argument("record_ids", metavar="RECORD_ID...", nargs=-1, required=True)
@json_option
def restore_members(name: str, record_ids: tuple[str, ...], *, as_json: bool) -> None:
    """Let members that were deleted from LIST come back with its next sync."""
    with errors_told(), opened() as connector:
        connector.restore_members(name, record_ids)
    if as_json:
        write_json({"list": name, "restored": sorted(set(record_ids))})
    else:
        click.echo(f'They come back with the next sync: sfconnector lists sync "{name}"')
