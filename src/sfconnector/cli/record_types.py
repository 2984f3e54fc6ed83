"""``record-types``: the record types of Lead and Contact that the account works with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, write_json, write_table

if TYPE_CHECKING:
    from sfconnector.store.record_types import RecordType


@click.group(
    "record-types",
    epilog="""\b
Examples:
  sfconnector record-types show
  sfconnector --account emea record-types set Lead EMEA
  sfconnector --account emea record-types set Contact EMEA "EMEA partners"
  sfconnector --account emea record-types clear Lead
""",
)
def record_types() -> None:
    """Show or choose the record types of Lead and Contact that the account works with.

    Without any, the account works with all records. Accounts on one organization need record types
    of their own: one that another account has chosen is refused.
    """


@record_types.command(
    epilog="""\b
Examples:
  sfconnector record-types show
  sfconnector record-types show --json
"""
)
@json_option
def show(*, as_json: bool) -> None:
    """Show the account's record types."""
    with errors_told(), opened() as connector:
        found = connector.record_types()
    _show(found, as_json=as_json)


@record_types.command(
    "set",
    epilog="""\b
Examples:
  sfconnector record-types set Lead EMEA
  sfconnector record-types set Contact 012000000000001AAA
""",
)
@click.argument("sobject", metavar="OBJECT")
@click.argument("names", nargs=-1, required=True)
@json_option
def choose(sobject: str, names: tuple[str, ...], *, as_json: bool) -> None:
    """Make the record types NAMES of OBJECT the account's own, in place of those before.

    OBJECT is Lead or Contact. A record type is named by its label, its API name or its id; the
    connected user must be assigned it.
    """
    with errors_told(), opened() as connector:
        found = connector.choose_record_types(sobject, names)
    _show(found, as_json=as_json)
    _tell_when()


@record_types.command(
    epilog="""\b
Examples:
  sfconnector record-types clear
  sfconnector record-types clear Lead
"""
)
@click.argument("sobject", metavar="[OBJECT]", required=False)
@json_option
def clear(sobject: str | None, *, as_json: bool) -> None:
    """Work with all records of OBJECT again, of Lead and of Contact if none is named."""
    with errors_told(), opened() as connector:
        connector.clear_record_types(sobject)
        found = connector.record_types()
    _show(found, as_json=as_json)
    _tell_when()


def _tell_when() -> None:
    click.echo("Each list follows with its next sync, which reads everything.", err=True)


def _show(found: Sequence[RecordType], *, as_json: bool) -> None:
    if as_json:
        write_json(found)
    elif not found:
        click.echo("This account works with all records, whatever their record type.")
    else:
        write_table(
            ("Object", "Record type", "Id"), ((each.sobject, each.told, each.id) for each in found)
        )
