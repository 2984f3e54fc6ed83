"""Where the secret comes from: the environment, a hidden prompt, or standard input; no argument.

An argument would be seen in the process list and in the shell's history. What is read is kept as
it is; from standard input the one line end at its end is taken away, since that is how lines are
typed.
"""

from __future__ import annotations

import contextlib
import os
import sys

import click

from sfconnector.secret import Secret

VARIABLE = "SFCONNECTOR_SECRET"


CLIENT_SECRET = "SFCONNECTOR_CLIENT_SECRET"  # noqa: S105 - a variable's name
PROMPTS = {
    "jwt": "Private key in PEM",
    "client-credentials": "Consumer secret",
}
"""What is asked for at the prompt, where it is not password and token."""


def client_secret() -> Secret:
    """Return the consumer secret that goes beside a password; empty if there is none."""
    return Secret(os.environ.get(CLIENT_SECRET, ""))


def read_secret(method: str = "soap") -> Secret:
    """Return the secret of a login method.

    Raises:
        click.UsageError: there is none.
    """
    if VARIABLE in os.environ:
        text = os.environ[VARIABLE]
    elif sys.stdin.isatty():
        text = click.prompt(
            PROMPTS.get(method, "Password followed by security token"),
            hide_input=True,
            default="",
            show_default=False,
        )
    else:
        text = _standard_input()
        text = text.removesuffix("\n").removesuffix("\r")
    if not text:
        message = (
            "no secret given: type it at the prompt, set SFCONNECTOR_SECRET, or send it to "
            "standard input (password followed by the security token, nothing in between)"
        )
        raise click.UsageError(message)
    return Secret(text)


def _standard_input() -> str:
    with contextlib.suppress(UnicodeDecodeError):
        return sys.stdin.read()
    # Raised apart from the decoder's error, which holds what was read.
    message = "the secret on standard input is not UTF-8 text"
    raise click.UsageError(message)
