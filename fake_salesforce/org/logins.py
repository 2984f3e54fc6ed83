"""Logins of one org: the facts are gathered, the doors' checks say how it ends, and it is noted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from fake_salesforce.access import Access
from fake_salesforce.records import rows
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import Schema

from . import login_rate
from .credentials import Credentials
from .database import Database
from .doors import Door, Knock, LoginStatus, ending
from .doors.networks import Networks
from .doors.secret import SecretReading
from .freezing import is_frozen
from .login_history import LoginAttempt, LoginHistory
from .profile_rules import ProfileRules
from .settings import Limits, Settings

_WITH_API = frozenset({"Enterprise Edition", "Developer Edition", "Unlimited Edition"})
"""Editions that come with the API ([K:api/login] lists Performance besides, which
Organization.OrganizationType calls Unlimited Edition)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logins:
    """Tries logins."""

    database: Database
    schema: Schema
    settings: Settings
    limits: Limits
    credentials: Credentials
    rules: ProfileRules
    history: LoginHistory
    access_of: Callable[[str], Access]

    def attempt(
        self, user_id: str, secret: str | None, attempt: LoginAttempt, *, now: datetime
    ) -> LoginStatus:
        """Try a login and note it in LoginHistory; a success opens no session yet.

        Args:
            user_id: whose login.
            secret: password and what stands behind it; None where an app vouches for the user.
            attempt: how the login came.
            now: when.
        """
        source_ip = self.source_ip(attempt.source_ip, attempt.forwarded_for)
        come = replace(attempt, source_ip=source_ip)
        with self.database.write() as connection:
            knock = self._knock(connection, user_id, secret, come, now)
            status = ending(knock)
            self.credentials.settle(user_id, status, now=now)
            self.history.note(user_id, come, status=status.text, now=now)
        return status

    def source_ip(self, peer: str, forwarded_for: str | None) -> str:
        """Return where a caller comes from: as staged, as a proxy says, or as the socket says.

        Args:
            peer: the address at the other end of the connection.
            forwarded_for: the header ``X-Forwarded-For``, looked at only where that is switched on.
        """
        if self.settings.source_ip is not None:
            return self.settings.source_ip
        if forwarded_for and self.settings.believes_forwarded_for:
            return forwarded_for.partition(",")[0].strip()
        return peer

    def login_ip_ranges(self, user_id: str) -> Networks:
        """Return from where a user may log in, by his profile."""
        with self.database.read() as connection:
            profile_id = self._record(connection, "User", user_id)["ProfileId"]
        return self.rules.login_ip_ranges(str(profile_id))

    def has_api(self) -> bool:
        """Tell whether the org's edition has the API, or the org has bought it."""
        with self.database.read() as connection:
            row = connection.execute('SELECT "OrganizationType" FROM "Organization"').fetchone()
        return row[0] in _WITH_API or self.settings.api_add_on

    def trusted_networks(self) -> Networks:
        """Return the org's trusted ranges (Network Access)."""
        with self.database.read() as connection:
            kept = connection.execute("SELECT range FROM _trusted_network").fetchall()
        return Networks.of(*(each for (each,) in kept))

    def _record(
        self, connection: sqlite3.Connection, name: str, record_id: str
    ) -> dict[str, Stored]:
        sobject = self.schema.known(name)
        assert sobject is not None
        record = rows.find(connection, sobject, record_id)
        assert record is not None
        return record

    def _knock(
        self,
        connection: sqlite3.Connection,
        user_id: str,
        secret: str | None,
        attempt: LoginAttempt,
        now: datetime,
    ) -> Knock:
        user = self._record(connection, "User", user_id)
        organization_id = connection.execute('SELECT "Id" FROM "Organization"').fetchone()[0]
        organization = self._record(connection, "Organization", organization_id)
        profile_id = str(user["ProfileId"])
        has_spent = login_rate.spend(connection, user_id, now=now, most=self.limits.logins_per_hour)
        return Knock(
            door=attempt.door,
            now=now,
            source_ip=attempt.source_ip,
            organization=organization,
            is_org_locked=self.settings.is_locked,
            has_api=self.has_api(),
            is_soap_login_enabled=self.settings.soap_login_enabled,
            is_password_flow_enabled=self.settings.username_password_flow_enabled,
            user=user,
            is_frozen=is_frozen(connection, user_id),
            locked_until=self.credentials.locked_until(user_id),
            has_spent_logins=has_spent,
            access=self.access_of(user_id),
            secret=(
                SecretReading.WITH_TOKEN
                if secret is None
                else self.credentials.reader(user_id, now=now).read(secret)
            ),
            login_hours=self.rules.login_hours(
                profile_id, ZoneInfo(str(organization["TimeZoneSidKey"]))
            ),
            login_ip_ranges=self.rules.login_ip_ranges(profile_id),
            relaxes_ip=attempt.relaxes_ip and attempt.door in {Door.OAUTH, Door.OAUTH_PASSWORD},
            is_app_approved=attempt.is_app_approved,
            trusted_networks=self.trusted_networks(),
        )
