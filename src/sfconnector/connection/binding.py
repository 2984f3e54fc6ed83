"""Which organization an account is bound to, and how support finishes a switch.

Confirming lets the same organization pass with another domain of its user. Binding to another
organization archives the old binding: its lists stay readable and are never mixed with the new
ones, the old secret is forgotten, and only the organization that was named may be connected.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from sfconnector.connection import outcome
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.status import Status, status_of
from sfconnector.errors import InputError, NotConnectedError, Offered
from sfconnector.salesforce.organization import same
from sfconnector.store import archived_bindings, connections, record_types, score_fields
from sfconnector.store.archived_bindings import ArchivedBinding
from sfconnector.store.connections import ConnectionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Where an account's data comes from, and where a refused login led."""

    organization_id: str | None
    organization_name: str | None
    username: str | None
    """Of the connected user, as it was when the organization was bound or confirmed."""
    email: str | None
    guard: str
    offered: Offered | None
    """Where the login led that the guard refused; None if none did."""
    archived: tuple[ArchivedBinding, ...]
    """Organizations it was bound to before, the newest first."""


def show(context: ConnectionContext) -> Binding:
    """Return the binding."""
    with context.store.reading() as connection:
        row = connections.read(connection, context.account_id)
        archived = archived_bindings.read(connection, context.account_id)
    return Binding(
        organization_id=None if row is None else row.organization_id,
        organization_name=None if row is None else row.organization_name,
        username=None if row is None else row.bound_username,
        email=None if row is None else row.bound_email,
        guard=context.guard.value,
        offered=None if row is None else _offered(row),
        archived=archived,
    )


def confirm(context: ConnectionContext, organization_id: str, *, reason: str) -> Status:
    """Let the same organization pass with the domains that a refused login had.

    Args:
        context: the account.
        organization_id: of the organization, typed by whoever has looked.
        reason: why it is right; the history keeps it.

    Raises:
        InputError: no login was refused for its domain, the id is another one, or no reason.
        NotConnectedError: nobody has ever tried to connect.
    """
    with context.store.writing() as connection:
        row, offered = _refused(connections.read(connection, context.account_id), reason)
        if row.organization_id is None or not same(row.organization_id, offered.organization_id):
            message = (
                f"the refused login leads to {offered.organization_id}, which is another "
                f"organization than {row.organization_id}: confirming is for the same one; bind "
                "to it with rebind"
            )
            raise InputError(message)
        _named(organization_id, offered)
        after = replace(
            row,
            bound_username=offered.username or row.bound_username,
            bound_email=offered.email or row.bound_email,
            offered=None,
            detail="confirmed by support; run test or update-login",
            hints=("Support has confirmed the organization: run test or update-login.",),
        )
        connections.write(connection, context.account_id, after)
        outcome.note_change(
            context, connection, row, after, act="confirm_organization", note=reason
        )
    return status_of(after)


def rebind(context: ConnectionContext, organization_id: str, *, reason: str) -> Status:
    """Bind the account to the organization that a refused login led to.

    Args:
        context: the account.
        organization_id: of the new organization, typed by whoever has looked.
        reason: why it is right; the history and the archive keep it.

    Raises:
        InputError: no login led to another organization, the id is not its, or no reason.
        NotConnectedError: nobody has ever tried to connect.
    """
    now = context.clock.now()
    with context.store.writing() as connection:
        row, offered = _refused(connections.read(connection, context.account_id), reason)
        if row.organization_id is None or same(row.organization_id, offered.organization_id):
            message = (
                "the refused login leads to the same organization; let it pass with confirm, which "
                "keeps its lists"
            )
            raise InputError(message)
        _named(organization_id, offered)
        archived_bindings.add(
            connection,
            context.account_id,
            ArchivedBinding(
                organization_id=row.organization_id,
                organization_name=row.organization_name or "",
                username=row.bound_username or row.username,
                archived_at=now,
                archived_by=context.actor.name,
                reason=reason,
            ),
        )
        score_fields.release(connection, context.account_id)
        record_types.release(connection, context.account_id)
        after = replace(
            row,
            state="not_connected",
            since=now,
            cause=None,
            detail="",
            hints=(),
            diagnosis=None,
            offered=None,
            degraded="[]",
            organization_id=offered.organization_id,
            organization_name=None,
            instance_url=None,
            username=offered.username,
            user_id=None,
            bound_username=None,
            bound_email=None,
            sealed_credentials=None,
            sealed_session=None,
        )
        connections.write(connection, context.account_id, after)
        note = f"from {row.organization_id} to {offered.organization_id}: {reason}"
        outcome.note_change(context, connection, row, after, act="rebind_organization", note=note)
    return status_of(after)


def _refused(row: ConnectionRow | None, reason: str) -> tuple[ConnectionRow, Offered]:
    if not reason.strip():
        message = "a reason is needed: the history tells later why this was done"
        raise InputError(message)
    if row is None:
        message = "no Salesforce organization was ever connected; run connect with a username"
        raise NotConnectedError(message)
    offered = _offered(row)
    if offered is None:
        message = (
            "no login was refused for leading elsewhere; there is nothing to confirm or to bind to"
        )
        raise InputError(message)
    return row, offered


def _named(organization_id: str, offered: Offered) -> None:
    if not same(organization_id, offered.organization_id):
        message = (
            f"the refused login leads to the organization {offered.organization_id}, not to "
            f"{organization_id}; name the one that is meant"
        )
        raise InputError(message)


def _offered(row: ConnectionRow) -> Offered | None:
    return None if row.offered is None else msgspec.json.decode(row.offered, type=Offered)
