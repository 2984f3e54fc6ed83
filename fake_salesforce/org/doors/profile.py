"""Reasons that lie in the user's profile: its login hours and login IP ranges."""

from __future__ import annotations

from .knock import Knock
from .status import LoginStatus


def outside_login_hours(knock: Knock) -> LoginStatus | None:
    """Refuse a login outside the profile's hours (reference 1.7, [K])."""
    return None if knock.login_hours.allows(knock.now) else LoginStatus.RESTRICTED_TIME


def outside_login_ip_ranges(knock: Knock) -> LoginStatus | None:
    """Refuse a login from outside the profile's ranges; a token does not help (reference 1.9).

    A connected app with relaxed IP restrictions waives them ([I:NangoHQ/nango#4344]).
    """
    is_outside = (
        not knock.relaxes_ip
        and knock.login_ip_ranges
        and knock.source_ip not in knock.login_ip_ranges
    )
    return LoginStatus.RESTRICTED_IP if is_outside else None
