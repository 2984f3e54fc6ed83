"""What an administrator, or Salesforce itself, does to a whole org: networks, policies, locks.

The part of :class:`.org.Org`'s face that is about its doors; each act is one call. What Setup would
tell of it stands in SetupAuditTrail; the actions of policies are believed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fake_salesforce.clock import to_wire

from .doors.hours import DAYS, minutes_of
from .doors.networks import Networks
from .password_policy import PasswordPolicy, checked

if TYPE_CHECKING:
    from fake_salesforce.clock import Clock

    from .database import Database
    from .permission_sets import PermissionSets
    from .profile_rules import ProfileRules
    from .sessions import Sessions
    from .settings import Settings
    from .setup_audit_trail import SetupAuditTrail
    from .user_directory import UserDirectory


class Administration:
    """The acts that concern an org's doors; :class:`.org.Org` has them."""

    clock: Clock
    database: Database
    settings: Settings
    sessions: Sessions
    users: UserDirectory
    audit_trail: SetupAuditTrail
    profile_rules: ProfileRules
    _permission_sets: PermissionSets

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
                ``lockout_minutes``, ``password_history``, ``minimum_password_length`` and
                ``password_complexity``. None at all goes back to the org's.

        Raises:
            ValueError: there is no such profile or part, or Setup does not offer the value.
        """
        profile_id = self._permission_sets.profile_id(profile)
        self.profile_rules.put(profile_id, "password_policy", dict(checked(policy)) or None)
        told = f"Password policy of profile {profile}: {policy or 'the organization’s'}"
        self._audit("Manage Users", "profilePasswordPolicyChanged", told)

    def password_policy_of(self, user_id: str) -> PasswordPolicy:
        """Return the password policy that holds for a user: the org's, and his profile's own."""
        profile_id = str(self.users.record(user_id)["ProfileId"])
        return PasswordPolicy.of(self.settings, self.profile_rules.password_policy(profile_id))

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

    def _end_trial_on(self, stamp: str) -> None:
        with self.database.write() as connection:
            connection.execute('UPDATE "Organization" SET "TrialExpirationDate" = ?', (stamp,))

    def _audit(self, section: str, action: str, display: str, *, by: str | None = None) -> None:
        self.audit_trail.note(section, action, display, now=self.clock.now(), by=by)
