"""The ``fake-salesforce`` command: one file for each of its commands.

Those that control a running fake are made from the verbs of ``fake_salesforce/control/``, when one
of them is asked for.
"""

from __future__ import annotations

import click

from .fidelity_command import fidelity
from .permission_set_command import permission_set
from .serve_command import serve


class _Commands(click.Group):
    """The commands beside one another; those of control are loaded by need."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from .control import nouns  # noqa: PLC0415 - `serve --help` should not load every verb

        return [*super().list_commands(ctx), *nouns()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = super().get_command(ctx, cmd_name)
        if known is not None:
            return known
        from .control import noun_group  # noqa: PLC0415 - the same

        return noun_group(cmd_name)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="sfconnector")
def main() -> None:
    """A Salesforce org (REST v49.0) that runs offline, for any Salesforce client.

    `serve` starts one. The nouns below control one that runs, at http://127.0.0.1:8080 or where
    --url or FAKE_SALESFORCE_URL say. Exit codes: 0 done, 1 refused, 2 misused, 3 nobody there.
    """


main.add_command(serve)
main.add_command(permission_set)
main.add_command(fidelity)
