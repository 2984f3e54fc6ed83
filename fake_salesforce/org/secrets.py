"""Passwords, security tokens and session ids: made from the org's seed, kept as salted hashes.

A generated secret is a pure function of the seed, so two orgs of one seed give out the same ones.
The hash is one round of SHA-256: these secrets guard nothing, and logins should be fast.
"""

from __future__ import annotations

import hashlib
import hmac

_LOWER = "abcdefghijkmnpqrstuvwxyz"
_DIGITS = "23456789"
_ALPHANUMERIC = _LOWER + _LOWER.upper() + _DIGITS
_SESSION_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._"

PASSWORD_LENGTH = 12
TOKEN_LENGTH = 24
SESSION_LENGTH = 96
"""Characters after the ``!`` of a session id (reference 1.2)."""


def _stream(seed: bytes, name: str, length: int) -> bytes:
    return hashlib.shake_256(seed + b"\0" + name.encode()).digest(length)


def _text(seed: bytes, name: str, length: int, characters: str) -> str:
    drawn = _stream(seed, name, length * 2)
    return "".join(
        characters[int.from_bytes(drawn[2 * i : 2 * i + 2]) % len(characters)]
        for i in range(length)
    )


def password(seed: bytes, user_id: str, number: int) -> str:
    """Return a user's ``number``-th generated password: letters of both cases and a digit."""
    body = _text(seed, f"password {user_id} {number}", PASSWORD_LENGTH - 2, _ALPHANUMERIC)
    end = _text(seed, f"digits {user_id} {number}", 2, _DIGITS)
    return body + end


def security_token(seed: bytes, user_id: str, number: int) -> str:
    """Return a user's ``number``-th security token."""
    return _text(seed, f"token {user_id} {number}", TOKEN_LENGTH, _ALPHANUMERIC)


def authenticator_key(seed: bytes, user_id: str) -> str:
    """Return the key of a user's authenticator app, in base 32."""
    return _text(seed, f"authenticator {user_id}", 32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def session_id(seed: bytes, organization_id: str, number: int) -> str:
    """Return the org's ``number``-th session id: 15 characters of org id, ``!``, 96 more."""
    opaque = _text(seed, f"session {number}", SESSION_LENGTH, _SESSION_CHARACTERS)
    return f"{organization_id[:15]}!{opaque}"


def client_secret(seed: bytes, number: int) -> str:
    """Return the client secret of the org's ``number``-th connected app, from 1."""
    return _stream(seed, f"client secret {number}", 32).hex().upper()


def client_id(seed: bytes, number: int) -> str:
    """Return the consumer key of the org's ``number``-th connected app; real ones begin so too."""
    return "3MVG9" + _text(seed, f"client id {number}", 80, _SESSION_CHARACTERS)


def refresh_token(seed: bytes, number: int) -> str:
    """Return the org's ``number``-th refresh token; real ones begin so too (believed)."""
    return "5Aep861" + _text(seed, f"refresh token {number}", 80, _SESSION_CHARACTERS)


def salt(seed: bytes, name: str) -> bytes:
    """Return a salt of 16 bytes."""
    return _stream(seed, f"salt {name}", 16)


def hashed(secret: str, salted_with: bytes) -> bytes:
    """Return the salted hash under which a secret is kept."""
    return hmac.digest(salted_with, secret.encode(), "sha256")


def same(first: bytes, second: bytes) -> bool:
    """Tell whether two hashes are equal."""
    return hmac.compare_digest(first, second)
