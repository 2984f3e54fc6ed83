"""Recording how an act on the connection went: state, cause, since when, and what Salesforce said.

A permanent cause disconnects. A transient one is noted on a connection that otherwise works, and
cleared by the next success; on a broken one the permanent cause stays. A missing or wrong key is
never written down: it is seen anew whenever somebody looks, and gone when the key is back.
"""

from __future__ import annotations

from dataclasses import replace

from sfconnector.connection.causes import EXPLANATIONS, Cause
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import Credentials
from sfconnector.connection.status import Status, status_of
from sfconnector.errors import ConnectorError, DisconnectedError
from sfconnector.events import Disconnected, TroubleNoticed
from sfconnector.store import connections
from sfconnector.store.connections import ConnectionRow

KEY_CAUSES = frozenset({Cause.KEY_MISSING, Cause.KEY_WRONG})


def failed(
    context: ConnectionContext,
    error: ConnectorError,
    cause: Cause,
    *,
    offered: Credentials | None = None,
    told: tuple[str, ...] = (),
) -> Status:
    """Record a failure and return the status it leaves.

    Args:
        context: the account.
        error: what happened.
        cause: what it means for the connection.
        offered: the credentials of an explicit act; None if the stored ones were used.
        told: hints for the user.
    """
    now = context.clock.now()
    transient = EXPLANATIONS[cause].transient
    with context.store.writing() as connection:
        row = connections.read(connection, context.account_id) or ConnectionRow(
            state="not_connected",
            since=now,
            username="" if offered is None else offered.username,
            login_url="" if offered is None else offered.login_url,
        )
        if isinstance(error, DisconnectedError):
            return status_of(row)  # what broke it is written there already
        state = row.state if transient else "disconnected"
        after = replace(
            row,
            state=state,
            cause=cause.value,
            since=row.since if (row.state, row.cause) == (state, cause.value) else now,
            detail=error.detail or error.message,
            hints=told,
        )
        if cause in KEY_CAUSES or (transient and row.state == "disconnected"):
            return status_of(after)
        if not transient:
            after = replace(after, sealed_session=None)
            if offered is not None:
                after = replace(after, username=offered.username, login_url=offered.login_url)
        connections.write(connection, context.account_id, after)
    kind = TroubleNoticed if transient else Disconnected
    message = EXPLANATIONS[cause].message
    context.emit(kind(at=now, cause=cause.value, message=message, detail=after.detail))
    return status_of(after)


def worked(context: ConnectionContext) -> None:
    """Clear a transient cause after a success."""
    with context.store.reading() as connection:
        row = connections.read(connection, context.account_id)
    if row is None or row.state != "active" or row.cause is None:
        return
    with context.store.writing() as connection:
        row = connections.read(connection, context.account_id)
        if row is not None and row.state == "active":
            cleared = replace(row, cause=None, detail="", hints=(), since=context.clock.now())
            connections.write(connection, context.account_id, cleared)
