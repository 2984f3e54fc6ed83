"""Passwords as users of the API set them: whose, by whom (reference 6.2).

Who has Reset User Passwords or Manage Users may set and reset anybody's password, and everybody
may set his own as long as the org allows it ([K:api/setpassword]). What a password must be like is
decided by the password policy (``password_policy.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fake_salesforce import ids
from fake_salesforce.access import Access
from fake_salesforce.errors import (
    InsufficientAccessError,
    InvalidCrossReferenceKeyError,
    InvalidNewPasswordError,
    InvalidOldPasswordError,
    MalformedIdError,
)

from .credentials import Credentials
from .settings import Settings
from .setup_audit_trail import SetupAuditTrail
from .user_directory import UserDirectory

_RIGHTS = ("ResetPasswords", "ManageUsers")
"""Either is enough (reference 6.3; that these two are meant is believed)."""


class Passwords:
    """Sets the passwords of one org's users, as far as who asks may."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        settings: Settings,
        users: UserDirectory,
        access_of: Callable[[str], Access],
        audit_trail: SetupAuditTrail,
        now: Callable[[], datetime],
    ) -> None:
        """Take what passwords are kept in.

        Args:
            credentials: the secrets.
            settings: whether everybody may set his own password.
            users: the users there are.
            access_of: what a user, by id, may do.
            audit_trail: where a password that is changed or reset is told.
            now: the org's time.
        """
        self._credentials = credentials
        self._settings = settings
        self._users = users
        self._access_of = access_of
        self._audit_trail = audit_trail
        self._now = now

    def is_expired(self, user_id: str, *, by: str) -> bool:
        """Tell whether a user's password has expired; everybody may know of his own (believed).

        Raises:
            SalesforceError: there is no such user, or the one who asks may not know.
        """
        user_id = self._user(user_id)
        if by != user_id:
            self._check_right(by)
        return self._credentials.is_expired(user_id, now=self._now())

    def set(self, user_id: str, new: str, *, by: str) -> None:
        """Give a user a password that is told.

        Args:
            user_id: whose, with 15 or 18 characters.
            new: the password.
            by: the id of the user who asks.

        Raises:
            SalesforceError: there is no such user, who asks may not, or the password is refused.
        """
        user_id = self._user(user_id)
        if by != user_id or not self._settings.set_password_serves_oneself:
            self._check_right(by)
        self._change(user_id, new, by=by)

    def change_own(self, user_id: str, old: str, new: str) -> None:
        """Give a user who knows his password another one.

        Raises:
            SalesforceError: the old password is wrong, or the new one is refused.
        """
        if not self._credentials.is_password(user_id, old):
            message = "The old password is invalid."
            raise InvalidOldPasswordError(message)
        self._change(user_id, new, by=user_id)

    def reset(self, user_id: str, *, by: str) -> str:
        """Give a user a generated password and return it; arguments and errors as :meth:`set`.

        Nobody resets his own without the right to reset others' (believed).
        """
        user_id = self._user(user_id)
        self._check_right(by)
        password = self._credentials.reset(user_id, now=self._now()).password
        self._tell("resetpassword", "Reset", user_id, by)
        return password

    def _change(self, user_id: str, new: str, *, by: str) -> None:
        if not new:
            message = "Your password cannot be blank."
            raise InvalidNewPasswordError(message)
        self._credentials.change(user_id, new, now=self._now())
        self._tell("changedpassword", "Changed", user_id, by)

    def _tell(self, action: str, verb: str, user_id: str, by: str) -> None:
        """Note it in SetupAuditTrail; the actions are those tools list [P], the text believed."""
        display = f"{verb} password for user {self._users.record(user_id)['Name']}"
        self._audit_trail.note("Manage Users", action, display, now=self._now(), by=by)

    def _user(self, user_id: str) -> str:
        if not ids.is_id(user_id):
            message = f"User ID: id value of incorrect type: {user_id}"
            raise MalformedIdError(message)
        user_id = ids.normalize(user_id)
        if not self._users.exists(user_id):
            message = "invalid cross reference id"
            raise InvalidCrossReferenceKeyError(message)
        return user_id

    def _check_right(self, by: str) -> None:
        access = self._access_of(by)
        if not any(map(access.has, _RIGHTS)):
            message = "You do not have permission to view this record."
            raise InsufficientAccessError(message)
