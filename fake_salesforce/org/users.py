"""Users as a test holds them: an id, a name, and the secrets that were given out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fake_salesforce import ids
from fake_salesforce.clock import to_wire

from .credentials import Minted

if TYPE_CHECKING:
    from .org import Org
    from .permission_set import PermissionSet


class User:
    """A user of an org, with the password and the security token that were last given out.

    The org itself keeps only hashes. Neither secret shows in the repr.
    """

    def __init__(self, org: Org, *, user_id: str, username: str, minted: Minted) -> None:
        self._org = org
        self.id = user_id
        """The 18-character id."""
        self.username = username
        self.password = minted.password
        self.security_token = minted.security_token

    def __repr__(self) -> str:
        return f"<User {self.username} {self.id}>"

    @property
    def secret(self) -> str:
        """Password and security token in one, as a client from an untrusted network sends it."""
        return self.password + self.security_token

    def set_password(self, new: str | None = None) -> str:
        """Give the user another password, and so another security token; return the password.

        Args:
            new: the password; None generates one.
        """
        minted = self._org.credentials.mint(self.id, now=self._org.clock.now(), new_password=new)
        self.password, self.security_token = minted.password, minted.security_token
        return self.password

    def reset_security_token(self) -> str:
        """Give the user another security token; the old one is void. Return the new one."""
        self.security_token = self._org.credentials.mint_token(self.id)
        return self.security_token

    def expire_password(self) -> None:
        """Make the password as old as the policy allows, as if its days had passed.

        Raises:
            ValueError: passwords of this org never expire.
        """
        days = self._org.settings.password_expires_in_days
        if days == 0:
            message = (
                "passwords never expire here: set org.settings.password_expires_in_days to"
                " 30, 60, 90, 180 or 365 first"
            )
            raise ValueError(message)
        self._org.records.set_system_field(
            "User",
            self.id,
            "LastPasswordChangeDate",
            to_wire(self._org.clock.now() - timedelta(days=days)),
        )

    def view(self, record_id: str) -> None:
        """Have the user open the page of a record, which makes it a recent item.

        Raises:
            ValueError: there is no such record.
        """
        own_id = ids.normalize(record_id) if ids.is_id(record_id) else ""
        sobject = self._org.schema.sobject_of_id(own_id)
        if sobject is None or self._org.records.find(sobject.name, own_id) is None:
            message = f"there is no record {record_id!r} to view"
            raise ValueError(message)
        self._org.recents.note(self.id, own_id, now=self._org.clock.now())

    def assign(self, permission_set: PermissionSet) -> None:
        """Give the user a permission set, in addition to what he has.

        Raises:
            SalesforceError: he has it already.
        """
        self._org.create(
            "PermissionSetAssignment",
            {"AssigneeId": self.id, "PermissionSetId": permission_set.id},
        )

    def unassign(self, permission_set: PermissionSet) -> None:
        """Take a permission set away; nothing happens if the user does not have it."""
        assigned = self._org.query(
            "SELECT Id FROM PermissionSetAssignment"  # noqa: S608 - ids
            f" WHERE AssigneeId = '{self.id}' AND PermissionSetId = '{permission_set.id}'"
        )
        for each in assigned:
            self._org.delete("PermissionSetAssignment", str(each["Id"]))

    def deactivate(self) -> None:
        """Switch the user off, as an administrator does; logins are refused from now on."""
        self._org.update("User", self.id, {"IsActive": False})
        self._org.end_sessions(self)

    def activate(self) -> None:
        """Switch the user on again."""
        self._org.update("User", self.id, {"IsActive": True})

    def unlock(self) -> None:
        """End a lock-out after failed logins, as an administrator does."""
        self._org.credentials.unlock(self.id)
