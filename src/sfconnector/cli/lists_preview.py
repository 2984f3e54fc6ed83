"""``lists preview``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, told_value, write_json, write_table

if TYPE_CHECKING:
    from sfconnector.limits.budget import LimitsStatus
    from sfconnector.lists.preview import Preview
    from sfconnector.lists.routes.taken import RouteWanted


def add_to(lists: click.Group) -> None:
    """Make the command part of ``lists``."""
    lists.add_command(preview)


@click.command(
    epilog="""\b
Examples:
  sfconnector lists preview leads
  sfconnector lists preview contacts --field Email --field Title --route bulk

\b
A page is read, and one more to time it where there are more; nothing is written.
The words are those of "lists import", which does what is shown here.
"""
)
@click.argument("source")
@click.argument("of", required=False, metavar="[NAME_OR_ID]")
@click.option("--name", help="The list's name.  [default: that of what is imported]")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="API_NAME",
    help="A field to import; may be given many times.",
)
@click.option(
    "--route",
    type=click.Choice(["rest", "bulk", "auto"]),
    default="auto",
    show_default=True,
    help="As of the import.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0, max=2000),
    default=10,
    show_default=True,
    help="How many rows to show.",
)
@json_option
def preview(
    source: str,
    of: str | None,
    *,
    name: str | None,
    fields: tuple[str, ...],
    route: RouteWanted,
    limit: int,
    as_json: bool,
) -> None:
    """Show what an import of SOURCE would bring, what it would skip and why, and what it costs."""
    with errors_told(), opened() as connector:
        found = connector.preview_import(
            source, of, name=name, fields=fields or None, route=route, most=limit
        )
        limits = connector.limits()
    if as_json:
        write_json(found)
    else:
        _write(found, limits)


def _write(found: Preview, limits: LimitsStatus) -> None:
    others = [field for field in found.fields if field != "Email"]
    write_table(
        ("Record", "Email", *others, "Skipped for"),
        (
            (
                each.record_id,
                each.email or "",
                *(told_value(each.values[field]) for field in others),
                each.skipped_for or "",
            )
            for each in found.rows
        ),
    )
    looked = "all" if found.looked_at == found.records else f"the first {found.looked_at:,}"
    tell = [
        f"{found.records:,} records, {looked} looked at.",
        f"{found.members:,} of these would be members of {found.list_name}.",
    ]
    tell += [
        f"{each.rows:,} would be skipped: {each.meaning}; {each.remedy}." for each in found.skipped
    ]
    if found.shared_emails:
        tell.append(
            f"{found.shared_emails:,} share their e-mail with another; each is a member of its own."
        )
    for each in found.misfits:
        share = f"{100 * each.misfits / each.values:.0f} %"
        problem = "Problem: " if each.is_problem else ""
        tell.append(
            f"{problem}{share} of {each.field} do not fit its type {each.type}: {each.example}."
        )
    if found.note:
        tell.append(f"{found.note[:1].upper()}{found.note[1:]}.")
    if found.goes_on:
        tell.append("An import that was cut goes on, and takes fewer calls than this:")
    tell.append(
        f"The import goes by {found.route} ({found.reason}): {found.calls:,} API calls"
        f"{_left(limits)}, about {found.seconds:,.0f} s."
    )
    for each_told in tell:
        click.echo(each_told, err=True)


def _left(limits: LimitsStatus) -> str:
    if limits.limit is None or limits.used_by_others is None:
        return ""
    left = max(limits.limit - limits.used_by_us - limits.used_by_others, 0)
    return f" of {left:,} left today"
