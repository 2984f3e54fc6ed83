"""Sealing: secrets go into the database encrypted and come out as :class:`Secret`.

MultiFernet with the key of the environment or of the key file. A key that is missing or wrong is
told as such, and before any login: each account keeps a known word sealed, which the key must open.
Fingerprints of credentials are keyed too, so that nobody can test guesses against the database.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from sfconnector.clock import Clock
from sfconnector.errors import KeyMissingError, KeyWrongError
from sfconnector.secret import Secret

CHECK_WORD = Secret("the key is the right one")


class Key(Protocol):
    """A key as this module needs it: Fernet keys, the sealing one first."""

    @property
    def keys(self) -> tuple[Secret, ...]:
        """The Fernet keys."""
        ...


class KeySource(Protocol):
    """Where the key is asked for."""

    def existing(self) -> Key | None:
        """Return the key, None if there is none."""
        ...

    def existing_or_created(self) -> Key:
        """Return the key, making one if there is none."""
        ...


class SecretBox:
    """Seals and opens secrets with a key that is looked up when it is needed."""

    def __init__(self, source: KeySource, clock: Clock) -> None:
        self._source = source
        self._clock = clock

    def ensure_key(self) -> None:
        """Make a key if there is none yet; only for a store in which nothing is sealed."""
        self._source.existing_or_created()

    def seal(self, secret: Secret) -> bytes:
        """Encrypt a secret.

        Raises:
            KeyMissingError: there is no key.
        """
        now = int(self._clock.now().timestamp())
        return self._fernet().encrypt_at_time(secret.reveal().encode(), now)

    def open(self, sealed: bytes) -> Secret:
        """Decrypt a secret.

        Raises:
            KeyMissingError: there is no key.
            KeyWrongError: it was sealed with another key.
        """
        try:
            return Secret(self._fernet().decrypt(sealed).decode())
        except InvalidToken as error:
            message = "the key does not open the store's secrets: they were sealed with another one"
            raise KeyWrongError(message) from error

    def fingerprints(self, *parts: str) -> tuple[str, ...]:
        """Return a keyed hash of the parts for each key, the sealing key's first.

        Raises:
            KeyMissingError: there is no key.
        """
        text = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)
        return tuple(
            hmac.new(
                hashlib.sha256(b"login attempt " + key.reveal().encode()).digest(),
                text,
                hashlib.sha256,
            ).hexdigest()
            for key in self._key().keys
        )

    def _key(self) -> Key:
        key = self._source.existing()
        if key is None:
            message = "the store holds sealed secrets, and their key is missing"
            raise KeyMissingError(message)
        return key

    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(key.reveal()) for key in self._key().keys])
