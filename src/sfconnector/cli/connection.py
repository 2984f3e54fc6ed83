"""``connect``, ``status`` and ``update-login``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sfconnector.cli.exit_codes import ExitCode, errors_told
from sfconnector.cli.output import json_option, write_json, write_pairs
from sfconnector.cli.secret_input import read_secret

if TYPE_CHECKING:
    from sfconnector.connection.status import Status
    from sfconnector.events import Event


@click.command(
    epilog="""\b
Examples:
  sfconnector connect integration@example.com
  sfconnector connect integration@example.com --login-url https://test.salesforce.com
  sfconnector connect integration@example.com --json < secret.txt
"""
)
@click.argument("username")
@click.option(
    "--login-url",
    default="https://login.salesforce.com",
    show_default=True,
    help="Scheme and host to log in at; sandboxes use https://test.salesforce.com.",
)
@click.option(
    "--replace-key",
    is_flag=True,
    help="Give up the secret that a lost key has sealed, and seal with the key at hand. "
    "Lists stay.",
)
@json_option
def connect(username: str, login_url: str, *, replace_key: bool, as_json: bool) -> None:
    """Connect to the Salesforce organization of USERNAME.

    The secret is the password followed at once by the security token. It is asked at a hidden
    prompt, or taken from SFCONNECTOR_SECRET, or read from standard input; it is never an
    argument.
    """
    from sfconnector.connector import Connector  # noqa: PLC0415 - keeps --help fast

    with errors_told():
        secret = read_secret()
        with Connector.open(listeners=(_tell_refused_before,)) as connector:
            status = connector.connect(
                username, secret, login_url=login_url, replace_key=replace_key
            )
        show(status, as_json=as_json)


@click.command(
    "update-login",
    epilog="""\b
Examples:
  sfconnector update-login
  sfconnector update-login --username integration@example.com < secret.txt
""",
)
@click.option("--username", help="The user's new name, if it has changed.")
@json_option
def update_login(username: str | None, *, as_json: bool) -> None:
    """Mend the connection with a new secret.

    The secret is the password followed at once by the security token. It is asked at a hidden
    prompt, or taken from SFCONNECTOR_SECRET, or read from standard input; it is never an
    argument. One login is tried, also with a secret that was refused before.
    """
    from sfconnector.connector import Connector  # noqa: PLC0415 - keeps --help fast

    with errors_told():
        secret = read_secret()
        with Connector.open(listeners=(_tell_refused_before,)) as connector:
            show(connector.update_login(secret, username), as_json=as_json)


@click.command(
    epilog="""\b
Examples:
  sfconnector status
  sfconnector status --json
"""
)
@json_option
def status(*, as_json: bool) -> None:
    """Tell whether the connection is active, and if not, why and what mends it."""
    from sfconnector.connector import Connector  # noqa: PLC0415 - keeps --help fast

    with errors_told(), Connector.open() as connector:
        show(connector.status(), as_json=as_json)


def show(status: Status, *, as_json: bool) -> None:
    """Write a status and end the command with its exit code."""
    if as_json:
        write_json(status)
    else:
        write_pairs(_pairs(status))
    sys.exit(exit_code(status))


def exit_code(status: Status) -> ExitCode:
    """Return the exit code that goes with a status."""
    from sfconnector.connection.causes import EXPLANATIONS, Cause  # noqa: PLC0415 - keeps --help fast

    if status.cause in {Cause.KEY_MISSING, Cause.KEY_WRONG}:
        return ExitCode.STORE
    if status.cause is not None and EXPLANATIONS[status.cause].transient:
        return ExitCode.TRANSIENT
    return ExitCode.OK if status.state == "active" else ExitCode.REFUSED


def _pairs(status: Status) -> list[tuple[str, str]]:
    organization = ""
    if status.organization_id:
        organization = f"{status.organization_name} ({status.organization_id})"
    return [
        ("State", status.state.replace("_", " ")),
        ("Since", f"{status.since:%Y-%m-%d %H:%M:%S %Z}" if status.since else ""),
        ("Cause", status.cause or ""),
        ("Message", status.message),
        ("Remedy", status.remedy),
        *[("Hint", hint) for hint in status.hints],
        ("Detail", status.detail),
        ("User", status.username or ""),
        ("Organization", organization),
        ("Instance", status.instance_url or ""),
    ]


def _tell_refused_before(event: Event) -> None:
    from sfconnector.events import RefusedSecretOffered  # noqa: PLC0415 - keeps --help fast

    if isinstance(event, RefusedSecretOffered):
        click.echo(
            f"This same secret was refused on {event.refused_at:%Y-%m-%d at %H:%M:%S %Z} "
            f"({event.fault_code}); trying it once more, as asked.",
            err=True,
        )
