"""Users as a test holds them: an id, a name, and the secrets that were given out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fake_salesforce import ids
from fake_salesforce.clock import to_wire
from fake_salesforce.records.setup_audit import USERS
from fake_salesforce.records.values import Json

from . import freezing
from .credentials import Minted
from .doors import Door, LoginStatus
from .login_history import LoginAttempt

if TYPE_CHECKING:
    from .org import Org
    from .permission_set import PermissionSet


class User:
    """A user of an org, with the password and the security token that were last given out.

    The org itself keeps only hashes. Neither secret shows in the repr.
    """

    def __init__(
        self, org: Org, *, user_id: str, username: str, minted: Minted | None = None
    ) -> None:
        self._org = org
        self.id = user_id
        """The 18-character id."""
        self.username = username
        self._password = None if minted is None else minted.password
        self._security_token = None if minted is None else minted.security_token

    def __repr__(self) -> str:
        return f"<User {self.username} {self.id}>"

    @property
    def password(self) -> str:
        """The password that was last given out.

        Raises:
            ValueError: none was, to whoever asks.
        """
        return self._known(self._password)

    @property
    def security_token(self) -> str:
        """The security token that was last given out; raises as :attr:`password`."""
        return self._known(self._security_token)

    def _known(self, secret: str | None) -> str:
        if secret is None:
            message = f"the secrets of {self.username} were not given out here: set new ones"
            raise ValueError(message)
        return secret

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
        self._audit("resetpassword", "Reset password")
        self._password, self._security_token = minted.password, minted.security_token
        return self.password

    def reset_security_token(self) -> str:
        """Give the user another security token; the old one is void. Return the new one."""
        self._security_token = self._org.credentials.mint_token(self.id)
        return self.security_token

    def expire_password(self) -> None:
        """Make the password as old as the policy allows, as if its days had passed.

        Raises:
            ValueError: the user's password never expires.
        """
        days = self._org.password_policy_of(self.id).password_expires_in_days
        if days == 0:
            message = (
                "passwords never expire here: set org.settings.password_expires_in_days, or the"
                " policy of the user's profile, to 30, 60, 90, 180 or 365 first"
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

    def restrict_to_shared(self, sobject_name: str) -> None:
        """Leave the user those records of an object that he owns, or that are shared with him.

        The object becomes private by default, and the user's profile and permission sets lose View
        All and Modify All of it, and View All Data and Modify All Data: their other users, too.

        Raises:
            ValueError: there is no such object, or it has no default of its own.
        """
        with self._org.database.write():
            self._org.share_by_default(sobject_name, "None")
            held = self._org.query(
                "SELECT PermissionSet.Name FROM PermissionSetAssignment"  # noqa: S608 - an id
                f" WHERE AssigneeId = '{self.id}' AND PermissionSet.IsOwnedByProfile = false"
            )
            [row] = self._org.query(f"SELECT Profile.Name FROM User WHERE Id = '{self.id}'")  # noqa: S608 - an id
            names = [_name_in(each["PermissionSet"]) for each in held]
            sets = [self._org.permission_set(each) for each in names]
            for each in (self._org.profile(_name_in(row["Profile"])), *sets):
                each.forbid("ViewAllData", "ModifyAllData")
                each.revoke(sobject_name, "view_all", "modify_all")

    def deactivate(self) -> None:
        """Switch the user off, as an administrator does; logins are refused from now on."""
        self._org.update("User", self.id, {"IsActive": False})
        self._org.end_sessions(self)

    def activate(self) -> None:
        """Switch the user on again."""
        self._org.update("User", self.id, {"IsActive": True})

    def freeze(self) -> None:
        """Freeze the user, as an administrator does: logins are refused from now on.

        What is open goes on until it ends by itself (believed).
        """
        self._set_frozen(is_frozen=True)

    def unfreeze(self) -> None:
        """Let a frozen user log in again."""
        self._set_frozen(is_frozen=False)

    def _set_frozen(self, *, is_frozen: bool) -> None:
        with self._org.database.write() as connection:
            freezing.set_frozen(connection, self.id, is_frozen=is_frozen)
            verb = "froze" if is_frozen else "unfroze"
            self._audit(f"{verb}user", verb.title())

    def require_mfa(self, *, for_api: bool = True) -> None:
        """Demand a second factor of the user.

        Args:
            for_api: whether API logins need it too; otherwise only the login page asks for it,
                which no client of the API notices.
        """
        rights = self._org.permission_set("MFA_for_API" if for_api else "MFA_for_UI")
        # The permission for API logins needs the one for UI logins (domain reference 2.13).
        rights.allow(*(["ForceTwoFactor", "TwoFactorApi"] if for_api else ["ForceTwoFactor"]))
        self.unassign(rights)  # asked for twice it is demanded once
        self.assign(rights)

    @property
    def authenticator_key(self) -> str:
        """The key of the user's authenticator app, in base 32."""
        return self._org.credentials.authenticator(self.id).secret

    @property
    def code(self) -> str:
        """What the user's authenticator app shows now: six digits."""
        return self._org.credentials.authenticator(self.id).at(self._org.clock.now())

    def log_in_by_browser(self, password: str | None = None) -> LoginStatus:
        """Log in on the login page, which the fake has not, and say how that ends.

        No security token is asked for there. A second factor is taken as given.

        Args:
            password: what the user types; None is the right one.
        """
        attempt = LoginAttempt(door=Door.BROWSER)
        return self._org.log_in(self.id, password or self.password, attempt=attempt)

    def rename(self, username: str) -> None:
        """Give the user another username; the old one is nobody's then.

        Raises:
            SalesforceError: the name is taken, or is none.
        """
        self._org.update("User", self.id, {"Username": username})
        self.username = username

    def move_to(self, org: Org) -> User:
        """Have the same login, name and secret, lead to a new user of another org; return him.

        This user keeps his records under another name, which ends in ``.moved``.

        Raises:
            SalesforceError: the other org refuses the user.
        """
        username = self.username
        self.rename(f"{username}.moved")
        try:
            moved = org.create_user(username)
        except BaseException:
            self.rename(username)
            raise
        org.credentials.adopt(moved.id, self._org.credentials, self.id)
        moved._password, moved._security_token = self._password, self._security_token  # noqa: SLF001 - the same login
        return moved

    def change_email(self, address: str) -> None:
        """Give the user another e-mail address.

        Raises:
            SalesforceError: it is none.
        """
        self._org.update("User", self.id, {"Email": address})

    def prefer_lightning(self, *, lightning: bool = True) -> None:
        """Switch the user to Lightning Experience, or back to Salesforce Classic."""
        field = "UserPreferencesLightningExperiencePreferred"
        self._org.update("User", self.id, {field: lightning})

    def _audit(self, action: str, verb: str) -> None:
        """Note in SetupAuditTrail what was done to the user; the text is believed."""
        display = f"{verb} for user {self._org.users.record(self.id)['Name']}"
        self._org.audit_trail.note(USERS, action, display, now=self._org.clock.now())

    def lock_out(self) -> None:
        """Lock the user out, as somebody does who tries wrong passwords.

        Raises:
            ValueError: the password policy locks nobody out.
        """
        tries = self._org.password_policy_of(self.id).maximum_invalid_logins
        if tries == 0:
            message = (
                "nobody is locked out here: set org.settings.maximum_invalid_logins, or the policy"
                " of the user's profile, to 3, 5 or 10 first"
            )
            raise ValueError(message)
        for _ in range(tries):
            self._org.log_in(self.id, "")

    def unlock(self) -> None:
        """End a lock-out after failed logins, as an administrator does."""
        self._org.credentials.unlock(self.id)


def _name_in(parent: Json) -> str:
    """Return the name of a parent record in an answer of a query."""
    assert isinstance(parent, dict)
    return str(parent["Name"])
