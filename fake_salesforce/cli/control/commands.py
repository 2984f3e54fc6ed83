"""A command for each verb, in a group for each noun."""

from __future__ import annotations

import base64
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from fake_salesforce.control import VERBS, Verb
from fake_salesforce.control.values import ONLY
from fake_salesforce.control.verb import JSON

from .client import DEFAULT_URL, KEY_VARIABLE, URL_VARIABLE, Client
from .fields import Fields
from .showing import show
from .tail import tail

_EXTRA = {"journal": [tail]}
"""Commands that are made of several calls, by noun."""
_HAVE_NO_BODY = 204
_REACHING = {
    "url": (URL_VARIABLE, f"Where the fake serves; {DEFAULT_URL} unless told."),
    "key": (KEY_VARIABLE, "Its control key, where it has one."),
}


def nouns() -> list[str]:
    """Return the nouns that have commands, in their order."""
    return list(dict.fromkeys(each.noun for each in VERBS))


def noun_group(noun: str) -> click.Group | None:
    """Return the commands of a noun; None if there is no such noun."""
    verbs = [each for each in VERBS if each.noun == noun]
    if not verbs:
        return None
    text = (sys.modules[verbs[0].act.__module__].__doc__ or "").partition("\n\n")[0]
    group = click.Group(noun, help=text.replace("``", ""))
    for each in verbs:
        group.add_command(_command(each))
    for command in _EXTRA.get(noun, []):
        group.add_command(command)
    return group


def reaching() -> list[click.Parameter]:
    """Return the options that say where the fake is."""
    return [
        click.Option(
            [f"--{name}"],
            envvar=variable,
            default=DEFAULT_URL if name == "url" else None,
            metavar=name.upper(),
            help=text,
        )
        for name, (variable, text) in _REACHING.items()
    ]


def _command(verb: Verb) -> click.Command:
    fields = Fields(verb)
    file = (
        [click.Argument(["file"], type=click.Path(dir_okay=False, path_type=Path))]
        if verb.to_file
        else []
    )
    machine = click.Option(["--json", "as_json"], is_flag=True, help="Print JSON for a machine.")
    examples = "\n".join(f"  fake-salesforce {each}" for each in verb.examples)
    description = f"{verb.description}\n\n" if verb.description else ""
    return click.Command(
        verb.name,
        params=[*file, *fields.parameters(), machine, *reaching()],
        callback=partial(_run, verb, fields),
        help=f"{verb.summary}.\n\n{description}\b\nExamples:\n{examples}".replace("`", ""),
        short_help=verb.summary,
        no_args_is_help=False,
    )


def _run(
    verb: Verb,
    fields: Fields,
    /,
    *,
    url: str,
    key: str | None,
    as_json: bool,
    file: Path | None = None,
    **given: Any,  # noqa: ANN401 - click's
) -> None:
    asked = fields.read(given)
    if "org" in verb.in_path:
        asked.setdefault("org", ONLY)
    path = verb.path
    for name in verb.in_path:
        path = path.replace("{" + name + "}", quote(str(asked.pop(name)), safe=""))
    client = Client(url, key)
    if verb.media_type != JSON and verb.to_file is None:
        for line in client.lines(path):
            click.echo(line)
        return
    answer = client.send(
        verb.method,
        path,
        query=None if verb.has_body else {name: _word(each) for name, each in asked.items()},
        body=asked if verb.has_body else None,
    )
    if file is not None:
        _write(verb, file, answer.content)
    elif answer.status_code == _HAVE_NO_BODY:
        if not as_json:
            click.echo("done")
    elif as_json:
        click.echo(json.dumps(answer.json(), ensure_ascii=False))
    else:
        show(answer.json(), verb.columns)


def _write(verb: Verb, file: Path, content: bytes) -> None:
    if verb.to_file != "*":
        told: dict[str, str] = json.loads(content)
        content = base64.b64decode(told[str(verb.to_file)])
    if str(file) == "-":
        click.echo(content, nl=False)
        return
    try:
        file.write_bytes(content)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}"
        raise click.ClickException(message) from error
    click.echo(f"{file}: {len(content)} bytes", err=True)


def _word(value: Any) -> str:  # noqa: ANN401 - JSON
    return value if isinstance(value, str) else json.dumps(value)
