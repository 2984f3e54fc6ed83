"""``doctor``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sfconnector.cli import new_file
from sfconnector.cli.connection import exit_code, show
from sfconnector.cli.exit_codes import ExitCode, errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, write_json, write_table

if TYPE_CHECKING:
    from sfconnector.connection.status import Status
    from sfconnector.doctor.examination import Examination
    from sfconnector.doctor.finding import Finding


@click.command(
    epilog="""\b
Examples:
  sfconnector doctor
  sfconnector doctor --all
  sfconnector doctor --json
  sfconnector doctor --permission-set Connector.permissionset-meta.xml

\b
Exit codes: 0 if nothing is missing, 1 if something is, or if the connection does
not work; what cannot be told, warnings and advice leave it at 0. Others as in
sfconnector --help.
"""
)
@click.option(
    "--permission-set",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the minimum permission set as metadata XML, ready to be deployed.",
)
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
@click.option("--all", "everything", is_flag=True, help="Show what is granted and fine, too.")
@json_option
def doctor(file: Path | None, *, force: bool, everything: bool, as_json: bool) -> None:
    """Tell what the connected user lacks, what stops without it, and where Setup grants it.

    Each permission is granted, missing, or cannot be told: Salesforce does not tell every user
    everything. Nothing is changed in Salesforce; it costs some 25 API calls.
    """
    from sfconnector.doctor.examination import Examination  # noqa: PLC0415 - keeps --help fast

    if force and file is None:
        message = "--force belongs to --permission-set FILE"
        raise click.UsageError(message)
    with errors_told():
        if file is not None:
            new_file.check(file, force=force)
        with opened() as connector:
            found = connector.doctor()
            status = connector.status()
        if file is not None:
            _write(file, found, force=force)
        if as_json:
            write_json(_document(status, found))
        elif isinstance(found, Examination):
            _show(found, everything=everything)
        else:
            show(found, as_json=False)
    if isinstance(found, Examination):
        sys.exit(ExitCode.REFUSED if found.missing else ExitCode.OK)
    sys.exit(exit_code(found) or ExitCode.REFUSED)


def _document(status: Status, found: Examination | Status) -> dict[str, object]:
    from sfconnector.doctor.examination import Examination  # noqa: PLC0415 - keeps --help fast

    if isinstance(found, Examination):
        return {"status": status, "counts": found.counts, "findings": found.findings}
    return {"status": found, "counts": {}, "findings": []}


def _write(file: Path, found: Examination | Status, *, force: bool) -> None:
    from sfconnector.doctor import permission_set  # noqa: PLC0415 - keeps --help fast
    from sfconnector.doctor.examination import Examination  # noqa: PLC0415 - keeps --help fast

    if isinstance(found, Examination):
        content, left_out = found.permission_set, found.left_out
    else:
        content, left_out = permission_set.minimum(), permission_set.left_out()
    new_file.write(file, content, force=force)
    click.echo(f"The minimum permission set is in {file}.", err=True)
    if left_out:
        click.echo(f"Not in it, since no such field was found: {', '.join(left_out)}.", err=True)


def _show(found: Examination, *, everything: bool) -> None:
    from sfconnector.doctor.finding import Verdict  # noqa: PLC0415 - keeps --help fast

    order = list(Verdict)
    good = {Verdict.GRANTED, Verdict.FINE}
    shown = [each for each in found.findings if everything or each.verdict not in good]
    shown.sort(key=lambda each: order.index(each.verdict))
    write_table(("Verdict", "What", "Found", "Without it", "Remedy"), map(_row, shown))
    told = (f"{count} {verdict.replace('_', ' ')}" for verdict, count in found.counts.items())
    click.echo(f"{found.username}: {', '.join(told)}", err=True)
    if not everything:
        click.echo("--all shows what is granted and fine, too.", err=True)


def _row(finding: Finding) -> Sequence[str]:
    return (
        finding.verdict.replace("_", " "),
        finding.title,
        finding.evidence,
        finding.stops,
        finding.remedy,
    )
