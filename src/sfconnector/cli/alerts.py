"""``alerts``, ``alerts test`` and ``alerts due``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from sfconnector.cli.exit_codes import ExitCode, errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, told_instant, write_json, write_table

if TYPE_CHECKING:
    from sfconnector.alerts.alerts import Alert


@click.group(
    invoke_without_command=True,
    epilog="""\b
Environment:
  SFCONNECTOR_ALERT_EMAILS          who is told, comma-separated
  SFCONNECTOR_ALERT_SMTP_URL        smtp://USER:PASSWORD@HOST:587 (STARTTLS) or
                                    smtps://USER:PASSWORD@HOST:465
  SFCONNECTOR_ALERT_FROM            the sender [default: the first of them]
  SFCONNECTOR_ALERT_WEBHOOK_URL     where alerts are posted as JSON
  SFCONNECTOR_ALERT_WEBHOOK_SECRET  signs them (HMAC-SHA256)
  SFCONNECTOR_ALERT_AFTER_MINUTES   how long trouble that time heals alerts
                                    nobody [default: 60]

\b
Examples:
  sfconnector alerts
  sfconnector alerts test
  */15 * * * *  sfconnector alerts due
""",
)
@json_option
@click.pass_context
def alerts(context: click.Context, *, as_json: bool) -> None:
    """Show who was alerted when and of what.

    Each administrator is told once a day at most while the connection is down, and once when it
    is back.
    """
    if context.invoked_subcommand is not None:
        if as_json:
            message = "--json belongs behind the command: alerts COMMAND --json"
            raise click.UsageError(message)
        return
    with errors_told(), opened() as connector:
        told = connector.alerts()
    if as_json:
        write_json(told)
    elif told:
        _write(told)
    else:
        click.echo('Nobody was alerted yet. "sfconnector alerts test" tries it.')


@alerts.command()
@json_option
def test(*, as_json: bool) -> None:
    """Send every administrator a test message."""
    with errors_told(), opened() as connector:
        sent = connector.test_alerts()
    if as_json:
        write_json(sent)
    elif sent:
        _write(sent)
    if not sent:
        message = "nobody is to be alerted: set SFCONNECTOR_ALERT_EMAILS or _ALERT_WEBHOOK_URL"
        raise click.UsageError(message)
    if any(each.outcome != "sent" for each in sent):
        click.echo("Not everybody was reached; look at the mail server's URL and log.", err=True)
        sys.exit(ExitCode.REFUSED)


@alerts.command()
def due() -> None:
    """Send what is due now, and look after the password once a day; for a schedule.

    Alerts are sent when something happens, too. What must wait needs this command: trouble that
    has lasted, the next day's reminder, what could not be delivered, an expiring password.
    """
    with errors_told(), opened() as connector:
        connector.look_ahead()


def _write(told: Iterable[Alert]) -> None:
    write_table(
        ("At", "Recipient", "Kind", "Subject", "Outcome", "Tries", "Error"),
        (
            (
                told_instant(each.at),
                each.recipient,
                each.kind,
                each.subject,
                each.outcome,
                str(each.tries),
                each.error,
            )
            for each in told
        ),
    )
