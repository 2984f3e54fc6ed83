"""What an administrator, or Salesforce itself, does to a whole org: networks, policies, locks.

The part of :class:`.org.Org`'s face that is about its doors; each act is one call. What Setup would
tell of it stands in SetupAuditTrail; the actions of policies are believed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fake_salesforce.clock import to_wire
from fake_salesforce.packages import Package, packages, read_package

from . import sandbox
from .doors.hours import DAYS, minutes_of
from .doors.networks import Networks
from .password_policy import PasswordPolicy, checked

if TYPE_CHECKING:
    from fake_salesforce.clock import Clock

    from .credentials import Credentials
    from .database import Database
    from .packages import Packages
    from .permission_sets import PermissionSets
    from .profile_rules import ProfileRules
    from .sessions import Sessions
    from .settings import Settings
    from .setup_audit_trail import SetupAuditTrail
    from .user_directory import UserDirectory
    from .users import User

_SECTIONS = {
    **dict.fromkeys(
        [
            "password_expires_in_days",
            "maximum_invalid_logins",
            "lockout_minutes",
            "password_history",
            "minimum_password_length",
            "password_complexity",
            "minimum_password_lifetime_days",
        ],
        "Password Policies",
    ),
    **dict.fromkeys(
        [
            "session_timeout_minutes",
            "lock_sessions_to_ip",
            "enforce_login_ip_ranges_on_every_request",
        ],
        "Session Settings",
    ),
    "my_domain": "My Domain",
    "soap_login_enabled": "User Interface",
    "username_password_flow_enabled": "OAuth and OpenID Connect Settings",
}
"""Settings that Setup has, and the section of its menu; sections and actions are believed."""


class Administration:
    """The acts that concern an org's doors; :class:`.org.Org` has them."""

    id: str
    instance: str
    clock: Clock
    database: Database
    settings: Settings
    sessions: Sessions
    credentials: Credentials
    users: UserDirectory
    audit_trail: SetupAuditTrail
    profile_rules: ProfileRules
    packages: Packages
    _permission_sets: PermissionSets
    _first_domain: str

    def trust_network(self, *ranges: str) -> None:
        """Trust addresses (Network Access): from there a login needs no security token.

        Args:
            *ranges: ``203.0.113.7``, ``203.0.113.0/24`` or ``203.0.113.1-203.0.113.9``.

        Raises:
            ValueError: one is none of these.
        """
        texts = Networks.of(*ranges).texts()
        with self.database.write() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO _trusted_network VALUES (?)", [(each,) for each in texts]
            )
            self._audit("Network Access", "networkAccessAdded", f"Added {', '.join(texts)}")

    def distrust_networks(self) -> None:
        """Trust no network any more."""
        with self.database.write() as connection:
            connection.execute("DELETE FROM _trusted_network")
            self._audit("Network Access", "networkAccessDeleted", "Deleted every trusted range")

    def restrict_login_ips(self, profile: str, *ranges: str) -> None:
        """Let a profile's users log in from these addresses only; none lifts the restriction.

        Args:
            profile: as ``Standard User``.
            *ranges: as :meth:`trust_network` takes them.

        Raises:
            ValueError: there is no such profile, or a range is none.
        """
        profile_id = self._permission_sets.profile_id(profile)
        texts = Networks.of(*ranges).texts()
        self.profile_rules.put(profile_id, "login_ip_ranges", texts or None)
        told = f"Login IP ranges of profile {profile}: {', '.join(texts) or 'none'}"
        self._audit("Manage Users", "profileLoginIpRangesChanged", told)

    def restrict_login_hours(self, profile: str, **hours: str) -> None:
        """Let a profile's users log in at these hours only, in the org's time zone.

        Args:
            profile: as ``Standard User``.
            **hours: by weekday, as ``monday="08:00-18:30"`` or ``sunday="closed"``; a day that is
                not named is open. None at all lifts the restriction.

        Raises:
            ValueError: there is no such profile or weekday, or the hours are none.
        """
        profile_id = self._permission_sets.profile_id(profile)
        for day in hours:
            if day not in DAYS:
                message = f"{day!r} is no weekday; there are {', '.join(DAYS)}"
                raise ValueError(message)
        minutes = {day: minutes_of(each) for day, each in hours.items()}
        self.profile_rules.put(profile_id, "login_hours", minutes or None)
        told = f"Login hours of profile {profile}: {hours or 'none'}"
        self._audit("Manage Users", "profileLoginHoursChanged", told)

    def set_password_policy(self, profile: str, **policy: int) -> None:
        """Set a profile's own password policy, which goes before the org's.

        Args:
            profile: as ``Standard User``.
            **policy: of ``password_expires_in_days``, ``maximum_invalid_logins``,
                ``lockout_minutes``, ``password_history``, ``minimum_password_length``,
                ``password_complexity`` and ``minimum_password_lifetime_days``. None at all goes
                back to the org's.

        Raises:
            ValueError: there is no such profile or part, or Setup does not offer the value.
        """
        profile_id = self._permission_sets.profile_id(profile)
        self.profile_rules.put(profile_id, "password_policy", dict(checked(policy)) or None)
        told = f"Password policy of profile {profile}: {policy or 'as in the org'}"
        self._audit("Manage Users", "profilePasswordPolicyChanged", told)

    def password_policy_of(self, user_id: str) -> PasswordPolicy:
        """Return the password policy that holds for a user: the org's, and his profile's own."""
        with self.database.read():  # one block for all that is read
            return PasswordPolicy.of(self.settings, self.profile_rules.password_policy_of(user_id))

    def password_age_of(self, user_id: str) -> int:
        """Return the days after which a user's password expires, asked for at each call; 0 never.

        The permission Password Never Expires is not looked at.
        """
        own = self.profile_rules.password_policy_of(user_id)
        return own.get("password_expires_in_days", self.settings.password_expires_in_days)

    def install_package(
        self, package: Package | str, version: str, *, lightning_user: User | None = None
    ) -> None:
        """Install a managed package, or upgrade it.

        Args:
            package: what a data file holds, or the name of one of the fake's own, as ``act-on``.
            version: as ``1.85`` or ``1.85 beta``.
            lightning_user: a user who is switched to Lightning Experience with it, where pages of
                an old version do not work; None switches nobody.

        Raises:
            ValueError: there is no such package or version, or the one installed cannot be
                upgraded to it.
        """
        found = _package(package)
        self.packages.install(found, version)
        if lightning_user is not None:
            lightning_user.prefer_lightning()
        told = f"Installed package {found.name} {version}"
        self._audit("Installed Packages", "packageInstalled", told)

    def uninstall_package(self, package: Package | str) -> None:
        """Uninstall a managed package, its fields and permission sets too.

        Raises:
            ValueError: there is no such package, or it is not installed.
        """
        found = _package(package)
        self.packages.uninstall(found)
        told = f"Uninstalled package {found.name}"
        self._audit("Installed Packages", "packageUninstalled", told)

    def lock(self) -> None:
        """Lock the org: no login succeeds, and every session ends (believed)."""
        self.settings.is_locked = True
        self.sessions.end()

    def unlock(self) -> None:
        """End the lock."""
        self.settings.is_locked = False

    def start_trial(self, *, days: int = 30) -> None:
        """Make the org a trial that ends in so many days."""
        self._end_trial_on(to_wire(self.clock.now() + timedelta(days=days)))

    def end_trial(self) -> None:
        """End the org's trial now: no login succeeds, and every session ends (believed)."""
        self._end_trial_on(to_wire(self.clock.now()))
        self.sessions.end()

    def change_edition(self, edition: str) -> None:
        """Make the org one of another edition.

        Args:
            edition: as Organization.OrganizationType has it: ``Professional Edition`` and ``Group
                Edition`` are sold without the API.
        """
        with self.database.write() as connection:
            connection.execute('UPDATE "Organization" SET "OrganizationType" = ?', (edition,))

    def refresh_sandbox(self, name: str = "dev") -> None:
        """Refresh the sandbox: another organization id, other usernames, dead secrets and sessions.

        ``user@example.com`` becomes ``user@example.com.dev``, with secrets that ``org.user(...)``
        tells. Whoever was handed out before the refresh has an old name.

        Args:
            name: the sandbox's, which usernames end in.

        Raises:
            ValueError: the org is no sandbox, or the name has other characters than letters and
                digits.
        """
        with self.database.read() as connection:
            is_sandbox = sandbox.is_one(connection)
        if not is_sandbox:
            message = f"{self!r} is no sandbox: create_org(is_sandbox=True) makes one"
            raise ValueError(message)
        if not (name.isascii() and name.isalnum()):
            message = f"{name!r} names no sandbox: letters and digits do, as dev"
            raise ValueError(message)
        with self.database.write() as connection:
            self.id = sandbox.refresh(connection, instance=self.instance, name=name)
            for user_id in sandbox.users_with_secrets(connection):
                self.credentials.mint(user_id, now=self.clock.now())
        self.sessions.move_to(self.id)

    @property
    def my_domain(self) -> str:
        """The first label of its host, ``<my_domain>.my.salesforce.com``."""
        return self.settings.my_domain or self._first_domain

    def change_my_domain(self, label: str) -> None:
        """Move the org to another My Domain; its id stays, and its sessions end (believed).

        Args:
            label: as ``acme``: lower case letters, digits and single hyphens within.

        Raises:
            ValueError: the label is none.
        """
        left, self.settings.my_domain = self.my_domain, label
        if left != label:
            self.settings.former_my_domain = left
        self.sessions.end()

    def _end_trial_on(self, stamp: str) -> None:
        with self.database.write() as connection:
            connection.execute('UPDATE "Organization" SET "TrialExpirationDate" = ?', (stamp,))

    def tell_setting(self, name: str, value: object) -> None:
        """Note in SetupAuditTrail that a policy was set; switches that are ours leave no row."""
        section = _SECTIONS.get(name)
        if section is not None:
            self._audit(section, f"{name.replace('_', '')}changed", f"Changed {name} to {value}")

    def _audit(self, section: str, action: str, display: str, *, by: str | None = None) -> None:
        self.audit_trail.note(section, action, display, now=self.clock.now(), by=by)


def _package(package: Package | str) -> Package:
    if isinstance(package, Package):
        return package
    own = packages()
    if package not in own:
        message = f"there is no package {package!r}; there are {', '.join(own)}"
        raise ValueError(message)
    return read_package(own[package])
