"""Connecting: a login, the organization guard, and always a data call at the end.

What was offered replaces what was stored only when all three have succeeded. Until then the former
secret stays sealed; while the connection is disconnected nothing logs in with it.
"""

from __future__ import annotations

from dataclasses import replace

from sfconnector.connection import attempts, outcome, sign_in
from sfconnector.connection.causes import Cause, cause_of
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import Credentials, hints, refused_before
from sfconnector.connection.organization_guard import refuse_another
from sfconnector.connection.status import Status, status_of
from sfconnector.errors import (
    ApiError,
    AuthenticationError,
    PasswordExpiredError,
    StateError,
    TransportError,
    UnexpectedAnswerError,
)
from sfconnector.events import Connected
from sfconnector.salesforce import organization
from sfconnector.salesforce.grant import FixedAuthority, Login
from sfconnector.salesforce.login import soap
from sfconnector.salesforce.organization import Organization
from sfconnector.store import accounts, connections
from sfconnector.store.connections import ConnectionRow


def connect(context: ConnectionContext, credentials: Credentials, *, act: str) -> Status:
    """Log in with these credentials and make them the account's, if a data call is answered.

    Exactly one login is sent, also with a secret that was refused before. A refusal is a status.

    Raises:
        InputError: no login can carry the credentials.
        ConfigurationError: a key file cannot be made or read.
    """
    # Built in vain, so that what no login can carry is refused before a row names it.
    soap.request(credentials.username, credentials.secret)
    before: tuple[str, ...] = ()
    try:
        context.prepare_key()
        refusal = attempts.last_refusal(sign_in.history(context, credentials))
        if refusal is not None:
            before = (refused_before(*refusal),)
        login = sign_in.explicit(context, credentials, act=act)
        with context.store.reading() as connection:
            refuse_another(connections.read(connection, context.account_id), login)
        return _store(context, credentials, login, _data_call(context, login))
    except (StateError, TransportError, AuthenticationError, ApiError) as error:
        cause = cause_of(error) or Cause.UNKNOWN
        return outcome.failed(
            context,
            error,
            cause,
            offered=credentials,
            told=before + hints(cause, credentials),
        )


def forget_sealed(context: ConnectionContext) -> None:
    """Give up what was sealed with a lost key, the secret and the session. Lists stay."""
    with context.store.writing() as connection:
        accounts.set_key_check(connection, context.account_id, None)
        row = connections.read(connection, context.account_id)
        if row is not None:
            without = replace(
                row,
                state="disconnected",
                cause=Cause.KEY_MISSING.value,
                since=context.clock.now(),
                sealed_credentials=None,
                sealed_session=None,
            )
            connections.write(connection, context.account_id, without)


def _data_call(context: ConnectionContext, login: Login) -> Organization:
    try:
        found = organization.read(context.session(FixedAuthority(login.grant)))
    except (ApiError, AuthenticationError) as error:
        if login.password_expired and not isinstance(error, PasswordExpiredError):
            message = f"the password of {login.username} has expired"
            raise PasswordExpiredError(message, detail=error.detail) from error
        raise
    if not organization.same(found.id, login.organization_id):
        message = "the login and the data call were answered by two organizations"
        detail = f"login {login.organization_id}, data call {found.id}"
        raise UnexpectedAnswerError(message, detail=detail)
    return found


def _store(
    context: ConnectionContext, credentials: Credentials, login: Login, found: Organization
) -> Status:
    now = context.clock.now()
    row = ConnectionRow(
        state="active",
        since=now,
        username=credentials.username,
        login_url=credentials.login_url,
        organization_id=login.organization_id,
        organization_name=found.name,
        instance_url=login.grant.instance_url,
        sealed_credentials=context.box.seal(credentials.as_text()),
        sealed_session=context.box.seal(login.grant.session_id),
    )
    with context.store.writing() as connection:
        # Asked again inside the transaction that binds: another process may have connected.
        refuse_another(connections.read(connection, context.account_id), login)
        connections.write(connection, context.account_id, row)
    context.emit(
        Connected(
            at=now,
            username=credentials.username,
            organization_id=login.organization_id,
            organization_name=found.name,
        )
    )
    return status_of(row)
