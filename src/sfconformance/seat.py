"""Where and as whom an act on the connector is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Environment = Literal["production", "sandbox"]
Role = Literal["admin", "marketing", "sales", "support"]
Guard = Literal["strict", "identity"]
Method = Literal["soap", "oauth-password", "jwt", "client-credentials"]
"""A way to log in."""

DEFAULT_ACCOUNT = "default"


@dataclass(frozen=True)
class Seat:
    """Which connector an act is done at, and by a user of which role.

    Attributes:
        account: the marketing account; accounts share nothing.
        environment: production or sandbox, each a connector of its own.
        role: of the user who acts.
        guard: what counts as a switch of organizations: ``strict`` compares the organization id and
            the domains of username and e-mail, ``identity`` the id alone.
        answer_seconds: how long the connector waits for an answer of Salesforce; None is its own
            default.
    """

    account: str = DEFAULT_ACCOUNT
    environment: Environment = "production"
    role: Role = "admin"
    guard: Guard = "strict"
    answer_seconds: float | None = None

    @property
    def connector(self) -> tuple[str, str]:
        """What tells connectors apart: the account and the environment."""
        return self.account, self.environment
