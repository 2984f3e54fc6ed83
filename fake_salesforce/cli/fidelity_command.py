"""``fake-salesforce fidelity``: what of the fake is known to be true, and what it lacks."""

from __future__ import annotations

import os

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
@click.option("--area", "names", multiple=True, help="Only this area, as soql/dates; repeatable.")
@click.option("--failures", is_flag=True, help="Print only the rows that do not hold.")
@click.option("--missing", is_flag=True, help="Print what is refused with 501, and play nothing.")
@click.option("--rights", is_flag=True, help="Print what breaks without each right.")
@click.option("--target", metavar="URL", help="Play what only reads against a real org.")
def fidelity(
    *,
    as_json: bool,
    names: tuple[str, ...],
    failures: bool,
    missing: bool,
    rights: bool,
    target: str | None,
) -> None:
    """Play what Salesforce is known to do, row by row with its source, and print how much holds.

    --target logs in once with FAKE_SALESFORCE_USERNAME and FAKE_SALESFORCE_SECRET (password and
    security token in one) and then only reads. The exit code is 1 if a row does not hold.

    \b
    Examples:
      fake-salesforce fidelity
      fake-salesforce fidelity --area soql/dates --failures
      fake-salesforce fidelity --target https://login.salesforce.com
    """  # noqa: D301 - click keeps the lines of a paragraph marked so
    from fake_salesforce.fidelity import command as fidelity_run  # noqa: PLC0415 - `--help` should not load YAML and a server

    if missing:
        click.echo(fidelity_run.missing_text(as_json=as_json))
        return
    if rights:
        click.echo(fidelity_run.rights_text(as_json=as_json))
        return
    try:
        report = fidelity_run.played(names, target=target, environment=os.environ)
    except fidelity_run.ERRORS as error:
        raise click.ClickException(str(error)) from error
    click.echo(fidelity_run.told(report, as_json=as_json, only_failures=failures or bool(target)))
    if report.failures:
        raise SystemExit(1)
