"""Connecting: a login, the organization guard, and always a data call at the end.

What was offered replaces what was stored only when all three have succeeded. Until then the former
secret stays sealed; while the connection is disconnected nothing logs in with it. Where the stored
credentials themselves are tried, what somebody did meanwhile counts for more: a Disconnect or an
Update Login is not undone by a test that was on its way.
"""

from __future__ import annotations

from dataclasses import replace

from sfconnector.connection import degraded, outcome, sign_in
from sfconnector.connection.causes import Cause
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import Credentials
from sfconnector.connection.explain import explain
from sfconnector.connection.organization_guard import refuse_another, refuse_other_environment
from sfconnector.connection.status import Status, status_of
from sfconnector.errors import (
    ApiError,
    AuthenticationError,
    PasswordExpiredError,
    SessionRefusedError,
    StateError,
    TransportError,
    UnexpectedAnswerError,
)
from sfconnector.events import Connected
from sfconnector.salesforce import organization
from sfconnector.salesforce.grant import FixedAuthority, Login
from sfconnector.salesforce.organization import Organization
from sfconnector.store import accounts, connections
from sfconnector.store.connections import ConnectionRow


def connect(
    context: ConnectionContext, credentials: Credentials, *, act: str, are_stored: bool = False
) -> Status:
    """Log in with these credentials and make them the account's, if a data call is answered.

    Exactly one login is sent, also with a secret that was refused before. A refusal is a status.

    Args:
        context: the account.
        credentials: what is offered.
        act: what somebody does.
        are_stored: whether they are the stored ones of a broken connection, which is then mended
            only while it still is that: else the status of what it became is returned.

    Raises:
        InputError: no login can carry the credentials.
        ConfigurationError: a key file cannot be made or read.
    """
    # Built in vain, so that what no login can carry is refused before a row names it.
    sign_in.request(context, credentials)
    before = replaced = None
    try:
        context.prepare_key()
        replaced = context.session_mark(context.row())
        before = sign_in.history(context, credentials)
        login = sign_in.explicit(context, credentials, act=act)
        refuse_another(context.row(), login, context.guard)
        found = _data_call(context, login)
        refuse_other_environment(found, context.environment)
        return _store(context, credentials, login, found, act=act, are_stored=are_stored)
    except (StateError, TransportError, AuthenticationError, ApiError) as error:
        if isinstance(error, SessionRefusedError):
            error.session = replaced  # the new one was kept by nobody
        explained = explain(context, error, credentials, before=before, session_lives=True)
        return outcome.failed(
            context,
            error,
            outcome.plain(Cause.UNKNOWN, error.evidence) if explained is None else explained,
            act=act,
            offered=credentials,
            are_stored=are_stored,
            works_on=_works_on(context, credentials, is_about_it=explained is not None),
        )


def _works_on(context: ConnectionContext, credentials: Credentials, *, is_about_it: bool) -> bool:
    """Tell whether the connection is active, and the failure of these credentials not its own.

    It is not with other credentials, nor where the failure is not about the connection at all.
    """
    row = context.row()
    if row is None or row.state != "active":
        return False
    try:
        return not is_about_it or not context.keeps(row, credentials)
    except StateError:
        return False


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
                diagnosis=None,
                sealed_credentials=None,
                sealed_session=None,
            )
            connections.write(connection, context.account_id, without)
            outcome.note_change(context, connection, row, without, act="connect")


def _data_call(context: ConnectionContext, login: Login) -> Organization:
    try:
        found = organization.read(context.session(FixedAuthority(login.grant)))
    except (ApiError, AuthenticationError) as error:
        if login.password_expired and not isinstance(error, PasswordExpiredError):
            message = f"the password of {login.username} has expired"
            raise PasswordExpiredError(
                message, detail=error.detail, evidence=error.evidence
            ) from error
        raise
    if not organization.same(found.id, login.organization_id):
        message = "the login and the data call were answered by two organizations"
        detail = f"login {login.organization_id}, data call {found.id}"
        raise UnexpectedAnswerError(message, detail=detail)
    return found


def _store(
    context: ConnectionContext,
    credentials: Credentials,
    login: Login,
    found: Organization,
    *,
    act: str,
    are_stored: bool,
) -> Status:
    now = context.clock.now()
    row = ConnectionRow(
        state="active",
        since=now,
        username=login.username or credentials.username,
        login_url=credentials.login_url,
        organization_id=found.id,
        organization_name=found.name,
        instance_url=login.grant.instance_url,
        sealed_credentials=context.box.seal(credentials.as_text()),
        sealed_session=context.box.seal(login.grant.session_id),
        method=credentials.method.value,
        user_id=login.user_id or None,
        bound_username=login.username or None,
        bound_email=login.email or None,
    )
    with context.store.writing() as connection:
        # Asked again inside the transaction that binds: another process may have connected.
        before = connections.read(connection, context.account_id)
        if are_stored and not context.keeps(before, credentials):
            return status_of(before)
        refuse_another(before, login, context.guard)
        row = degraded.carried(before, row)
        connections.write(connection, context.account_id, row)
        outcome.note_change(context, connection, before, row, act=act)
    context.emit(
        Connected(
            at=now,
            username=row.username,
            organization_id=found.id,
            organization_name=found.name,
        )
    )
    return status_of(row)
