"""``lists runs``, ``lists skipped`` and ``lists departures``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.lists_export import write_to
from sfconnector.cli.opening import opened
from sfconnector.cli.output import CommandT, json_option, told_instant, write_json, write_table

if TYPE_CHECKING:
    from sfconnector.connector import Connector
    from sfconnector.lists.runs import Run


def add_to(lists: click.Group) -> None:
    """Make the commands part of ``lists``."""
    for command in (runs, skipped, departures):
        lists.add_command(command)


def csv_options(command: CommandT) -> CommandT:
    """Add ``--csv`` and what goes with it to a command."""
    for option in (
        click.option("--raw", is_flag=True, help="Write texts that look like formulas as is."),
        click.option("--force", is_flag=True, help="Write over a file that is there already."),
        click.option(
            "--csv",
            "path",
            type=click.Path(path_type=Path, allow_dash=True),
            metavar="FILE",
            help="Write it all as CSV (RFC 4180) there; - is standard output.",
        ),
    ):
        command = option(command)
    return command


@click.command(
    epilog="""\b
Examples:
  sfconnector lists runs
  sfconnector lists runs "All Leads" --limit 5
  sfconnector lists runs --csv runs.csv
  sfconnector lists runs --json

\b
"Calls" are the API calls that the run took; "12+" if a process that was killed
made more. An interrupted run goes on when the list is imported or synced again.
"""
)
@click.argument("name", metavar="[LIST]", required=False)
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=1000),
    help="How many runs to show.  [default: 20]",
)
@csv_options
@json_option
def runs(
    name: str | None,
    limit: int | None,
    *,
    path: Path | None,
    force: bool,
    raw: bool,
    as_json: bool,
) -> None:
    """Show the imports and syncs of LIST, or of all lists, the newest first."""
    if path is not None:

        def write(connector: Connector, file: IO[bytes]) -> int:
            return connector.export_runs(file, name, most=limit, raw=raw)

        _write_csv(path, write, force=force, what="runs", as_json=as_json)
        return
    with errors_told(), opened() as connector:
        found = connector.runs(name, most=limit or 20)
    if as_json:
        write_json(found)
        return
    if not found:
        click.echo('No runs yet. "sfconnector lists import leads" makes the first.')
        return
    columns = ("List", "Kind", "State", "Began", "Ended", "Read", "Added", "Changed", "Left")
    write_table((*columns, "Skipped", "Calls"), map(_row, found))
    _write_skipped(found)
    for each in found:
        if each.state == "partial" and each.stopped_for:
            click.echo(f"{each.list_name}: partial {told_instant(each.stopped_at)}:", err=True)
            click.echo(f"  {each.stopped_for}", err=True)
        if each.state in {"running", "interrupted"} and each.stopped_for:
            click.echo(f"{each.list_name}: stopped {told_instant(each.stopped_at)}:", err=True)
            click.echo(f"  {each.stopped_for}", err=True)
            click.echo(f"  Run the {each.kind} again to go on with it.", err=True)


@click.command(
    epilog="""\b
Examples:
  sfconnector lists skipped "All Leads"
  sfconnector lists skipped "All Leads" --limit 0 --json
  sfconnector lists skipped "All Leads" --csv skipped.csv
"""
)
@click.argument("name", metavar="LIST")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many records of each cause to show; 0 shows all. CSV has all of them.",
)
@csv_options
@json_option
def skipped(
    name: str, limit: int, *, path: Path | None, force: bool, raw: bool, as_json: bool
) -> None:
    """Show which records of the source are no members of LIST, by cause, and what mends it."""
    from sfconnector.lists.runs import grouped  # noqa: PLC0415 - keeps --help fast

    if path is not None:

        def write(connector: Connector, file: IO[bytes]) -> int:
            return connector.export_skipped(name, file, raw=raw)

        _write_csv(path, write, force=force, what="skipped records", as_json=as_json)
        return
    with errors_told(), opened() as connector:
        groups = grouped(connector.skipped_by_reason(name))
        rows = connector.skipped(name)
    records = defaultdict(list)
    for each in rows:
        records[each.reason].append(each)
    if as_json:
        write_json(
            [
                {"group": group, "records": records[group.reason][: limit or None]}
                for group in groups
            ]
        )
        return
    if not groups:
        click.echo(f"Nothing of the source of {name} was skipped.")
        return
    write_table(
        ("Cause", "Record", "Email"),
        (
            (group.reason, each.record_id, each.email or "")
            for group in groups
            for each in records[group.reason][: limit or None]
        ),
    )
    for group in groups:
        click.echo(f"{group.rows:,} {group.reason}: {group.meaning}; {group.remedy}", err=True)


@click.command(
    epilog="""\b
Examples:
  sfconnector lists departures "All Leads"
  sfconnector lists departures "All Leads" --limit 0 --json

\b
"Now" is the record that stands for one that was merged or converted, at the end
of its chain.
"""
)
@click.argument("name", metavar="LIST")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many to show, who left last first; 0 shows all.",
)
@json_option
def departures(name: str, limit: int, *, as_json: bool) -> None:
    """Show who left LIST by its syncs, when and why, whether marked or removed."""
    with errors_told(), opened() as connector:
        left = connector.departures(name)
    found = sorted(left, key=lambda each: (each.at, each.record_id), reverse=True)
    if as_json:
        write_json(found[: limit or None])
        return
    if not found:
        click.echo(f"Nobody has left {name} by a sync.")
        return
    write_table(
        ("Record", "Left at", "Why", "Now"),
        (
            (each.record_id, told_instant(each.at), each.reason, each.moved_to or "")
            for each in found[: limit or None]
        ),
    )
    click.echo(f"{len(found):,} have left.", err=True)


def _write_csv(
    path: Path,
    write: Callable[[Connector, IO[bytes]], int],
    *,
    force: bool,
    what: str,
    as_json: bool,
) -> None:
    if as_json:
        message = "--csv and --json are two forms; choose one"
        raise click.UsageError(message)
    write_to(None if str(path) == "-" else path, write, force=force, what=what)


def _row(run: Run) -> tuple[str, ...]:
    kind = run.kind
    if kind == "sync":
        why = f", {run.why_full.replace('_', ' ')}" if run.why_full else ""
        kind = f"sync ({run.reads}{why})"
    is_sync = run.kind == "sync"
    calls = "" if run.calls is None else f"{run.calls:,}" + ("" if run.calls_are_all else "+")
    return (
        run.list_name,
        kind,
        run.state,
        told_instant(run.began_at),
        told_instant(run.ended_at),
        f"{run.read:,}",
        f"{run.added:,}",
        f"{run.changed:,}" if is_sync else "",
        f"{run.left:,}" if is_sync else "",
        f"{sum(each.rows for each in run.skipped):,}",
        calls,
    )


def _write_skipped(found: tuple[Run, ...]) -> None:
    """Write what the shown runs skipped, each cause of a list once, as its newest run has it."""
    newest: dict[tuple[str, str], tuple[str, ...]] = {}
    for run in found:
        for each in run.skipped:
            key = (run.list_name, each.reason)
            newest.setdefault(
                key, (run.list_name, each.reason, f"{each.rows:,}", each.meaning, each.remedy)
            )
    if newest:
        click.echo()
        write_table(("List", "Skipped for", "Rows", "That is", "What mends it"), newest.values())
