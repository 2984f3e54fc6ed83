"""Test connection: a data call with the connection as it is, or one login to bring it back.

It is an explicit act: on a broken connection it sends exactly one login with the stored secret,
also if that was refused before, which the status then says. Nothing else tries a refused secret
again.
"""

from __future__ import annotations

from sfconnector.connection import outcome
from sfconnector.connection.causes import Cause
from sfconnector.connection.connect import connect
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import Credentials
from sfconnector.connection.explain import explain
from sfconnector.connection.status import Status, status_of
from sfconnector.errors import ConnectorError, NotConnectedError
from sfconnector.salesforce import organization
from sfconnector.salesforce.session import Session
from sfconnector.store.connections import ConnectionRow

ACT = "test"


def test_connection(context: ConnectionContext, session: Session) -> Status:
    """Find out whether the connection works now, and mend it if Salesforce lets it.

    Raises:
        NotConnectedError: there is no stored secret to test.
        StateError: the key is missing or wrong.
    """
    context.check_key()
    row = _row(context)
    credentials = _stored(context, row)
    if row.state != "active":
        return connect(context, credentials, act=ACT)
    try:
        organization.read(session)
    except ConnectorError as error:
        explained = explain(context, error, credentials)
        if explained is None:
            explained = outcome.plain(Cause.UNKNOWN)
        return outcome.failed(context, error, explained, act=ACT)
    outcome.worked(context, act=ACT)
    return status_of(_row(context))


def _row(context: ConnectionContext) -> ConnectionRow:
    row = context.row()
    if row is None:
        message = "no Salesforce organization was ever connected; run connect with a username"
        raise NotConnectedError(message)
    return row


def _stored(context: ConnectionContext, row: ConnectionRow) -> Credentials:
    credentials = context.stored_credentials(row)
    if credentials is None:
        message = (
            "no secret is stored: none was accepted yet, or the connection was ended with "
            "disconnect; run connect"
        )
        raise NotConnectedError(message)
    return credentials
