"""``key rotate``: change the key that seals secrets."""

from __future__ import annotations

import click

from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, write_json


@click.group(
    epilog="""\b
Examples:
  sfconnector key rotate
  sfconnector key rotate --forget-former
"""
)
def key() -> None:
    """Look after the key that seals secrets."""


@key.command()
@click.option(
    "--forget-former",
    is_flag=True,
    help="Drop the former keys from the key file instead. With them goes the memory of secrets "
    "that were refused in their time.",
)
@json_option
def rotate(*, forget_former: bool, as_json: bool) -> None:
    """Seal every secret of the store, of all accounts, with a new key.

    A key file gets a new key in front of the former ones, which go on opening. With
    SFCONNECTOR_KEY put the new key in front, a comma between, and then run this.
    """
    with errors_told(), opened() as connector:
        if forget_former:
            told = {"forgotten": connector.forget_former_keys()}
            sentence = f"Former keys dropped: {told['forgotten']}."
        else:
            told = {"sealed": connector.rotate_key()}
            sentence = f"Secrets sealed anew: {told['sealed']}."
    if as_json:
        write_json(told)
    else:
        click.echo(sentence)
