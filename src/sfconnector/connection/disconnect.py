"""Disconnect: the secret and the session are forgotten; lists, history and the binding stay."""

from __future__ import annotations

from dataclasses import replace

from sfconnector.connection import outcome
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.status import Status, status_of
from sfconnector.errors import NotConnectedError
from sfconnector.store import connections


def disconnect(context: ConnectionContext) -> Status:
    """Forget how to log in.

    The account stays bound to its organization: connecting it to another one is a switch still.

    Raises:
        NotConnectedError: nobody has ever tried to connect.
    """
    with context.store.writing() as connection:
        row = connections.read(connection, context.account_id)
        if row is None:
            message = "no Salesforce organization was ever connected; there is nothing to end"
            raise NotConnectedError(message)
        after = replace(
            row,
            state="not_connected",
            since=context.clock.now(),
            cause=None,
            detail="",
            hints=(),
            diagnosis=None,
            offered=None,
            degraded="[]",
            sealed_credentials=None,
            sealed_session=None,
        )
        connections.write(connection, context.account_id, after)
        outcome.note_change(
            context, connection, row, after, act="disconnect", note="secret and session forgotten"
        )
    return status_of(after)
