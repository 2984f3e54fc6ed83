"""Who hands sessions out: the stored session, shared by every thread and process of the account.

When Salesforce does not accept it any more, one login replaces it; whoever comes second finds the
new one in the store. What somebody did to the connection while that login was on its way counts
for more than the login: after a Disconnect nothing is stored, after an Update Login its session is
taken and the former secret's refusal says nothing any more. Where the login leads to is checked
before it is used: another organization stops everything. That the login succeeded proves no more:
if the password has expired meanwhile, the call that needed the session is refused by that name, and
that is what is believed.
"""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

from sqlalchemy import Connection

from sfconnector.connection import sign_in
from sfconnector.connection.causes import EXPLANATIONS, Cause
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import Credentials
from sfconnector.connection.organization_guard import refuse_another
from sfconnector.errors import (
    ConnectorError,
    DisconnectedError,
    LoginRefusedError,
    LoginUnavailableError,
    LoginWithheldError,
    NotConnectedError,
    SessionRefusedError,
    TransportError,
)
from sfconnector.salesforce import moved_host
from sfconnector.salesforce.grant import Grant, mark
from sfconnector.store import connections
from sfconnector.store.connections import ConnectionRow


class StoredAuthority:
    """Hands out the account's stored session."""

    def __init__(self, context: ConnectionContext) -> None:
        self._context = context
        self._one_at_a_time = threading.Lock()

    def grant(self) -> Grant:
        """Return the stored session, logging in if there is none.

        Raises:
            NotConnectedError: nobody has connected.
            DisconnectedError: the connection is known to be broken.
            StateError: the key is missing or wrong.
            ConnectorError: as :meth:`renew`, if a login is needed.
        """
        with self._context.store.reading() as connection:
            found = self._stored(self._active(connection))
        return found if found is not None else self.renew(None)

    def moved(self, stale: Grant, error: ConnectorError) -> Grant | None:
        """Return a session other than the stale one where its host may have been left.

        The login host tells where the organization is now, so none is asked where that is the host
        that failed. A login that is not answered says nothing, and the error stands as it was.

        Raises:
            AuthenticationError: Salesforce refuses, or the login leads elsewhere.
        """
        if not moved_host.may_be_left(error):
            return None
        context = self._context
        try:
            with context.store.reading() as connection:
                row = self._active(connection)
            found = self._stored(row)
            if found is not None and found != stale:
                return found
            credentials = context.stored_credentials(row)
            if credentials is None or credentials.host == urlsplit(stale.instance_url).netloc:
                return None
            if not moved_host.is_left(context.transport, stale.instance_url, error):
                return None
            return self.renew(stale, is_guess=True)
        except (
            NotConnectedError,
            DisconnectedError,
            TransportError,
            LoginUnavailableError,
            LoginWithheldError,
        ):
            return None

    def renew(self, stale: Grant | None, *, is_guess: bool = False) -> Grant:
        """Return a session other than the stale one, by one login at most.

        ``is_guess`` is as for :func:`attempts.judge`.

        Raises:
            AuthenticationError: Salesforce refuses, the login is withheld, or it leads elsewhere.
            NotConnectedError: somebody has disconnected meanwhile.
            DisconnectedError: the connection was found broken meanwhile.
            TransportError: no usable answer.
        """
        context = self._context

        def made_elsewhere(connection: Connection) -> Grant | None:
            found = self._stored(self._active(connection))
            return None if found == stale else found

        with self._one_at_a_time:
            with context.store.reading() as connection:
                row = self._active(connection)
            credentials = context.stored_credentials(row)
            assert credentials is not None
            try:
                got = sign_in.automatic(
                    context, credentials, made_elsewhere=made_elsewhere, is_guess=is_guess
                )
            except LoginRefusedError:
                with context.store.reading() as connection:
                    other = self._of_another_login(self._active(connection), credentials)
                if other is None:
                    raise
                return other
            except SessionRefusedError as error:
                # The one just opened was ended: another process may have got one meanwhile.
                with context.store.reading() as connection:
                    other = made_elsewhere(connection)
                if other is None:
                    error.session = "" if stale is None else mark(stale)
                    raise
                return other
            if isinstance(got, Grant):
                return got
            refuse_another(row, got, context.guard)
            with context.store.writing() as connection:
                row = self._active(connection)
                other = self._of_another_login(row, credentials)
                if other is not None:
                    return other
                refuse_another(row, got, context.guard)
                connections.set_session(
                    connection,
                    context.account_id,
                    sealed_session=context.box.seal(got.grant.session_id),
                    instance_url=got.grant.instance_url,
                )
            return got.grant

    def _of_another_login(self, row: ConnectionRow, credentials: Credentials) -> Grant | None:
        """Return the stored session if the connection has got other credentials than these."""
        stored = self._context.stored_credentials(row)
        if stored is None or stored.identity() == credentials.identity():
            return None
        return self._stored(row)

    def _active(self, connection: Connection) -> ConnectionRow:
        row = connections.read(connection, self._context.account_id)
        if row is None or row.state == "not_connected":
            message = "no Salesforce organization is connected; run connect first"
            raise NotConnectedError(message)
        if row.state == "disconnected":
            cause = Cause(row.cause or Cause.UNKNOWN)
            raise DisconnectedError(
                EXPLANATIONS[cause].message, cause=cause.value, detail=row.detail
            )
        return row

    def _stored(self, row: ConnectionRow) -> Grant | None:
        if row.sealed_session is None or row.instance_url is None:
            return None
        return Grant(self._context.box.open(row.sealed_session), row.instance_url)
