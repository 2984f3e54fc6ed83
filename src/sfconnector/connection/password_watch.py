"""Following the connected user's password: its changes, its age once a day, and the warnings.

A listener notices the new password of a Connect or an Update Login, and the expiry of one, from
which its lifetime is learnt. A warning is written down before it is told, so that of several
processes one tells it; in the same transaction stands who is owed it, so that none is lost where
the process is killed before it has told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from sfconnector.connection.causes import EXPLANATIONS, Cause
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import Method
from sfconnector.connection.password_forecast import PasswordForecast, forecast, warning_due
from sfconnector.events import Connected, Disconnected, Event, PasswordExpiresSoon
from sfconnector.salesforce import organization
from sfconnector.salesforce.session import Session
from sfconnector.salesforce.user import PasswordFacts, password_facts
from sfconnector.store import api_usage, connections, passwords
from sfconnector.store.connections import ConnectionRow
from sfconnector.store.passwords import PasswordRow

ASKED_EVERY = timedelta(days=1)


class PasswordWatch:
    """Follows one account's password; a listener, and asked to look now and then."""

    def __init__(
        self,
        context: ConnectionContext,
        *,
        given_days: int | None,
        owe: Callable[[Connection, PasswordExpiresSoon], None],
    ) -> None:
        """Take what is given.

        Args:
            context: the account.
            given_days: the password's lifetime, where somebody has told it.
            owe: writes, in the transaction that decides on a warning, who is to be sent it.
        """
        self._context = context
        self._given_days = given_days
        self._owe = owe

    def __call__(self, event: Event) -> None:
        """Take in what happened to the connection."""
        if isinstance(event, Connected):
            self._followed()
        elif isinstance(event, Disconnected) and event.cause == Cause.PASSWORD_EXPIRED:
            self._expired()

    def expected(self) -> PasswordForecast:
        """Tell when the password expires, as far as is known; calls nobody."""
        with self._context.store.reading() as connection:
            row = connections.read(connection, self._context.account_id)
            history = passwords.history(connection, self._context.account_id)
        if row is not None and not _has_password(row):
            nothing = forecast((), given_days=None, now=self._context.clock.now())
            return replace(nothing, message="the login has no password that could expire")
        return forecast(history, given_days=self._given_days, now=self._context.clock.now())

    def look(self, session: Session) -> bool:
        """Ask Salesforce if it was not asked for a day, or if the connection was in trouble.

        A login that has no password is asked about in trouble only, with a plain data call.

        Returns:
            Whether it was asked, and answered: then the connection works.

        Raises:
            ConnectorError: as :meth:`Session.call`; what cannot be asked now, ask the next time.
        """
        context = self._context
        now = context.clock.now()
        row = context.row()
        if row is None or row.state != "active":
            return False
        is_paused = row.cause is not None and EXPLANATIONS[Cause(row.cause)].transient
        history = self._followed() if _has_password(row) else ()
        if not history:
            if is_paused:
                organization.read(session)
            return is_paused
        read_at = history[0].read_at
        if not is_paused and read_at is not None and now - read_at < ASKED_EVERY:
            return False
        self._told(history[0], password_facts(session, row.username))
        return True

    def warn(self) -> None:
        """Tell a warning that is due; calls nobody.

        Raises:
            StateError: the store cannot be used.
        """
        context = self._context
        now = context.clock.now()
        with context.store.reading() as connection:
            due = self._warning(connection, now)
        if due is None:
            return
        with context.store.writing() as connection:
            due = self._warning(connection, now)  # another process may have told it meanwhile
            if due is None:
                return
            days, event = due
            present = passwords.history(connection, context.account_id)[0]
            passwords.write(connection, context.account_id, replace(present, warned_days=days))
            self._owe(connection, event)
        context.emit(event)

    def _followed(self) -> tuple[PasswordRow, ...]:
        """Return the account's passwords, the connected one first, made if it is a new one."""
        context = self._context
        with context.store.writing() as connection:
            row = connections.read(connection, context.account_id)
            history = passwords.history(connection, context.account_id)
            if row is None or not _has_password(row):
                return history
            credentials = context.stored_credentials(row)
            if credentials is None:
                return history
            fingerprints = context.box.fingerprints(*credentials.identity())
            # The same secret after its expiry is as a new one: the policy may have changed.
            is_known = bool(history) and history[0].fingerprint in fingerprints
            if is_known and history[0].expired_at is None:
                return history
            new = PasswordRow(fingerprint=fingerprints[0], known_since=row.since)
            passwords.write(connection, context.account_id, new)
            return passwords.history(connection, context.account_id)

    def _expired(self) -> None:
        context = self._context
        with context.store.writing() as connection:
            history = passwords.history(connection, context.account_id)
            if not history or history[0].expired_at is not None:
                return
            limits = api_usage.read_limits(connection, context.account_id)
            after = replace(history[0], expired_at=context.clock.now(), worked_at=limits.read_at)
            passwords.write(connection, context.account_id, after)

    def _told(self, before: PasswordRow, facts: PasswordFacts) -> None:
        context = self._context
        with context.store.writing() as connection:
            present, former = _present(connection, context.account_id, before)
            if present is None:
                return
            warned = present.warned_days
            if present.changed_at is not None and present.changed_at != facts.changed_at:
                warned = None  # set anew in Salesforce
            elif (
                former is not None
                and facts.changed_at is not None
                and former.changed_at == facts.changed_at
            ):
                warned = warned or former.warned_days  # a new token, and the same password
            after = replace(
                present,
                changed_at=facts.changed_at,
                never_expires=facts.never_expires,
                read_at=context.clock.now(),
                warned_days=warned,
            )
            passwords.write(connection, context.account_id, after)

    def _warning(
        self, connection: Connection, now: datetime
    ) -> tuple[int, PasswordExpiresSoon] | None:
        row = connections.read(connection, self._context.account_id)
        history = passwords.history(connection, self._context.account_id)
        if row is None or row.state != "active" or not history or not _has_password(row):
            return None
        expected = forecast(history, given_days=self._given_days, now=now)
        due = warning_due(expected, warned_days=history[0].warned_days, now=now)
        if due is None or expected.expires_at is None or expected.days_left is None:
            return None
        return due, PasswordExpiresSoon(
            at=now,
            username=row.username,
            days=expected.days_left,
            expires_at=expected.expires_at,
            known_from=expected.known_from or "",
        )


def _has_password(row: ConnectionRow) -> bool:
    return Method(row.method).takes_password


def _present(
    connection: Connection, account_id: int, before: PasswordRow
) -> tuple[PasswordRow | None, PasswordRow | None]:
    """Return the row as it is now and the one before it; None if another password came since."""
    history = passwords.history(connection, account_id)
    if not history or history[0].id != before.id:
        return None, None
    return history[0], history[1] if len(history) > 1 else None
