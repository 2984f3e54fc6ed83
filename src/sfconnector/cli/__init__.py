"""The command ``sfconnector``: one file per group of commands, exit codes in ``exit_codes.py``.

Only click is loaded to show a help text; a command loads what it needs when it runs.
"""

from __future__ import annotations

import click

from sfconnector.cli.connection import connect, status, update_login
from sfconnector.cli.doctor import doctor
from sfconnector.cli.exit_codes import TABLE
from sfconnector.cli.lists import lists

__all__ = ["main"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"""\b
Exit codes:
{TABLE}

\b
Environment:
  SFCONNECTOR_STORE     path or sqlite:///PATH of the store
  SFCONNECTOR_KEY       key that seals secrets (several: comma-separated)
  SFCONNECTOR_KEY_FILE  where the key file lies, if SFCONNECTOR_KEY is not set
  SFCONNECTOR_SECRET    password followed by the security token
  SFCONNECTOR_CLOCK     system, file:PATH, or the URL of a stage

\b
Examples:
  sfconnector connect integration@example.com
  sfconnector lists import leads --name "All Leads"
  sfconnector status --json
  sfconnector doctor
""",
)
@click.version_option(package_name="sfconnector")
def main() -> None:
    """Connect a marketing account to Salesforce, import lists, and know why it broke."""


for command in (connect, status, update_login, doctor, lists):
    main.add_command(command)
