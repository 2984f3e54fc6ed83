"""``fake-salesforce serve``: one org, until Ctrl-C."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fake_salesforce.population import KINDS

if TYPE_CHECKING:
    from fake_salesforce.org import Org, User
    from fake_salesforce.salesforce import FakeSalesforce

_USERNAME = "integration@example.com"
_LOOK_SECONDS = 0.2
"""How soon a termination is seen; Ctrl-C is at once."""


def _census(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, Any]:
    """Return how many of each kind are asked for."""
    census: dict[str, Any] = {}
    for each in given:
        kind, equals, count = each.partition("=")
        if kind not in KINDS:
            message = f"{kind!r} is no kind; there are {', '.join(KINDS)}"
            raise click.BadParameter(message)
        if not equals or not (count.isascii() and count.isdigit()):
            message = f"{each!r} does not say how many: write {kind}=100"
            raise click.BadParameter(message)
        census[kind] = int(count)
    return census


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port; 0 takes a free one.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to bind to; one that others can reach needs a control key.",
)
@click.option(
    "--control-key",
    envvar="FAKE_SALESFORCE_CONTROL_KEY",
    metavar="KEY",
    help="What calls of /_fake/ have to send; taken from FAKE_SALESFORCE_CONTROL_KEY, too.",
)
@click.option(
    "--data",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the org in this file, and open it from there the next time.",
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="Ids, secrets and records are drawn from it.",
)
@click.option(
    "--leads",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="Leads that a new org begins with.",
)
@click.option(
    "--populate",
    "census",
    multiple=True,
    metavar="KIND=COUNT",
    callback=_census,
    help=f"Other records that a new org begins with; kinds are {', '.join(KINDS)}.",
)
@click.option(
    "--tls",
    is_flag=True,
    help="Serve over TLS; the file that clients have to trust is printed as the CA file.",
)
@click.option(
    "--external-url",
    metavar="URL",
    help="Scheme and host that URLs in answers have, as https://salesforce.example.com.",
)
@click.option(
    "--trust-forwarded",
    is_flag=True,
    help="Believe X-Forwarded-Host and X-Forwarded-Proto: only behind a proxy that sets them.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON for a machine.")
def serve(
    *,
    port: int,
    host: str,
    control_key: str | None,
    data: Path | None,
    seed: int,
    leads: int,
    census: dict[str, Any],
    tls: bool,
    external_url: str | None,
    trust_forwarded: bool,
    as_json: bool,
) -> None:
    """Serve one org until Ctrl-C, and print what a client needs to log in.

    The clock runs with this machine's, and the other commands control the server while it runs.
    Nothing is trusted to be secret here: the org holds made-up records, and anybody who reaches the
    port can log in with the printed credentials.

    \b
    Examples:
      fake-salesforce serve
      fake-salesforce serve --port 0 --leads 100000 --json
      fake-salesforce serve --populate users=20 --populate accounts=100 --populate tasks=500
      fake-salesforce serve --data org.sqlite
      fake-salesforce serve --tls --port 8443
    """  # noqa: D301 - click keeps the lines of a paragraph marked so
    from fake_salesforce.clock import Clock  # noqa: PLC0415 - `--help` should not load the server
    from fake_salesforce.salesforce import FakeSalesforce  # noqa: PLC0415 - the same

    ended = _termination()
    try:
        salesforce = FakeSalesforce(
            seed=seed,
            clock=Clock.running(),
            host=host,
            port=port,
            control_key=control_key,
            tls=tls,
            external_url=external_url,
            trust_forwarded=trust_forwarded,
        )
        with salesforce:
            org = salesforce.create_org(data=data)
            if org.users.id_of(_USERNAME) is None:
                user = org.create_user(_USERNAME)
                org.populate(**({"leads": leads} | census), seed=seed)
            else:
                user = org.user(_USERNAME)
            click.echo(
                _json_line(salesforce, org, user) if as_json else _text(salesforce, org, user)
            )
            _wait(ended)
    except (OSError, ValueError, sqlite3.Error) as error:
        raise click.ClickException(f"cannot serve: {error}") from error


def _facts(salesforce: FakeSalesforce, org: Org, user: User) -> dict[str, str]:
    return {
        "login_url": salesforce.external_url or salesforce.url,
        "username": user.username,
        "password": user.password,
        "security_token": user.security_token,
        "client_id": org.client_id,
        "client_secret": org.client_secret,
        "organization_id": org.id,
    } | ({"CA_file": str(salesforce.ca_file)} if salesforce.has_tls else {})


def _json_line(salesforce: FakeSalesforce, org: Org, user: User) -> str:
    return json.dumps(_facts(salesforce, org, user))


def _text(salesforce: FakeSalesforce, org: Org, user: User) -> str:
    count = org.query("SELECT COUNT() FROM Lead")[0]["count"]
    facts = _facts(salesforce, org, user)
    width = max(map(len, facts))
    lines = [f"  {name.replace('_', ' '):<{width}}  {value}" for name, value in facts.items()]
    return "\n".join(
        [
            f"{org.name} is served, with {count} leads. Ctrl-C stops it.",
            "",
            *lines,
            "",
            "Try it:",
            *([f"  export REQUESTS_CA_BUNDLE={facts['CA_file']}"] if "CA_file" in facts else []),
            f"  SFCONNECTOR_SECRET='{user.secret}' \\",
            f"    sfconnector connect {user.username} --login-url {facts['login_url']}",
            "",
            "  # or, with simple-salesforce",
            "  session_id, instance = SalesforceLogin(",
            f"      username={user.username!r}, password={user.password!r},",
            f"      security_token={user.security_token!r}, sf_version='49.0',",
            f"      scratch_url={facts['login_url']!r})",
        ]
    )


def _termination() -> list[int]:
    """Return what holds the signal that ended the process, from when it does.

    A list needs no lock; an Event's may be held by the very code that the signal interrupts.
    """
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
    return ended


def _wait(ended: list[int]) -> None:
    """Wait for Ctrl-C or a termination."""
    try:
        while not ended:
            time.sleep(_LOOK_SECONDS)  # noqa: TID251 - waits for a person; takes no lock
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
