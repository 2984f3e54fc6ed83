"""LoginHistory: a row for each login of a known user, however it ended (reference 6.6).

It is the only place where Salesforce tells why a login was refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fake_salesforce.clock import to_wire
from fake_salesforce.records import rows
from fake_salesforce.records.validation import defaults
from fake_salesforce.schema import SObject

from . import sequences
from .database import Database
from .doors.knock import Door


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """How a login came, in the words of LoginHistory; all of them believed (reference 6.6)."""

    login_type: str = "Application"
    application: str = "Browser"
    source_ip: str = "127.0.0.1"
    api_type: str | None = None
    api_version: str | None = None
    login_sub_type: str | None = None
    login_url: str = "login.salesforce.com"
    door: Door = Door.API
    forwarded_for: str | None = None
    """The header ``X-Forwarded-For``; None where there was none."""
    relaxes_ip: bool = False
    """Whether the connected app waives the profile's login IP ranges (reference 1.9)."""
    is_app_approved: bool = True
    """Whether the user may come through the connected app, if one is in between."""


class LoginHistory:
    """The login history of one org."""

    def __init__(self, database: Database, *, login_history: SObject, instance: str) -> None:
        self._database = database
        self._login_history = login_history
        self._instance = instance

    def note(self, user_id: str, attempt: LoginAttempt, *, status: str, now: datetime) -> None:
        """Write the row of a login that has just ended.

        Args:
            user_id: who tried to log in.
            attempt: how.
            status: how it ended, in the words of reference 6.6.
            now: when.
        """
        with self._database.write() as connection:
            record_id = sequences.take_id(
                connection, self._login_history.key_prefix, self._instance
            )
            record = defaults(self._login_history) | {
                "Id": record_id,
                "UserId": user_id,
                "LoginTime": to_wire(now),
                "LoginType": attempt.login_type,
                "LoginSubType": attempt.login_sub_type,
                "LoginUrl": attempt.login_url,
                "SourceIp": attempt.source_ip,
                "Status": status,
                "Application": attempt.application,
                "ApiType": attempt.api_type,
                "ApiVersion": attempt.api_version,
                "Browser": "Unknown",
                "Platform": "Unknown",
                "ClientVersion": "N/A",
                "OptionsIsPost": 1,
            }
            rows.insert(connection, self._login_history, record)
