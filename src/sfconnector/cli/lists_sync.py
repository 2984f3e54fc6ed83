"""``lists sync`` and ``lists verify``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sfconnector.cli import new_file
from sfconnector.cli.exit_codes import ExitCode, errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, told_value, write_json, write_pairs, write_table
from sfconnector.cli.progress import progress

if TYPE_CHECKING:
    from sfconnector.connection.status import Status
    from sfconnector.lists.sync_report import RecordChange, SyncReport
    from sfconnector.lists.verify_list import Difference

BAR = 40
"""The width of the longest bar of a plot."""


def add_to(lists: click.Group) -> None:
    """Make the commands part of ``lists``."""
    for command in (sync, verify):
        lists.add_command(command)


@click.command(
    epilog="""\b
Examples:
  sfconnector lists sync "All Leads"
  sfconnector lists sync "All Leads" --dry-run
  sfconnector lists sync "All Leads" --dry-run --limit 20 --json
  sfconnector lists sync "All Leads" --full

\b
Read is what was changed since the import or the last sync; everything after 14
days away, when a field can be seen again, when other record types were chosen, when
counts differ twice, or with --allow-shrink while records are held back. The list
shows its former members until all is read. An interrupted sync goes on where it was
cut when the same command is run again. A dry run shows each field that differs:
ours, theirs, whose is kept, and the rule or blank policy that decides. Exit code 1:
the sync was partial.
"""
)
@click.argument("name", metavar="LIST")
@click.option("--full", is_flag=True, help="Read everything, and compare all ids and values.")
@click.option("--dry-run", is_flag=True, help="Tell what would change; write nothing.")
@click.option(
    "--allow-shrink",
    is_flag=True,
    help="Let members leave that are missing without a trace, however many they are.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="How many records a dry run shows; the others are counted.",
)
@json_option
def sync(
    name: str, *, full: bool, dry_run: bool, allow_shrink: bool, limit: int, as_json: bool
) -> None:
    """Sync LIST with Salesforce now."""
    listener = progress(shown=not as_json)
    stopped = "Stopped. Nothing was written." if dry_run else listener.stopped
    with errors_told(stopped=stopped):
        with listener, opened((listener,)) as connector:
            report = connector.sync_list(
                name, full=full, dry_run=dry_run, allow_shrink=allow_shrink, most_shown=limit
            )
            status = connector.status() if report.cause else None
        if as_json:
            write_json(report)
        else:
            write_pairs(_pairs(report, status))
            _write_would_change(report)
    codes = {"partial": ExitCode.REFUSED, "interrupted": ExitCode.INTERRUPTED}
    sys.exit(codes.get(report.state, ExitCode.OK))


@click.command(
    epilog="""\b
Examples:
  sfconnector lists verify "All Leads"
  sfconnector lists verify "All Leads" --plot differences.svg
  sfconnector lists verify "All Leads" --json

\b
Everything is read and nothing is written. A list that is synced meanwhile is
compared once more. Exit code 1: the list differs, or was synced again.
"""
)
@click.argument("name", metavar="LIST")
@click.option(
    "--limit",
    type=click.IntRange(min=0, max=1000),
    default=20,
    show_default=True,
    help="How many differences to show.",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    metavar="FILE.svg",
    help="Write the differences by kind as an SVG picture there, too.",
)
@click.option("--force", is_flag=True, help="Write over a picture that is there already.")
@json_option
def verify(name: str, limit: int, *, plot: Path | None, force: bool, as_json: bool) -> None:
    """Compare LIST with Salesforce as it is now: counts, ids and values."""
    with errors_told(), opened() as connector:
        if plot is not None:
            new_file.check(plot, force=force)
        found = connector.verify_list(name)
        if plot is not None:
            from sfconnector.lists.difference_plot import svg  # noqa: PLC0415 - keeps --help fast

            new_file.write(plot, svg(found).encode(), force=force)
        if as_json:
            write_json({"equal": found.equal, "verification": found})
        else:
            members = (found.members_in_source, found.members_in_list, found.counted_members)
            skipped = (found.skipped_in_source, found.skipped_in_list, found.counted_skipped)
            write_table(
                ("", "In Salesforce", "In the list", "As the list counts"),
                (
                    ("Members", *(f"{each:,}" for each in members)),
                    ("Skipped", *(f"{each:,}" for each in skipped)),
                    *([("Kept", "", f"{found.kept:,}", "")] if found.kept else []),
                ),
            )
            if found.differences[:limit]:
                click.echo()
                write_table(
                    (
                        *("Record", "Difference", "Field", "In Salesforce", "In the list"),
                        "Changed since the sync",
                    ),
                    (row for each in found.differences[:limit] for row in _difference_rows(each)),
                )
            most = max(found.by_kind.values(), default=0)
            for kind, number in found.by_kind.items():
                click.echo(f"{kind:<8} {'#' * -(-number * BAR // most)} {number:,}", err=True)
            if found.not_compared:
                names = ", ".join(found.not_compared)
                click.echo(f"Not compared, since they cannot be seen: {names}", err=True)
            if found.message:
                click.echo(found.message, err=True)
            if found.equal:
                click.echo("The list equals its source.", err=True)
            elif not found.changed_meanwhile:
                told = 'The list differs; "sfconnector lists sync" reads what was changed.'
                click.echo(told, err=True)
    sys.exit(ExitCode.OK if found.equal else ExitCode.REFUSED)


def _difference_rows(each: Difference) -> Iterator[tuple[str, ...]]:
    since = "yes" if each.stamped_since else ""
    if not each.fields:
        yield (each.record_id, each.kind, "", "", "", since)
    for field in each.fields:
        values = told_value(field.in_source), told_value(field.in_list)
        yield (each.record_id, each.kind, field.field, *values, since)


def _write_would_change(report: SyncReport) -> None:
    if report.would_change:
        click.echo()
        columns = ("Record", "Email", "Becomes", "Why", "Field", "Ours", "Theirs", "Kept", "By")
        write_table(
            columns, (row for each in report.would_change for row in _would_change_rows(each))
        )
    if report.would_change_more:
        click.echo(
            f"{report.would_change_more:,} other records would change; --limit shows more.",
            err=True,
        )


def _would_change_rows(change: RecordChange) -> Iterator[tuple[str, ...]]:
    why = change.reason.replace("_", " ")
    if change.moved_to:
        why += f" into {change.moved_to}"
    head = (change.record_id, change.email or "", change.becomes.replace("_", " "), why)
    if not change.fields:
        yield (*head, "", "", "", "", change.by)
    for each in change.fields:
        ours, theirs = told_value(each.ours), told_value(each.theirs)
        yield (*head, each.field, ours, theirs, each.kept, each.by)


def _pairs(report: SyncReport, status: Status | None) -> list[tuple[str, str]]:
    reasons = ", ".join(f"{why} {count:,}" for why, count in report.left_by_reason.items())
    reading = {"full": "everything", "changes": "what was changed", "": ""}[report.kind]
    is_partial = report.state == "partial"
    why = f" ({report.why_full.replace('_', ' ')})" if report.why_full else ""
    return [
        ("List", report.list_name),
        ("State", report.state),
        ("Read", f"{reading}{why}, {report.rows_read:,} rows" if reading else ""),
        ("Added", f"{report.added:,}"),
        ("Changed", f"{report.changed:,}"),
        ("Returned", f"{report.returned:,}" if report.returned else ""),
        ("Left", f"{report.left:,}" + (f" ({reasons})" if reasons else "")),
        ("Skipped anew", f"{report.skipped:,}" if report.skipped else ""),
        ("Held back", f"{report.held_back:,}" if report.held_back else ""),
        ("By rule", ", ".join(f"{rule} {number:,}" for rule, number in report.by_rule.items())),
        ("Conflicts", f"{report.conflicts:,}" if report.conflicts else ""),
        ("Cause", report.cause or ""),
        ("Message", report.message if is_partial or status is None else status.message),
        ("Frees", report.frees.text if report.frees else ""),
        ("Remedy", status.remedy if status else ""),
        ("Next", "then run the same sync again to go on" if status and not is_partial else ""),
    ]
