"""The command ``sfconnector``: one file per group of commands, exit codes in ``exit_codes.py``.

Only click is loaded to show a help text; a command loads what it needs when it runs.
"""

from __future__ import annotations

import click

from sfconnector.cli.alerts import alerts
from sfconnector.cli.connection import connect, disconnect, status, test, update_login
from sfconnector.cli.doctor import doctor
from sfconnector.cli.exit_codes import TABLE
from sfconnector.cli.key import key
from sfconnector.cli.limits import limits
from sfconnector.cli.lists import lists
from sfconnector.cli.opening import Chosen
from sfconnector.cli.organization import organization
from sfconnector.cli.record_types import record_types
from sfconnector.cli.schedule import tick
from sfconnector.cli.score_field import score_field
from sfconnector.cli.web import web

__all__ = ["main"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"""\b
Exit codes:
{TABLE}

\b
Environment:
  SFCONNECTOR_STORE     path, sqlite:///PATH or postgresql:// URL of the store
  SFCONNECTOR_KEY       key that seals secrets (several: comma-separated)
  SFCONNECTOR_KEY_FILE  where the key file lies, if SFCONNECTOR_KEY is not set
  SFCONNECTOR_SECRET    password followed by the security token
  SFCONNECTOR_CLOCK     system, file:PATH, or the URL of a stage
  SFCONNECTOR_ALERT_*   who is alerted and how: see sfconnector alerts -h
  SFCONNECTOR_CALLS_*   cap and reserve of API calls: see sfconnector limits -h
  SFCONNECTOR_ACCOUNT, SFCONNECTOR_ENVIRONMENT, SFCONNECTOR_ORGANIZATION_GUARD,
  SFCONNECTOR_USER, SFCONNECTOR_ROLE
                        see docs/connector.md

\b
Examples:
  sfconnector connect integration@example.com
  sfconnector lists import leads --name "All Leads"
  sfconnector status --json
  sfconnector doctor
""",
)
@click.version_option(package_name="sfconnector")
@click.option("--account", metavar="NAME", help="The marketing account. [default: default]")
@click.option(
    "--sandbox",
    "environment",
    flag_value="sandbox",
    help="The account's connector to a sandbox, which is one of its own.",
)
@click.pass_context
def main(context: click.Context, account: str | None, environment: str | None) -> None:
    """Connect a marketing account to Salesforce, import lists, and know why it broke."""
    context.obj = Chosen(account, environment)


for command in (
    connect,
    update_login,
    test,
    disconnect,
    status,
    doctor,
    organization,
    record_types,
    score_field,
    lists,
    tick,
    key,
    limits,
    alerts,
    web,
):
    main.add_command(command)
