"""Sending a login: the attempt row first, then the request, then the outcome.

An explicit act sends exactly once. An automatic login asks the attempt rows before, in the same
write transaction that adds its own row, so that of two processes one sends and the other waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from sfconnector.connection import attempts, flows
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import Credentials
from sfconnector.connection.organization_guard import Guard, refuse_another
from sfconnector.errors import (
    AuthenticationError,
    ConfigurationError,
    InputError,
    LoginRefusedError,
    LoginUnavailableError,
    TransportError,
)
from sfconnector.events import LoginRefused, LoginStarted, LoginSucceeded, RefusedSecretOffered
from sfconnector.salesforce.exchange import Request
from sfconnector.salesforce.grant import Grant, Login
from sfconnector.salesforce.login import oauth
from sfconnector.store import login_attempts
from sfconnector.store.login_attempts import LoginAttempt, Outcome

WAIT_SECONDS = 1.0


def explicit(context: ConnectionContext, credentials: Credentials, *, act: str) -> Login:
    """Log in because somebody asked for it: one attempt, also with a secret refused before.

    Raises:
        AuthenticationError: Salesforce refused, or could not decide; or the login leads elsewhere.
        TransportError: no usable answer.
    """
    with context.store.writing() as connection:
        refusal = attempts.last_refusal(_history(context, connection, credentials))
        attempt_id = _begin(context, connection, credentials, act=act)
    if refusal is not None:
        context.emit(
            RefusedSecretOffered(
                at=context.clock.now(),
                username=credentials.username,
                refused_at=refusal[0],
                fault_code=refusal[1],
            )
        )
    return _send(context, credentials, attempt_id, act=act)


def automatic(
    context: ConnectionContext,
    credentials: Credentials,
    *,
    made_elsewhere: Callable[[Connection], Grant | None],
    is_guess: bool = False,
) -> Login | Grant:
    """Log in by itself if the attempt rows allow it, or take what another process got meanwhile.

    Args:
        context: the account.
        credentials: the stored ones.
        made_elsewhere: looks in the store for a session that another process has opened.
        is_guess: as for :func:`attempts.judge`.

    Raises:
        LoginWithheldError: these credentials were refused, or cut off too often.
        AuthenticationError: Salesforce refused, or could not decide; or the login leads elsewhere.
        TransportError: no usable answer.
    """
    while True:
        with context.store.writing() as connection:
            grant = made_elsewhere(connection)
            if grant is not None:
                return grant
            known = _history(context, connection, credentials)
            verdict = attempts.judge(known, now=context.clock.now(), is_guess=is_guess)
            if isinstance(verdict, attempts.Send):
                attempt_id = _begin(context, connection, credentials, act="renew")
                break
        if isinstance(verdict, attempts.Withhold):
            raise verdict.error
        context.clock.sleep(WAIT_SECONDS)
    return _send(context, credentials, attempt_id, act="renew")


def history(context: ConnectionContext, credentials: Credentials) -> tuple[LoginAttempt, ...]:
    """Return the attempts with these credentials, the newest first."""
    with context.store.reading() as connection:
        return _history(context, connection, credentials)


def withdraw_refusal(context: ConnectionContext, credentials: Credentials) -> None:
    """Write down that the last refusal of these credentials did not judge them after all."""
    with context.store.writing() as connection:
        attempt = attempts.last(_history(context, connection, credentials), "refused")
        if attempt is not None:
            login_attempts.revise(connection, attempt.id, outcome="undecided")


def _history(
    context: ConnectionContext, connection: Connection, credentials: Credentials
) -> tuple[LoginAttempt, ...]:
    fingerprints = context.box.fingerprints(*credentials.identity())
    return login_attempts.history(connection, fingerprints)


def _begin(
    context: ConnectionContext, connection: Connection, credentials: Credentials, *, act: str
) -> int:
    now = context.clock.now()
    return login_attempts.begin(
        connection,
        context.account_id,
        fingerprint=context.box.fingerprints(*credentials.identity())[0],
        act=act,
        now=now,
        until=now + context.login_patience,
    )


def _send(
    context: ConnectionContext, credentials: Credentials, attempt_id: int, *, act: str
) -> Login:
    context.emit(
        LoginStarted(
            at=context.clock.now(),
            username=credentials.username,
            host=credentials.host,
            act=act,
        )
    )
    try:
        answer = context.transport.exchange(
            request(context, credentials), base_url=credentials.login_url
        )
        login = flows.read(credentials, answer)
    except (AuthenticationError, ConfigurationError, InputError, TransportError) as error:
        told = error if isinstance(error, LoginRefusedError | LoginUnavailableError) else None
        _finish(
            context,
            attempt_id,
            attempts.outcome_of(error),
            None if told is None else told.fault_code,
            None if told is None else told.fault_text,
        )
        if isinstance(error, LoginRefusedError):
            context.emit(
                LoginRefused(
                    at=context.clock.now(),
                    username=credentials.username,
                    fault_code=error.fault_code,
                )
            )
        raise
    _finish(context, attempt_id, "accepted", None)
    login = _named(context, credentials, login)
    context.emit(
        LoginSucceeded(
            at=context.clock.now(),
            username=login.username,
            organization_id=login.organization_id,
        )
    )
    return login


def request(context: ConnectionContext, credentials: Credentials) -> Request:
    """Build the login that these credentials make now.

    Raises:
        InputError: no login can carry them.
    """
    return flows.request(
        credentials, audience=context.environment.login_url, now=context.clock.now()
    )


def _named(context: ConnectionContext, credentials: Credentials, login: Login) -> Login:
    """Ask whose session it is where the login's answer does not say.

    The answer does name the organization: another one is refused before it is asked anything.
    """
    if login.username:
        return login
    refuse_another(context.row(), replace(login, username=credentials.username), Guard.IDENTITY)
    answer = context.transport.exchange(
        oauth.userinfo_request(),
        base_url=login.grant.instance_url,
        session_id=login.grant.session_id,
    )
    return oauth.named(login, answer)


def _finish(
    context: ConnectionContext,
    attempt_id: int,
    outcome: Outcome,
    fault_code: str | None,
    fault_text: str | None = None,
) -> None:
    with context.store.writing() as connection:
        login_attempts.finish(
            connection,
            attempt_id,
            outcome=outcome,
            fault_code=fault_code,
            fault_text=fault_text,
            now=context.clock.now(),
        )
