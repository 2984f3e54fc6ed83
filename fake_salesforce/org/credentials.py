"""Who may log in: password, security token, expiry and lock-out of an org's users.

What an outcome looks like on the wire is not decided here: SOAP and OAuth say the same thing in
different words (reference 1.2, 1.7). The outcomes are named as LoginHistory.Status names them
(reference 6.6), which is the only place where Salesforce tells the true reason.
"""

from __future__ import annotations

import enum
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fake_salesforce.clock import from_wire, to_wire

from . import secrets
from .database import Database
from .settings import Settings


class LoginStatus(enum.StrEnum):
    """How a login ended, in LoginHistory's words (reference 6.6)."""

    SUCCESS = "Success"
    INVALID_PASSWORD = "Invalid Password"  # noqa: S105 - LoginHistory's word, not a password
    TOKEN_REQUIRED = "Failed: API security token required"  # noqa: S105 - the same
    PASSWORD_LOCKOUT = "Password Lockout"  # noqa: S105 - the same
    USER_INACTIVE = "User is Inactive"


@dataclass(frozen=True, slots=True)
class Minted:
    """A password and a token as they were given out: the only time they are seen."""

    password: str
    security_token: str

    def __repr__(self) -> str:
        return "Minted(password=..., security_token=...)"


class Credentials:
    """The passwords and security tokens of an org's users, kept as salted hashes."""

    def __init__(
        self,
        database: Database,
        *,
        settings: Settings,
        seed: bytes,
        never_expires: Callable[[str], bool],
    ) -> None:
        """Take the org's database.

        Args:
            database: where hashes are kept.
            settings: the password policy.
            seed: what secrets are drawn from.
            never_expires: whether a user, by id, is exempt (Password Never Expires, reference 6.1).
        """
        self._database = database
        self._settings = settings
        self._seed = seed
        self._never_expires = never_expires

    def mint(self, user_id: str, *, now: datetime, new_password: str | None = None) -> Minted:
        """Give a user a password, and so a new security token (reference 1.9, 6.2).

        Args:
            user_id: the user's 18-character id.
            now: when; the password's age counts from here.
            new_password: the password; None generates one.

        Raises:
            ValueError: the password is empty.
        """
        if new_password == "":
            message = "a password has at least one character; None generates one"
            raise ValueError(message)
        with self._database.write() as connection:
            numbers = connection.execute(
                "SELECT password_number, token_number FROM _credential WHERE user_id = ?",
                (user_id,),
            ).fetchone() or (0, 0)
            password_number, token_number = numbers[0] + 1, numbers[1] + 1
            password = new_password or secrets.password(self._seed, user_id, password_number)
            token = secrets.security_token(self._seed, user_id, token_number)
            salt = secrets.salt(self._seed, f"{user_id} {password_number}")
            connection.execute(
                "INSERT OR REPLACE INTO _credential VALUES (?, ?, ?, ?, ?, ?, NULL)",
                (
                    user_id,
                    salt,
                    secrets.hashed(password, salt),
                    secrets.hashed(token, salt),
                    password_number,
                    token_number,
                ),
            )
            connection.execute(
                'UPDATE "User" SET "LastPasswordChangeDate" = ?, "NumberOfFailedLogins" = 0'
                ' WHERE "Id" = ?',
                (to_wire(now), user_id),
            )
        return Minted(password, token)

    def is_password(self, user_id: str, password: str) -> bool:
        """Tell whether a text is the user's password, without its token; nothing is counted."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT salt, password_hash FROM _credential WHERE user_id = ?", (user_id,)
            ).fetchone()
        return row is not None and secrets.same(secrets.hashed(password, row[0]), row[1])

    def generated(self, user_id: str) -> Minted | None:
        """Return a user's secrets if they are the generated ones: those the seed makes again."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT salt, password_hash, password_number, token_number FROM _credential"
                " WHERE user_id = ?",
                (user_id,),
            ).fetchone()
        if row is None:
            return None
        salt, password_hash, password_number, token_number = row
        password = secrets.password(self._seed, user_id, password_number)
        if not secrets.same(secrets.hashed(password, salt), password_hash):
            return None
        return Minted(password, secrets.security_token(self._seed, user_id, token_number))

    def mint_token(self, user_id: str) -> str:
        """Give a user a new security token; the old one is void. Return it.

        Raises:
            ValueError: the user has no password yet, and so no token to reset.
        """
        with self._database.write() as connection:
            row = connection.execute(
                "SELECT salt, token_number FROM _credential WHERE user_id = ?", (user_id,)
            ).fetchone()
            if row is None:
                message = f"user {user_id} has no password yet: set one first"
                raise ValueError(message)
            token = secrets.security_token(self._seed, user_id, row[1] + 1)
            connection.execute(
                "UPDATE _credential SET token_hash = ?, token_number = ? WHERE user_id = ?",
                (secrets.hashed(token, row[0]), row[1] + 1, user_id),
            )
        return token

    def expires_at(self, user_id: str) -> datetime | None:
        """Return when the user's password expires; None if it never does."""
        days = self._settings.password_expires_in_days
        with self._database.read() as connection:
            row = connection.execute(
                'SELECT "LastPasswordChangeDate" FROM "User" WHERE "Id" = ?', (user_id,)
            ).fetchone()
        if days == 0 or row is None or row[0] is None or self._never_expires(user_id):
            return None
        return from_wire(row[0]) + timedelta(days=days)

    def is_expired(self, user_id: str, *, now: datetime) -> bool:
        """Tell whether the user's password has expired."""
        expires_at = self.expires_at(user_id)
        return expires_at is not None and expires_at <= now

    def check(self, user_id: str, secret: str, *, now: datetime) -> LoginStatus:
        """Check what a client sent as its password, and count the failure if it is one.

        The secret is password and security token in one, since no caller's network is trusted
        (reference 1.9). A user who is locked out is refused the right secret too (reference 6.1).
        Believed: an inactive user is told apart before the secret is looked at, a missing token
        counts as a failure, and an attempt during a lock-out neither counts nor prolongs it.
        """
        with self._database.write() as connection:
            row = connection.execute(
                "SELECT c.salt, c.password_hash, c.token_hash, c.locked_until,"
                ' u."IsActive", u."NumberOfFailedLogins"'
                ' FROM "User" u LEFT JOIN _credential c ON c.user_id = u."Id" WHERE u."Id" = ?',
                (user_id,),
            ).fetchone()
            salt, password_hash, token_hash, locked_until, is_active, failures = row
            if locked_until is not None and locked_until > to_wire(now):
                return LoginStatus.PASSWORD_LOCKOUT
            if not is_active:
                return LoginStatus.USER_INACTIVE
            if locked_until is not None:
                failures = 0
                connection.execute(
                    "UPDATE _credential SET locked_until = NULL WHERE user_id = ?", (user_id,)
                )
            status = _compare(secret, salt, password_hash, token_hash)
            if status is LoginStatus.SUCCESS:
                self._succeeded(connection, user_id, now)
            else:
                self._failed(connection, user_id, (failures or 0) + 1, now)
        return status

    def unlock(self, user_id: str) -> None:
        """End a lock-out, as an administrator does."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE _credential SET locked_until = NULL WHERE user_id = ?", (user_id,)
            )
            connection.execute(
                'UPDATE "User" SET "NumberOfFailedLogins" = 0 WHERE "Id" = ?', (user_id,)
            )

    @staticmethod
    def _succeeded(connection: sqlite3.Connection, user_id: str, now: datetime) -> None:
        connection.execute(
            'UPDATE "User" SET "NumberOfFailedLogins" = 0, "LastLoginDate" = ? WHERE "Id" = ?',
            (to_wire(now), user_id),
        )

    def _failed(
        self, connection: sqlite3.Connection, user_id: str, failures: int, now: datetime
    ) -> None:
        connection.execute(
            'UPDATE "User" SET "NumberOfFailedLogins" = ? WHERE "Id" = ?', (failures, user_id)
        )
        most = self._settings.maximum_invalid_logins
        if most == 0 or failures < most:
            return
        minutes = self._settings.lockout_minutes
        until = to_wire(now + timedelta(minutes=minutes)) if minutes else "9999"
        connection.execute(
            "UPDATE _credential SET locked_until = ? WHERE user_id = ?", (until, user_id)
        )


def _compare(
    secret: str, salt: bytes | None, password_hash: bytes, token_hash: bytes
) -> LoginStatus:
    if salt is None:
        return LoginStatus.INVALID_PASSWORD
    if secrets.same(secrets.hashed(secret, salt), password_hash):
        return LoginStatus.TOKEN_REQUIRED
    password, token = secret[: -secrets.TOKEN_LENGTH], secret[-secrets.TOKEN_LENGTH :]
    is_right = secrets.same(secrets.hashed(password, salt), password_hash) and secrets.same(
        secrets.hashed(token, salt), token_hash
    )
    return LoginStatus.SUCCESS if is_right else LoginStatus.INVALID_PASSWORD
