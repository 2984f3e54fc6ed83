"""Update Login: mend a connection with a new secret, and perhaps a new username.

The host stays the one of the connection. As after Connect, the former secret stays sealed until a
login with the new one and a data call have succeeded.
"""

from __future__ import annotations

from sfconnector.connection import credentials
from sfconnector.connection.connect import connect
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.status import Status
from sfconnector.errors import NotConnectedError
from sfconnector.secret import Secret
from sfconnector.store import connections


def update_login(
    context: ConnectionContext, secret: Secret, *, username: str | None = None
) -> Status:
    """Log in with a new secret; the username is the last one offered unless given.

    Raises:
        NotConnectedError: nobody has tried to connect, so there is nothing to mend.
        InputError: the secret or the username cannot be one.
    """
    with context.store.reading() as connection:
        row = connections.read(connection, context.account_id)
    if row is None:
        message = "no Salesforce organization was ever connected; run connect with a username"
        raise NotConnectedError(message)
    offered = credentials.offered(username or row.username, secret, row.login_url)
    return connect(context, offered, act="update_login")
