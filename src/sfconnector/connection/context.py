"""What every act on a connection needs, bundled once by the facade."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from sfconnector.clock import Clock
from sfconnector.connection.environment import Environment
from sfconnector.connection.organization_guard import Guard
from sfconnector.connection.roles import OPERATOR, ActingUser
from sfconnector.events import Event
from sfconnector.salesforce.grant import Authority
from sfconnector.salesforce.session import Session, Wire
from sfconnector.store import accounts
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
    environment: Environment = Environment.PRODUCTION
    guard: Guard = Guard.STRICT
    actor: ActingUser = OPERATOR
    """Who asks; the history shows it."""

    def session(self, authority: Authority) -> Session:
        """Return a session that takes its grants from this authority."""
        return Session(
            self.transport, authority, clock=self.clock, chance=self.chance, emit=self.emit
        )

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
