"""What a client sent as its password, read: the password, and what stands behind it.

The security token, or the code of an authenticator in its place, follows the password without a
separator (reference 1.9).
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

CODE_LENGTH = 6
"""Digits of an authenticator's code."""


class SecretReading(enum.Enum):
    """What a secret turned out to be."""

    WRONG = enum.auto()
    """It is nothing but wrong."""
    PASSWORD = enum.auto()
    """The password, and nothing behind it."""
    WITH_TOKEN = enum.auto()
    """The password and the security token."""
    WITH_CODE = enum.auto()
    """The password and a code that is right now."""
    WITH_WRONG_CODE = enum.auto()
    """The password and six digits that are no code now."""


@dataclass(frozen=True, slots=True)
class SecretReader:
    """Reads secrets of one user; its three questions are answered from hashes and a key."""

    is_password: Callable[[str], bool]
    is_token: Callable[[str], bool]
    is_code: Callable[[str], bool]
    token_length: int

    def read(self, secret: str) -> SecretReading:
        """Say what a secret is."""
        if self.is_password(secret):
            return SecretReading.PASSWORD
        password, behind = secret[: -self.token_length], secret[-self.token_length :]
        if self.is_password(password) and self.is_token(behind):
            return SecretReading.WITH_TOKEN
        password, behind = secret[:-CODE_LENGTH], secret[-CODE_LENGTH:]
        if behind.isascii() and behind.isdigit() and self.is_password(password):
            is_right = self.is_code(behind)
            return SecretReading.WITH_CODE if is_right else SecretReading.WITH_WRONG_CODE
        return SecretReading.WRONG
