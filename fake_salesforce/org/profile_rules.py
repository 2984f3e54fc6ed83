"""What an administrator sets for a profile besides its rights: hours, IP ranges, passwords."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal
from zoneinfo import ZoneInfo

from .database import Database
from .doors.hours import LoginHours
from .doors.networks import Networks

Kind = Literal["login_hours", "login_ip_ranges", "password_policy"]


class ProfileRules:
    """The rules of each profile of one org, kept in its database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, profile_id: str, kind: Kind, value: object) -> None:
        """Set a profile's rule; None takes it away.

        Args:
            profile_id: whose.
            kind: which rule.
            value: what JSON can say.
        """
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM _profile_rule WHERE profile_id = ? AND kind = ?", (profile_id, kind)
            )
            if value is not None:
                connection.execute(
                    "INSERT INTO _profile_rule VALUES (?, ?, ?)",
                    (profile_id, kind, json.dumps(value)),
                )

    def login_hours(self, profile_id: str, time_zone: ZoneInfo) -> LoginHours:
        """Return when users of a profile may log in."""
        kept = self._get(profile_id, "login_hours") or {}
        return LoginHours({day: (each[0], each[1]) for day, each in kept.items()}, time_zone)

    def login_ip_ranges(self, profile_id: str) -> Networks:
        """Return from where users of a profile may log in; none restricts nothing."""
        return Networks.of(*(self._get(profile_id, "login_ip_ranges") or ()))

    def password_policy(self, profile_id: str) -> Mapping[str, int]:
        """Return what a profile sets instead of the org's password policy."""
        kept: Mapping[str, int] = self._get(profile_id, "password_policy") or {}
        return kept

    def password_policy_of(self, user_id: str) -> Mapping[str, int]:
        """Return what a user's profile sets instead of the org's password policy."""
        with self._database.read() as connection:
            row = connection.execute(
                'SELECT r.value FROM "User" u JOIN _profile_rule r ON r.profile_id = u."ProfileId"'
                " WHERE u.\"Id\" = ? AND r.kind = 'password_policy'",
                (user_id,),
            ).fetchone()
        return {} if row is None else json.loads(row[0])

    def _get(self, profile_id: str, kind: Kind) -> Any:  # noqa: ANN401 - JSON
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT value FROM _profile_rule WHERE profile_id = ? AND kind = ?",
                (profile_id, kind),
            ).fetchone()
        return None if row is None else json.loads(row[0])
