"""``lists sync`` and ``lists verify``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sfconnector.cli.exit_codes import ExitCode, errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, write_json, write_pairs, write_table
from sfconnector.cli.progress import progress

if TYPE_CHECKING:
    from sfconnector.connection.status import Status
    from sfconnector.lists.sync_report import SyncReport

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
  sfconnector lists sync "All Leads" --full

\b
Read is what was changed since the last sync; everything the first time, after 14
days away, when a field can be seen again, when other record types were chosen, or
when counts differ twice. The list shows its former members until all is read. An
interrupted sync goes on where it was cut when the same command is run again. Exit
code 1: the sync was partial.
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
@json_option
def sync(name: str, *, full: bool, dry_run: bool, allow_shrink: bool, as_json: bool) -> None:
    """Sync LIST with Salesforce now."""
    listener = progress(shown=not as_json)
    stopped = "Stopped. Nothing was written." if dry_run else listener.stopped
    with errors_told(stopped=stopped):
        with listener, opened((listener,)) as connector:
            report = connector.sync_list(
                name, full=full, dry_run=dry_run, allow_shrink=allow_shrink
            )
            status = connector.status() if report.cause else None
        if as_json:
            write_json(report)
        else:
            write_pairs(_pairs(report, status))
    codes = {"partial": ExitCode.REFUSED, "interrupted": ExitCode.INTERRUPTED}
    sys.exit(codes.get(report.state, ExitCode.OK))


@click.command(
    epilog="""\b
Examples:
  sfconnector lists verify "All Leads"
  sfconnector lists verify "All Leads" --json

\b
Everything is read and nothing is written. Exit code 1: the list differs.
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
@json_option
def verify(name: str, limit: int, *, as_json: bool) -> None:
    """Compare LIST with Salesforce as it is now: counts, ids and values."""
    with errors_told(), opened() as connector:
        found = connector.verify_list(name)
        if as_json:
            write_json({"equal": found.equal, "verification": found})
        else:
            write_table(
                ("", "In Salesforce", "In the list"),
                (
                    ("Members", f"{found.members_in_source:,}", f"{found.members_in_list:,}"),
                    ("Skipped", f"{found.skipped_in_source:,}", f"{found.skipped_in_list:,}"),
                    *([("Kept", "", f"{found.kept:,}")] if found.kept else []),
                ),
            )
            if found.differences[:limit]:
                write_table(
                    ("Record", "Difference", "Fields", "Changed since the sync"),
                    (
                        (
                            each.record_id,
                            each.kind,
                            ", ".join(each.fields),
                            "yes" if each.stamped_since else "",
                        )
                        for each in found.differences[:limit]
                    ),
                )
            most = max(found.by_kind.values(), default=0)
            for kind, number in found.by_kind.items():
                click.echo(f"{kind:<8} {'#' * -(-number * BAR // most)} {number:,}", err=True)
            if found.not_compared:
                names = ", ".join(found.not_compared)
                click.echo(f"Not compared, since they cannot be seen: {names}", err=True)
            if found.message:
                click.echo(found.message, err=True)
            click.echo(
                "The list equals its source."
                if found.equal
                else 'The list differs; "sfconnector lists sync" reads what was changed.',
                err=True,
            )
    sys.exit(ExitCode.OK if found.equal else ExitCode.REFUSED)


def _pairs(report: SyncReport, status: Status | None) -> list[tuple[str, str]]:
    reasons = ", ".join(f"{why} {count:,}" for why, count in report.left_by_reason.items())
    reading = {"full": "everything", "changes": "what was changed", "": ""}[report.kind]
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
        ("Message", status.message if status else report.message),
        ("Frees", report.frees.text if report.frees else ""),
        ("Remedy", status.remedy if status else ""),
        ("Next", "then run the same sync again to go on" if status else ""),
    ]
