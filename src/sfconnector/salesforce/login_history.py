"""LoginHistory: how the user has logged in; everybody may read his own rows (reference 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sfconnector.salesforce.rows import among, instant, read_all, text
from sfconnector.salesforce.session import Session

MOST_LOGINS = 200
SUCCESS = "Success"

INTERACTIVE = frozenset(
    {
        *("Application", "LightningLogin", "Lightning Login"),
        *("PasswordlessLogin", "Passwordless Login", "Saml", "SAML Idp Initiated SSO"),
        *("Saml2", "SAML Sfdc Initiated SSO", "ThirdPartySso", "Third Party SSO"),
    }
)
"""Values and labels of LoginType with which a person comes by a browser (object reference,
LoginHistory)."""


@dataclass(frozen=True, slots=True)
class PastLogin:
    """One login."""

    at: datetime
    type: str
    status: str

    @property
    def is_interactive(self) -> bool:
        """Whether a person came in by a browser."""
        return self.status == SUCCESS and self.type in INTERACTIVE


def read(session: Session, user_id: str, *, most: int = MOST_LOGINS) -> tuple[PastLogin, ...]:
    """Read the user's last logins, the newest first; of one instant the one recorded last.

    Args:
        session: of whoever may see them.
        user_id: whose.
        most: how many at most.

    Raises:
        ConnectorError: as :meth:`Session.call`.
        UnexpectedAnswerError: a row has no instant.
    """
    rows = read_all(
        session,
        "SELECT LoginTime, LoginType, Status FROM LoginHistory "  # noqa: S608 - SOQL of an id
        f"WHERE UserId IN {among([user_id])} ORDER BY LoginTime DESC, Id DESC LIMIT {most}",
    )
    return tuple(
        PastLogin(
            at=instant(text(row, "LoginTime"), field="LoginHistory.LoginTime"),
            type=text(row, "LoginType"),
            status=text(row, "Status"),
        )
        for row in rows
    )
