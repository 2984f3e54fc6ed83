"""``connect``, ``update-login``, ``test``, ``disconnect`` and ``status``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from sfconnector.cli.exit_codes import ExitCode, errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import (
    json_option,
    told_instant,
    write_json,
    write_pairs,
    write_table,
)
from sfconnector.cli.secret_input import client_secret, read_secret

if TYPE_CHECKING:
    from sfconnector.connection.diagnosis import Candidate
    from sfconnector.connection.status import Status
    from sfconnector.errors import Evidence
    from sfconnector.events import Event
    from sfconnector.store.connection_history import Change


@click.command(
    epilog="""\b
Examples:
  sfconnector connect integration@example.com
  sfconnector --sandbox connect integration@example.com.uat
  sfconnector connect integration@example.com --json < secret.txt
  sfconnector connect integration@example.com --method jwt --client-id 3MVG9... < key.pem
  sfconnector connect --method client-credentials --client-id 3MVG9... \\
      --login-url https://example.my.salesforce.com
"""
)
@click.argument("username", required=False, default="")
@click.option(
    "--login-url",
    help="Scheme and host to log in at, as a My Domain. "
    "[default: https://login.salesforce.com, with --sandbox https://test.salesforce.com]",
)
@click.option(
    "--method",
    type=click.Choice(["soap", "oauth-password", "jwt", "client-credentials"]),
    default="soap",
    show_default=True,
    help="How to log in. jwt and client-credentials are for organizations that demand a second "
    "factor or allow no SOAP login.",
)
@click.option("--client-id", default="", help="Consumer key of a connected app; not with soap.")
@click.option(
    "--replace-key",
    is_flag=True,
    help="Give up the secret that a lost key has sealed, and seal with the key at hand. "
    "Lists stay.",
)
@json_option
def connect(
    username: str,
    login_url: str | None,
    method: str,
    client_id: str,
    *,
    replace_key: bool,
    as_json: bool,
) -> None:
    """Connect to the Salesforce organization of USERNAME.

    The secret is the password followed at once by the security token; with jwt the private key in
    PEM, with client-credentials the consumer secret. It is asked at a hidden prompt, or taken from
    SFCONNECTOR_SECRET, or read from standard input; it is never an argument. The consumer secret
    that goes beside a password is taken from SFCONNECTOR_CLIENT_SECRET.
    """
    with errors_told():
        secret = read_secret(method)
        with opened((_tell_refused_before,)) as connector:
            status = connector.connect(
                username,
                secret,
                login_url=login_url,
                method=method,
                client_id=client_id,
                client_secret=client_secret(),
                replace_key=replace_key,
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
@click.option("--client-id", default="", help="Another consumer key, if it has changed.")
@json_option
def update_login(username: str | None, client_id: str, *, as_json: bool) -> None:
    """Mend the connection with a new secret.

    The secret is what connect took, by the same method: password and security token, private key
    or consumer secret. It is asked at a hidden prompt, or taken from SFCONNECTOR_SECRET, or read
    from standard input; it is never an argument. One login is tried, also with a secret that was
    refused before.
    """
    with errors_told():
        secret = read_secret()
        with opened((_tell_refused_before,)) as connector:
            status = connector.update_login(
                secret, username, client_id=client_id, client_secret=client_secret()
            )
        show(status, as_json=as_json)


@click.command(
    epilog="""\b
Examples:
  sfconnector test
  sfconnector test --json
"""
)
@json_option
def test(*, as_json: bool) -> None:
    """Test the connection with a data call.

    A broken connection gets one login with the stored secret: that is how it comes back after an
    administrator has mended something in Salesforce. A secret that was refused before is sent once
    more, and when it was refused is told first.
    """
    with errors_told(), opened((_tell_refused_before,)) as connector:
        show(connector.test(), as_json=as_json)


@click.command(
    epilog="""\b
Examples:
  sfconnector disconnect
"""
)
@json_option
def disconnect(*, as_json: bool) -> None:
    """Forget the secret and end the connection; lists and history stay."""
    with errors_told(), opened() as connector:
        status = connector.disconnect()
        if as_json:
            write_json(status)
        else:
            write_pairs(_pairs(status))


@click.command(
    epilog="""\b
Examples:
  sfconnector status
  sfconnector status --json
  sfconnector status --history
"""
)
@click.option("--history", is_flag=True, help="Show what became of the connection, newest first.")
@json_option
def status(*, history: bool, as_json: bool) -> None:
    """Tell whether the connection is active, and if not, why and what mends it."""
    with errors_told(), opened() as connector:
        if history:
            _show_history(connector.history(), as_json=as_json)
            return
        show(connector.status(), as_json=as_json)


def _show_history(changes: Sequence[Change], *, as_json: bool) -> None:
    if as_json:
        write_json(changes)
        return
    if not changes:
        click.echo("Nobody has connected yet.")
        return
    write_table(
        ("At", "Who", "Act", "From", "To", "Cause", "Note", "Answer"),
        (
            (
                told_instant(each.at),
                each.who,
                each.act.replace("_", " "),
                each.from_state.replace("_", " "),
                each.to_state.replace("_", " "),
                each.cause or "",
                each.note,
                answer(each.evidence),
            )
            for each in changes
        ),
    )


def answer(evidence: Evidence) -> str:
    """Return what was asked and answered in one line; "" where nothing is known."""
    status = "" if evidence.status is None else f"HTTP {evidence.status}"
    said = ": ".join(part for part in (evidence.code, evidence.text) if part)
    return " -> ".join(
        part for part in (evidence.request, " ".join(filter(None, (status, said)))) if part
    )


def show(status: Status, *, as_json: bool) -> None:
    """Write a status and end the command with its exit code."""
    if as_json:
        write_json(status)
    else:
        write_pairs(_pairs(status))
    sys.exit(exit_code(status))


def exit_code(status: Status) -> ExitCode:
    """Return the exit code that goes with a status."""
    from sfconnector.connection.causes import EXPLANATIONS, Cause, Effect  # noqa: PLC0415 - keeps --help fast

    if status.cause in {Cause.KEY_MISSING, Cause.KEY_WRONG}:
        return ExitCode.STORE
    effect = None if status.cause is None else EXPLANATIONS[status.cause].effect
    if effect is Effect.PAUSES:
        return ExitCode.TRANSIENT
    if effect is Effect.DISCONNECTS or status.state != "active":
        return ExitCode.REFUSED
    if status.is_undecided:
        return ExitCode.SALESFORCE
    return ExitCode.OK


def _pairs(status: Status) -> list[tuple[str, str]]:
    organization = ""
    if status.organization_id:
        organization = f"{status.organization_name} ({status.organization_id})"
    return [
        ("State", status.state.replace("_", " ")),
        ("Since", told_instant(status.since)),
        ("Cause", status.cause or ""),
        ("Message", status.message),
        ("Remedy", status.remedy),
        ("Must act", status.who),
        ("Healed by", status.heals),
        *[("Hint", hint) for hint in status.hints],
        *[
            pair
            for number, each in enumerate(status.candidates, start=1)
            for pair in _candidate(each, "May be" if number > 1 else "Likeliest")
        ],
        ("Login history", status.login_status or ""),
        ("Detail", status.detail),
        ("Answer", answer(status.evidence)),
        ("Next", status.next_step),
        ("Method", "" if status.method == "soap" else status.method),
        ("User", status.username or ""),
        ("Organization", organization),
        ("Instance", status.instance_url or ""),
        ("Score field", status.score_field or ""),
        *[
            ("Record types", f"{sobject}: {', '.join(each.told for each in own)}")
            for sobject, own in groupby(status.record_types, key=lambda each: each.sobject)
        ],
    ]


def _candidate(candidate: Candidate, label: str) -> list[tuple[str, str]]:
    who = f"It is up to: {candidate.who}; healed by: {candidate.heals}."
    return [
        (label, f"{' or '.join(candidate.causes)}. {candidate.tell_apart}"),
        ("  if so", f"{candidate.remedy} {who}" if candidate.remedy else ""),
    ]


def _tell_refused_before(event: Event) -> None:
    from sfconnector.events import RefusedSecretOffered  # noqa: PLC0415 - keeps --help fast

    if isinstance(event, RefusedSecretOffered):
        click.echo(
            f"This same secret was refused on {event.refused_at:%Y-%m-%d at %H:%M:%S %Z} "
            f"({event.fault_code}); trying it once more, as asked.",
            err=True,
        )
