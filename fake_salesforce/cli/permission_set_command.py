"""``fake-salesforce permission-set``: the rights of an org's users, from the shell."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import click


@click.command("permission-set")
@click.argument("name")
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The org's file; a server of the same file obeys with the next request.",
)
@click.option(
    "--take", type=click.Path(path_type=Path), help="Grant what a JSON or YAML file lists."
)
@click.option("--grant", multiple=True, metavar="RIGHT", help="Grant a right; repeatable.")
@click.option("--lose", multiple=True, metavar="RIGHT", help="Take a right away; repeatable.")
@click.option("--assign", multiple=True, metavar="USERNAME", help="Give the set to a user.")
@click.option("--unassign", multiple=True, metavar="USERNAME", help="Take it from a user.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
def permission_set(
    *,
    name: str,
    data: Path,
    take: Path | None,
    grant: tuple[str, ...],
    lose: tuple[str, ...],
    assign: tuple[str, ...],
    unassign: tuple[str, ...],
    as_json: bool,
) -> None:
    """Change a permission set of an org, made if there is none, and print what it grants.

    NAME is the set's API name, or a profile's name in the form `profile:Standard User`. A RIGHT is
    `Lead edit` (read, create, edit, delete, view_all, modify_all), `Lead.Email read`, `Lead.Email
    edit`, or a system permission as `ApiEnabled`.

    \b
    Examples:
      fake-salesforce permission-set Connector --data org.sqlite --lose "Lead edit"
      fake-salesforce permission-set Connector --data org.sqlite --lose "Lead.Email read"
      fake-salesforce permission-set "profile:Standard User" --data org.sqlite --lose ApiEnabled
    """  # noqa: D301 - click keeps the lines of a paragraph marked so
    from fake_salesforce.errors import SalesforceError  # noqa: PLC0415 - `--help` should not load the server
    from fake_salesforce.profiles import read_rights  # noqa: PLC0415 - the same
    from fake_salesforce.salesforce import FakeSalesforce  # noqa: PLC0415 - the same

    try:
        with FakeSalesforce() as salesforce:
            org = salesforce.create_org(data=data)
            profile = name.removeprefix("profile:")
            chosen = org.permission_set(name) if profile == name else org.profile(profile)
            if take is not None:
                chosen.take(read_rights(take))
            for right in grant:
                chosen.gain(right)
            for right in lose:
                chosen.lose(right)
            for username in assign:
                org.user(username).assign(chosen)
            for username in unassign:
                org.user(username).unassign(chosen)
            click.echo(json.dumps(chosen.granted()) if as_json else _granted_text(chosen.granted()))
    except (OSError, ValueError, sqlite3.Error, SalesforceError) as error:
        raise click.ClickException(str(error)) from error


def _granted_text(granted: dict[str, list[str]]) -> str:
    return "\n".join(f"{what}: {', '.join(rights)}" for what, rights in granted.items())
