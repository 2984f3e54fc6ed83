"""Update Login: mend a connection with a new secret, and perhaps a new username.

The host stays the one of the connection. As after Connect, the former secret stays sealed until a
login with the new one and a data call have succeeded.
"""

from __future__ import annotations

from sfconnector.connection import credentials
from sfconnector.connection.connect import connect
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import Credentials, Method
from sfconnector.connection.status import Status
from sfconnector.errors import NotConnectedError
from sfconnector.secret import Secret
from sfconnector.store.connections import ConnectionRow


def update_login(
    context: ConnectionContext,
    secret: Secret,
    *,
    username: str | None = None,
    client_id: str = "",
    client_secret: Secret = credentials.NO_SECRET,
) -> Status:
    """Log in with a new secret; username, method and app are those last offered unless given.

    Raises:
        NotConnectedError: nobody has tried to connect, so there is nothing to mend.
        InputError: the secret or the username cannot be one.
    """
    row = context.row()
    if row is None or not row.login_url:
        message = "no Salesforce organization was ever connected; run connect with a username"
        raise NotConnectedError(message)
    method = Method(row.method)
    before = _stored(context, row)
    offered = credentials.offered(
        username or ("" if method is Method.CLIENT_CREDENTIALS else row.username),
        secret,
        row.login_url,
        method=method,
        client_id=client_id or ("" if before is None else before.client_id),
        client_secret=client_secret if client_secret or before is None else before.client_secret,
    )
    return connect(context, offered, act="update_login")


def _stored(context: ConnectionContext, row: ConnectionRow) -> Credentials | None:
    """Return the stored credentials of the same method, for the app they name; None without."""
    if row.method == Method.SOAP:
        return None
    stored = context.stored_credentials(row)
    return stored if stored is not None and stored.method == row.method else None
