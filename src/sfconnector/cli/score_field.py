"""``score-field``: the field that the account writes its lead scores into."""

from __future__ import annotations

import click

from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, write_json


@click.command(
    "score-field",
    epilog="""\b
Examples:
  sfconnector score-field
  sfconnector --account emea score-field Lead_Score_EMEA__c
""",
)
@click.argument("api_name", required=False)
@json_option
def score_field(api_name: str | None, *, as_json: bool) -> None:
    """Show the account's score field, or make API_NAME of Lead and Contact its own.

    Accounts on one organization need a field each: one that another account has claimed is refused.
    """
    with errors_told(), opened() as connector:
        name = connector.claim_score_field(api_name) if api_name else connector.score_field()
    if as_json:
        write_json({"score_field": name})
    else:
        click.echo(name or "This account has no score field.")
