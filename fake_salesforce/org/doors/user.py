"""Reasons that lie in the user: locked out, inactive, frozen, logging in too often."""

from __future__ import annotations

from fake_salesforce.clock import to_wire

from .knock import Knock
from .status import LoginStatus


def login_rate_exceeded(knock: Knock) -> LoginStatus | None:
    """Refuse a user who has logged in 3,600 times in an hour ([K:api/login])."""
    return LoginStatus.LOGIN_RATE_EXCEEDED if knock.has_spent_logins else None


def locked_out(knock: Knock) -> LoginStatus | None:
    """Refuse a user whom failed logins lock out, the right secret too (reference 6.1).

    Believed: an attempt during a lock-out neither counts nor prolongs it.
    """
    is_locked = knock.locked_until is not None and knock.locked_until > to_wire(knock.now)
    return LoginStatus.PASSWORD_LOCKOUT if is_locked and knock.sends_password else None


def inactive(knock: Knock) -> LoginStatus | None:
    """Refuse an inactive user; that the secret is not looked at is believed."""
    return None if knock.user["IsActive"] else LoginStatus.USER_INACTIVE


def frozen(knock: Knock) -> LoginStatus | None:
    """Refuse a user whom an administrator froze: UserLogin.IsFrozen (reference 6.1, 6.6)."""
    return LoginStatus.USER_FROZEN if knock.is_frozen else None
