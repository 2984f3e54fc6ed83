"""``fake-salesforce journal tail``: the last exchanges, a line each, and those that come."""

from __future__ import annotations

import json
from typing import Any

import click

from .client import DEFAULT_URL, KEY_VARIABLE, URL_VARIABLE, Client


@click.command()
@click.option("--follow", "-f", is_flag=True, help="Go on with each exchange as it ends.")
@click.option("--last", "-n", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print lines of JSON for a machine.")
@click.option("--url", envvar=URL_VARIABLE, default=DEFAULT_URL, metavar="URL")
@click.option("--key", envvar=KEY_VARIABLE, metavar="KEY", help="Its control key, if it has one.")
def tail(*, follow: bool, last: int, as_json: bool, url: str, key: str | None) -> None:
    """Print the last exchanges, a line each.

    \b
    Examples:
      fake-salesforce journal tail
      fake-salesforce journal tail --follow
    """  # noqa: D301 - click keeps the lines of a paragraph marked so
    client = Client(url, key)
    told = client.send("GET", "/journal", query={"last": str(last)}).json()
    for each in told:
        click.echo(json.dumps(each, ensure_ascii=False) if as_json else _line(each))
    if follow:
        for line in client.lines("/journal/follow"):
            click.echo(line if as_json else _line(json.loads(line)))


def _line(exchange: dict[str, Any]) -> str:
    status = exchange["status"] or "---"
    what = exchange["request"].replace("\n", " ")
    parts = [
        exchange["time"][:19],
        f"{status} {exchange['error_code'] or ''}".strip(),
        f"{exchange['method']} {exchange['path']}",
        exchange["username"] or "-",
        *(f"[{each}]" for each in exchange["faults"]),
        what if len(what) < 80 else f"{what[:77]}...",  # noqa: PLR2004 - a terminal's width
    ]
    return "  ".join(each for each in parts if each)
