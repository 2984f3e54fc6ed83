"""A login attempt: who comes, to which door, and which org's user it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fake_salesforce.org import LoginAttempt, LoginStatus, Org


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a login comes from and the host it came to."""

    source_ip: str
    host: str
    """Name and port as the client meant them."""
    forwarded_for: str | None = None
    """The header ``X-Forwarded-For``; each org says whether it believes it."""

    @property
    def host_name(self) -> str:
        """The host without its port, in lower case."""
        return self.host.partition(":")[0].lower()

    @property
    def login_url(self) -> str:
        """The host as LoginHistory.LoginUrl keeps it (believed)."""
        return self.host_name[:255]


def log_in(
    orgs: Sequence[Org], username: str, secret: str | None, *, attempt: LoginAttempt
) -> tuple[Org | None, str | None, LoginStatus]:
    """Try a login; an unknown user fails as a wrong password does.

    Returns:
        The user's org and id, None for an unknown one, and how the login ended.

    Raises:
        ServerUnavailableError: the org is down for maintenance.
    """
    for org in orgs:
        user_id = org.users.id_of(username)
        if user_id is not None:
            org.admission.check_availability()
            return org, user_id, org.log_in(user_id, secret, attempt=attempt)
    return None, None, LoginStatus.INVALID_PASSWORD
