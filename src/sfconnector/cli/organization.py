"""``organization show``, ``confirm`` and ``rebind``: support's part in a switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sfconnector.cli.connection import show as show_status
from sfconnector.cli.exit_codes import errors_told
from sfconnector.cli.opening import opened
from sfconnector.cli.output import json_option, write_json, write_pairs

if TYPE_CHECKING:
    from sfconnector.store.archived_bindings import ArchivedBinding


@click.group(
    epilog="""\b
Examples:
  sfconnector organization show
  sfconnector organization confirm 00D000000000001EAA --reason "domain changed, ticket 17"
  sfconnector organization rebind 00D000000000002EAA --reason "new org, ticket 18"
"""
)
def organization() -> None:
    """Show which organization the account is bound to; finish a switch as support does."""


@organization.command()
@json_option
def show(*, as_json: bool) -> None:
    """Show the binding, where a refused login led, and former organizations."""
    with errors_told(), opened() as connector:
        binding = connector.organization()
    if as_json:
        write_json(binding)
        return
    offered = binding.offered
    write_pairs(
        [
            ("Bound to", _named(binding.organization_name, binding.organization_id)),
            ("User", binding.username or ""),
            ("E-mail", binding.email or ""),
            ("Guard", binding.guard),
            ("Refused login", "" if offered is None else offered.organization_id),
            ("Its user", "" if offered is None else offered.username),
            ("Its e-mail", "" if offered is None else offered.email),
            *[("Formerly", _archived(each)) for each in binding.archived],
        ]
    )


def _reason(command: click.decorators.FC) -> click.decorators.FC:
    return click.option("--reason", required=True, help="Why it is right; the history keeps it.")(
        command
    )


@organization.command()
@click.argument("organization_id")
@_reason
@json_option
def confirm(organization_id: str, reason: str, *, as_json: bool) -> None:
    """Let ORGANIZATION_ID pass with another domain of its user's name or e-mail.

    For the organization that the account is bound to, after a login was refused for the domain
    alone. Then run test or update-login.
    """
    from sfconnector.connection.roles import Role  # noqa: PLC0415 - keeps --help fast

    with errors_told(), opened(role=Role.SUPPORT) as connector:
        show_status(connector.confirm_organization(organization_id, reason=reason), as_json=as_json)


@organization.command()
@click.argument("organization_id")
@_reason
@json_option
def rebind(organization_id: str, reason: str, *, as_json: bool) -> None:
    """Bind the account to ORGANIZATION_ID, where a refused login led.

    The former binding is archived: its lists stay readable and are not imported into any more, its
    secret is forgotten. Then run connect with a user of the new organization.
    """
    from sfconnector.connection.roles import Role  # noqa: PLC0415 - keeps --help fast

    with errors_told(), opened(role=Role.SUPPORT) as connector:
        show_status(connector.rebind_organization(organization_id, reason=reason), as_json=as_json)


def _archived(binding: ArchivedBinding) -> str:
    name = _named(binding.organization_name, binding.organization_id)
    until = f"until {binding.archived_at:%Y-%m-%d}, by {binding.archived_by}"
    return f"{name} as {binding.username}, {until}: {binding.reason}"


def _named(name: str | None, organization_id: str | None) -> str:
    if organization_id is None:
        return "none"
    return f"{name} ({organization_id})" if name else organization_id
