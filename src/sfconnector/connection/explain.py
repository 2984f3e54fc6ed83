"""From an error to what the user is told: clues gathered, login history read, hints given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sfconnector.connection import attempts, login_history, sign_in
from sfconnector.connection.causes import EXPLANATIONS
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import Credentials, hints, refused_before
from sfconnector.connection.diagnosis import Clues, Diagnosis, diagnose
from sfconnector.connection.environment import Environment
from sfconnector.errors import ConnectorError, KeyMissingError, KeyWrongError, LoginRefusedError
from sfconnector.store.login_attempts import LoginAttempt


@dataclass(frozen=True, slots=True)
class Explained:
    """A diagnosis, and what may help to mend it."""

    diagnosis: Diagnosis
    hints: tuple[str, ...] = ()


def explain(
    context: ConnectionContext,
    error: ConnectorError,
    credentials: Credentials | None,
    *,
    before: tuple[LoginAttempt, ...] | None = None,
    session_lives: bool = False,
) -> Explained | None:
    """Say what an error means for the connection; None if it is not about the connection.

    A refusal that by Salesforce's own record did not judge the credentials is written down as such.

    Args:
        context: the account.
        error: what happened.
        credentials: those in use; None where they cannot be had.
        before: the attempts with them before the one that failed; None looks them up, the one
            that failed among them.
        session_lives: whether the account's session may still be good for looking things up; it
            is not where it was the reason for the login.
    """
    row = context.row()
    known = () if before is None else before
    if before is None:
        before = () if credentials is None else _history(context, credentials)
    clues = Clues(
        method="soap" if credentials is None else credentials.method.value,
        is_sandbox=context.environment is Environment.SANDBOX,
        was_connected=row is not None and row.organization_id is not None,
    )
    found = diagnose(error, clues)
    if found is None:
        return None
    told: tuple[str, ...] = ()
    if isinstance(error, LoginRefusedError) and found.candidates and credentials is not None:
        looked = login_history.look(context, row, credentials.username, own_session=session_lives)
        if looked.status is not None:
            again = diagnose(error, replace(clues, login_status=looked.status))
            assert again is not None
            found = again
            if EXPLANATIONS[found.cause].transient:
                # Else the next login would be withheld, and what time heals would never heal.
                sign_in.withdraw_refusal(context, credentials)
        if looked.is_unknown:
            bound = "" if row is None else row.bound_username or ""
            if bound.casefold() == credentials.username.casefold():
                again = diagnose(error, replace(clues, is_renamed=True))
                assert again is not None
                found = again
            told = ("The organization has no user of this name: it may have been changed.",)
    if credentials is not None:
        told += hints(found.cause, credentials, accepted_at=attempts.last_acceptance(before))
        refusal = attempts.last_refusal(known)
        if refusal is not None and isinstance(error, LoginRefusedError):
            told = (refused_before(*refusal), *told)
    return Explained(found, told)


def _history(context: ConnectionContext, credentials: Credentials) -> tuple[LoginAttempt, ...]:
    try:
        return sign_in.history(context, credentials)
    except (KeyMissingError, KeyWrongError):
        return ()
