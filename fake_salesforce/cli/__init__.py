"""The ``fake-salesforce`` command: one file for each of its commands."""

from __future__ import annotations

import click

from .fidelity_command import fidelity
from .permission_set_command import permission_set
from .serve_command import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sfconnector")
def main() -> None:
    """A Salesforce org (REST v49.0) that runs offline, for any Salesforce client."""


main.add_command(serve)
main.add_command(permission_set)
main.add_command(fidelity)
