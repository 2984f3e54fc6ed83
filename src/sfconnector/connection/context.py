"""What every act on a connection needs, bundled once by the facade."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sfconnector.clock import Clock
from sfconnector.connection.credentials import Credentials
from sfconnector.connection.environment import Environment
from sfconnector.connection.organization_guard import Guard
from sfconnector.connection.roles import OPERATOR, ActingUser
from sfconnector.events import Event
from sfconnector.limits.budget import Budget, Unbounded
from sfconnector.salesforce.grant import Authority, Grant, mark
from sfconnector.salesforce.session import Session, Wire
from sfconnector.store import accounts, connections
from sfconnector.store.connections import ConnectionRow
from sfconnector.store.secrets import CHECK_WORD, SecretBox
from sfconnector.store.store import Store


@dataclass(frozen=True, slots=True)
class ConnectionContext:
    """One account's store, key, wire, clock and listeners."""

    store: Store
    account_id: int
    box: SecretBox
    transport: Wire
    clock: Clock
    chance: random.Random
    emit: Callable[[Event], None]
    budget: Budget
    login_patience: timedelta
    """How long a login of this process may be under way."""
    environment: Environment = Environment.PRODUCTION
    guard: Guard = Guard.STRICT
    actor: ActingUser = OPERATOR
    """Who asks; the history shows it."""
    account: str = "default"
    """The account's name in the store."""

    def session(self, authority: Authority, *, bounded: bool = False) -> Session:
        """Return a session that takes its grants from this authority.

        Its calls are counted; bounded, they stop at the budget too, as work does that nobody
        waits for.
        """
        return Session(
            self.transport,
            authority,
            clock=self.clock,
            chance=self.chance,
            emit=self.emit,
            budget=self.budget if bounded else Unbounded(self.budget),
        )

    def row(self) -> ConnectionRow | None:
        """Return the account's connection as stored, None if nobody has tried to connect yet."""
        with self.store.reading() as connection:
            return connections.read(connection, self.account_id)

    def stored_credentials(self, row: ConnectionRow | None) -> Credentials | None:
        """Return the credentials that a connection keeps sealed, None if it keeps none.

        Raises:
            KeyMissingError: there is no key.
            KeyWrongError: it is another one.
        """
        if row is None or row.sealed_credentials is None:
            return None
        return Credentials.from_text(self.box.open(row.sealed_credentials))

    def session_mark(self, row: ConnectionRow | None) -> str:
        """Return the mark of the session that a connection keeps, "" if it keeps none.

        Raises:
            KeyMissingError: there is no key.
            KeyWrongError: it is another one.
        """
        if row is None or row.sealed_session is None or row.instance_url is None:
            return ""
        return mark(Grant(self.box.open(row.sealed_session), row.instance_url))

    def keeps(self, row: ConnectionRow | None, credentials: Credentials) -> bool:
        """Tell whether these are the credentials that a connection keeps.

        Raises:
            KeyMissingError: there is no key.
            KeyWrongError: it is another one.
        """
        stored = self.stored_credentials(row)
        return stored is not None and stored.identity() == credentials.identity()

    def check_key(self) -> None:
        """Make sure that the key opens what this store has sealed, if anything.

        Raises:
            KeyMissingError: there is no key.
            KeyWrongError: it is another one.
        """
        with self.store.reading() as connection:
            check = accounts.key_check(connection, self.account_id)
        if check is not None:
            self.box.open(check)

    def prepare_key(self) -> None:
        """Make a key if nothing is sealed yet, else check the one at hand.

        Raises:
            KeyMissingError: there is no key, and something is sealed.
            KeyWrongError: the key is another one.
            ConfigurationError: a new key file cannot be made.
        """
        with self.store.writing() as connection:
            check = accounts.key_check(connection, self.account_id)
            if check is None:
                self.box.ensure_key()
                accounts.set_key_check(connection, self.account_id, self.box.seal(CHECK_WORD))
            else:
                self.box.open(check)
