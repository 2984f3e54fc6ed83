"""The order in which the checks look, and how a login ends.

After the password come login hours, second factor, login IP ranges and token, as "Security and the
API" lists them ([D:202 sforce_api_concepts_security]). The order of what precedes the password, and
that the API permissions are asked last, is believed.
"""

from __future__ import annotations

from collections.abc import Callable

from . import app, methods, organization, profile, proof, user
from .knock import Knock
from .status import LoginStatus

CHECKS: tuple[Callable[[Knock], LoginStatus | None], ...] = (
    organization.organization_locked,
    organization.trial_expired,
    methods.soap_login_disabled,
    methods.password_flow_disabled,
    user.login_rate_exceeded,
    user.locked_out,
    user.inactive,
    user.frozen,
    proof.wrong_secret,
    profile.outside_login_hours,
    proof.second_factor_missing,
    profile.outside_login_ip_ranges,
    proof.token_missing,
    app.app_not_approved,
    methods.api_only_user,
    organization.no_api_in_edition,
    methods.api_not_enabled,
)
"""Every reason to refuse a login, the first that holds counts."""


def ending(knock: Knock) -> LoginStatus:
    """Say how a login ends."""
    for check in CHECKS:
        status = check(knock)
        if status is not None:
            return status
    return LoginStatus.SUCCESS
