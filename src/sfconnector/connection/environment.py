"""Production or sandbox: each account has a connector to either, with its own connection and lists.

Developer Edition is connected as production (connector domain 1.12).
"""

from __future__ import annotations

from enum import StrEnum

from sfconnector.connection.credentials import PRODUCTION, SANDBOX


class Environment(StrEnum):
    """Which kind of organization a connector is for."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"

    @property
    def login_url(self) -> str:
        """Where its users log in, unless at their My Domain."""
        return SANDBOX if self is Environment.SANDBOX else PRODUCTION
