"""Passwords and security tokens of an org's users: given out, compared, expired, locked out.

Why a login is refused is decided in ``doors/``; what is kept about secrets, and how failures count,
is here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from fake_salesforce.clock import from_wire, to_wire

from . import secrets
from .database import Database
from .doors.secret import SecretReader
from .doors.status import LoginStatus
from .password_policy import PasswordPolicy

_FAILURES = frozenset({LoginStatus.INVALID_PASSWORD, LoginStatus.TOKEN_REQUIRED})
"""What counts as a failed login (reference 6.1); that a missing token does is believed."""
_STEPS_OF_DRIFT = 1
"""How many half minutes an authenticator's clock may be off (believed)."""


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
        seed: bytes,
        policy_of: Callable[[str], PasswordPolicy],
        age_of: Callable[[str], int],
        never_expires: Callable[[str], bool],
    ) -> None:
        """Take the org's database.

        Args:
            database: where hashes are kept.
            seed: what secrets are drawn from.
            policy_of: the password policy of a user, by id.
            age_of: the days after which the password of a user, by id, expires; 0 never.
            never_expires: whether a user, by id, is exempt (Password Never Expires, reference 6.1).
        """
        self._database = database
        self._seed = seed
        self._policy_of = policy_of
        self._age_of = age_of
        self._never_expires = never_expires

    def change(self, user_id: str, new_password: str, *, now: datetime) -> Minted:
        """Give a user a password of somebody's choice, if the policy allows it (reference 6.2).

        Raises:
            InvalidNewPasswordError: it does not.
        """
        with self._database.write() as connection:
            row = connection.execute(
                'SELECT "Username", "FirstName", "LastName" FROM "User" WHERE "Id" = ?', (user_id,)
            ).fetchone()
            policy = self._policy_of(user_id)
            policy.check_lifetime(_changed(connection, user_id), now=now)
            policy.check(
                new_password,
                own_words=tuple(each for each in row if each),
                is_former=lambda password, count: _is_former(connection, user_id, password, count),
            )
            return self.mint(user_id, now=now, new_password=new_password)

    def reset(self, user_id: str, *, now: datetime) -> Minted:
        """Give a user a generated password, if the policy allows a change at this time.

        Raises:
            InvalidNewPasswordError: it does not.
        """
        with self._database.write() as connection:
            self._policy_of(user_id).check_lifetime(_changed(connection, user_id), now=now)
            return self.mint(user_id, now=now)

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
                "INSERT INTO _former_password VALUES (?, ?, ?, ?)",
                (user_id, password_number, salt, secrets.hashed(password, salt)),
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

    def adopt(self, user_id: str, others: Credentials, other_id: str) -> None:
        """Give a user the password and the security token of a user of another org."""
        with others._database.read() as connection:
            kept = connection.execute(
                "SELECT salt, password_hash, token_hash FROM _credential WHERE user_id = ?",
                (other_id,),
            ).fetchone()
        with self._database.write() as connection:
            connection.execute(
                "UPDATE _credential SET salt = ?, password_hash = ?, token_hash = ?"
                " WHERE user_id = ?",
                (*kept, user_id),
            )

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
        days = self._age_of(user_id)
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

    def reader(self, user_id: str, *, now: datetime) -> SecretReader:
        """Return what reads the secrets that somebody sends for a user."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT salt, password_hash, token_hash FROM _credential WHERE user_id = ?",
                (user_id,),
            ).fetchone()
        if row is None:
            return SecretReader(_never, _never, _never, secrets.TOKEN_LENGTH)
        salt, password_hash, token_hash = row
        authenticator = self.authenticator(user_id)
        return SecretReader(
            is_password=lambda text: secrets.same(secrets.hashed(text, salt), password_hash),
            is_token=lambda text: secrets.same(secrets.hashed(text, salt), token_hash),
            is_code=lambda text: authenticator.verify(
                text, for_time=now, valid_window=_STEPS_OF_DRIFT
            ),
            token_length=secrets.TOKEN_LENGTH,
        )

    def authenticator(self, user_id: str) -> pyotp.TOTP:
        """Return the user's authenticator app: codes of six digits, one each half minute."""
        return pyotp.TOTP(secrets.authenticator_key(self._seed, user_id))

    def locked_until(self, user_id: str) -> str | None:
        """Return until when the user is, or was, locked out, as a time stamp."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT locked_until FROM _credential WHERE user_id = ?", (user_id,)
            ).fetchone()
        return None if row is None else row[0]

    def settle(
        self, user_id: str, status: LoginStatus, *, now: datetime, with_password: bool
    ) -> None:
        """Note how a login ended: a success is dated, a failure counted.

        The count begins anew with a success, and with the first failure after a lock-out. A login
        without a password leaves count and lock-out as they are (believed).

        Args:
            user_id: whose login.
            status: how it ended.
            now: when.
            with_password: whether a password was looked at.
        """
        with self._database.write() as connection:
            if status is LoginStatus.SUCCESS:
                self._succeeded(connection, user_id, now, with_password=with_password)
            elif status in _FAILURES:
                self._failed(connection, user_id, now)

    def unlock(self, user_id: str) -> None:
        """End a lock-out, as an administrator does."""
        with self._database.write() as connection:
            _forget_failures(connection, user_id)

    @staticmethod
    def _succeeded(
        connection: sqlite3.Connection, user_id: str, now: datetime, *, with_password: bool
    ) -> None:
        connection.execute(
            'UPDATE "User" SET "LastLoginDate" = ? WHERE "Id" = ?', (to_wire(now), user_id)
        )
        if with_password:
            _forget_failures(connection, user_id)

    def _failed(self, connection: sqlite3.Connection, user_id: str, now: datetime) -> None:
        before, was_locked = connection.execute(
            'SELECT u."NumberOfFailedLogins", c.locked_until IS NOT NULL FROM "User" u'
            ' LEFT JOIN _credential c ON c.user_id = u."Id" WHERE u."Id" = ?',
            (user_id,),
        ).fetchone()
        failures = 1 if was_locked else (before or 0) + 1
        policy = self._policy_of(user_id)
        until = None
        if policy.maximum_invalid_logins and failures >= policy.maximum_invalid_logins:
            minutes = policy.lockout_minutes
            until = to_wire(now + timedelta(minutes=minutes)) if minutes else "9999"
        connection.execute(
            "UPDATE _credential SET locked_until = ? WHERE user_id = ?", (until, user_id)
        )
        connection.execute(
            'UPDATE "User" SET "NumberOfFailedLogins" = ? WHERE "Id" = ?', (failures, user_id)
        )


def _forget_failures(connection: sqlite3.Connection, user_id: str) -> None:
    connection.execute("UPDATE _credential SET locked_until = NULL WHERE user_id = ?", (user_id,))
    connection.execute('UPDATE "User" SET "NumberOfFailedLogins" = 0 WHERE "Id" = ?', (user_id,))


def _changed(connection: sqlite3.Connection, user_id: str) -> datetime | None:
    """Return when a user's password was set; None if he has none."""
    row = connection.execute(
        'SELECT "LastPasswordChangeDate" FROM "User" WHERE "Id" = ?', (user_id,)
    ).fetchone()
    return None if row is None or row[0] is None else from_wire(row[0])


def _never(_: str) -> bool:
    return False


def _is_former(connection: sqlite3.Connection, user_id: str, password: str, count: int) -> bool:
    rows = connection.execute(
        "SELECT salt, password_hash FROM _former_password WHERE user_id = ?"
        " ORDER BY number DESC LIMIT ?",
        (user_id, count),
    ).fetchall()
    return any(secrets.same(secrets.hashed(password, salt), each) for salt, each in rows)
