"""``lists``, ``lists import`` and ``lists show``."""

from __future__ import annotations

import contextlib
import itertools
import sys
from typing import TYPE_CHECKING

import click

from sfconnector.cli import (
    lists_delete,
    lists_export,
    lists_preview,
    lists_rules,
    lists_runs,
    lists_sources,
    lists_sync,
    schedule,
)
from sfconnector.cli.exit_codes import ExitCode, errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import (
    json_option,
    told_instant,
    told_value,
    write_json,
    write_pairs,
    write_table,
)
from sfconnector.cli.progress import progress

if TYPE_CHECKING:
    from sfconnector.connection.status import Status
    from sfconnector.lists.marketing_list import ImportReport, MarketingList
    from sfconnector.lists.routes.taken import RouteWanted


@click.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  sfconnector lists
  sfconnector lists import leads
  sfconnector lists show "All Leads" --limit 20
""",
)
@json_option
@click.pass_context
def lists(context: click.Context, *, as_json: bool) -> None:
    """Show the marketing lists; import and look into them with the commands below."""
    if context.invoked_subcommand is not None:
        if as_json:
            message = "--json belongs behind the command: lists COMMAND --json"
            raise click.UsageError(message)
        return
    with errors_told(), opened() as connector:
        found = connector.lists()
        if as_json:
            write_json(found)
            return
        if not found:
            click.echo('No lists yet. "sfconnector lists import leads" imports all leads.')
            return
        every = {each.list_name: each.every for each in connector.schedules()}
        columns = ("Name", "Source", "Members", "Skipped", "Imported at", "Synced at", "Every")
        write_table(
            (*columns, "Fields", "State"),
            (
                (
                    each.name,
                    each.source,
                    f"{each.members:,}",
                    f"{each.skipped:,}",
                    told_instant(each.imported_at) or "never",
                    told_instant(each.synced_at) or "never",
                    every.get(each.name, ""),
                    ", ".join(each.fields),
                    _state(each),
                )
                for each in found
            ),
        )


@lists.command(
    "import",
    epilog="""\b
Examples:
  sfconnector lists import leads
  sfconnector lists import contacts
  sfconnector lists import campaign "Spring Webinar"
  sfconnector lists import report "New Leads"
  sfconnector lists import object Visit__c
  sfconnector lists import leads --name Webinar --field Email --field LastName
  sfconnector lists import leads --route bulk

\b
Members are the records that are visible and have a valid e-mail when their page is
read. The list shows its former members until the import is complete. An
interrupted import goes on where it was cut when the same command is run again.
Where too many of the list's records are missing in what was read, the list stays as
it is. Exit code 1: the import was partial.
""",
)
@click.argument("source")
@click.argument("of", required=False, metavar="[NAME_OR_ID]")
@click.option("--name", help="The list's name.  [default: that of what is imported]")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="API_NAME",
    help="A field to import; may be given many times. Email must be among them. "
    "[default: those chosen before, else those of the source]",
)
@click.option(
    "--route",
    type=click.Choice(["rest", "bulk", "auto"]),
    default="auto",
    show_default=True,
    help="REST pages, a Bulk 2.0 query job, or what should take less time. "
    "An interrupted import goes on by its own route.",
)
@click.option(
    "--allow-shrink",
    is_flag=True,
    help="Let a list that is there lose its missing records, however many they are.",
)
@json_option
def import_(
    source: str,
    of: str | None,
    *,
    name: str | None,
    fields: tuple[str, ...],
    route: RouteWanted,
    allow_shrink: bool,
    as_json: bool,
) -> None:
    """Import SOURCE as a marketing list: leads, contacts, campaign, report or object.

    "sfconnector lists sources" shows what there is, and how each is imported.
    """
    listener = progress(shown=not as_json)
    with errors_told(stopped=listener.stopped):
        with listener, opened((listener,)) as connector:
            report = connector.import_list(
                source,
                of,
                name=name,
                fields=fields or None,
                route=route,
                allow_shrink=allow_shrink,
            )
            status = connector.status() if report.cause else None
        if as_json:
            write_json(report)
        else:
            write_pairs(_pairs(report, status))
    codes = {"complete": ExitCode.OK, "partial": ExitCode.REFUSED}
    sys.exit(codes.get(report.state, ExitCode.INTERRUPTED))


@lists.command(
    epilog="""\b
Examples:
  sfconnector lists show "All Leads"
  sfconnector lists show "All Leads" --without-left
  sfconnector lists show "All Leads" --limit 0 --json

\b
A member that left the source, and is kept or marked, has a time under "Left at",
and the reason; who is marked is not counted.
"""
)
@click.argument("name", metavar="LIST")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many members to show; 0 shows all.",
)
@click.option(
    "--without-left", is_flag=True, help="Leave out members that left the source and are marked."
)
@json_option
def show(name: str, limit: int, *, without_left: bool, as_json: bool) -> None:
    """Show the members of LIST, and what its import skipped and why."""
    with (
        errors_told(),
        opened() as connector,
        contextlib.closing(connector.members(name)) as every,
    ):
        shown = connector.list(name)
        seen = (each for each in every if each.kept or not (without_left and each.left_at))
        members = itertools.islice(seen, limit or None)
        by_reason = connector.skipped_by_reason(name)
        if as_json:
            write_json({"list": shown, "members": list(members), "skipped_by_reason": by_reason})
            return
        others = [field for field in shown.fields if field != "Email"]
        left_columns = () if without_left else ("Left at", "Reason")
        write_table(
            ("Record", "Email", *others, *left_columns),
            (
                (
                    each.record_id,
                    each.email,
                    *(told_value(each.values[field]) for field in others),
                    *(() if without_left else (told_instant(each.left_at), each.left_reason or "")),
                )
                for each in members
            ),
        )
        skipped = ", ".join(f"{reason} {count:,}" for reason, count in by_reason.items())
        kept = f", {shown.kept:,} of them left and are kept" if shown.kept else ""
        click.echo(f"{shown.members:,} members{kept}; skipped: {skipped or 'none'}", err=True)
        if shown.held_back:
            click.echo(
                f"{shown.held_back:,} records are missing in Salesforce without a trace, and stay; "
                f'"sfconnector lists sync --allow-shrink" lets them leave.',
                err=True,
            )
        if shown.unfinished_import:
            click.echo("An import of this list is unfinished; import it again to resume.", err=True)


lists_sources.add_to(lists)
lists_sync.add_to(lists)
lists_rules.add_to(lists)
lists_export.add_to(lists)
lists_delete.add_to(lists)
lists_preview.add_to(lists)
lists_runs.add_to(lists)
schedule.add_to(lists)


def _state(shown: MarketingList) -> str:
    told = {"partial": "partial", "running": "sync unfinished"}.get(shown.last_sync, "")
    unfinished = "import unfinished" if shown.unfinished_import else ""
    return ", ".join(each for each in (told, unfinished) if each)


def _pairs(report: ImportReport, status: Status | None) -> list[tuple[str, str]]:
    reasons = ", ".join(f"{why} {count:,}" for why, count in report.skipped_by_reason.items())
    return [
        ("List", report.list_name),
        ("State", report.state),
        ("Imported", f"{report.imported:,}"),
        ("Skipped", f"{report.skipped:,}" + (f" ({reasons})" if reasons else "")),
        ("Held back", f"{report.held_back:,}" if report.held_back else ""),
        ("Pages", f"{report.pages:,}"),
        ("Resumed", "yes" if report.resumed else "no"),
        ("Cause", report.cause or ""),
        ("Message", status.message if status else report.message),
        ("Frees", report.frees.text if report.frees else ""),
        ("Remedy", status.remedy if status else ""),
        ("Next", "then run the same import again to go on" if status else ""),
    ]
