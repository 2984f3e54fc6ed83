"""Reasons that lie in the way a login comes: a way that is switched off, or not the user's."""

from __future__ import annotations

from .knock import Door, Knock
from .status import LoginStatus


def soap_login_disabled(knock: Knock) -> LoginStatus | None:
    """Refuse SOAP ``login()`` where the org has it off, as orgs of 2025 do unless it is enabled."""
    if knock.door is Door.SOAP and not knock.is_soap_login_enabled:
        return LoginStatus.SOAP_LOGIN_DISABLED
    return None


def password_flow_disabled(knock: Knock) -> LoginStatus | None:
    """Refuse the OAuth username-password flow where the org blocks it.

    Orgs since Summer '23 do (reference 1.2, [I:kafka-docker-playground#4178]). That the secret is
    not looked at is believed.
    """
    if knock.door is Door.OAUTH_PASSWORD and not knock.is_password_flow_enabled:
        return LoginStatus.PASSWORD_FLOW_DISABLED
    return None


def api_only_user(knock: Knock) -> LoginStatus | None:
    """Refuse an API Only User the login page (reference 1.9)."""
    if knock.door is Door.BROWSER and knock.access.has("ApiUserOnly"):
        return LoginStatus.API_ONLY_USER
    return None


def api_not_enabled(knock: Knock) -> LoginStatus | None:
    """Refuse a user without API Enabled a SOAP login (reference 1.7, [P*]).

    An OAuth login succeeds, and its data calls are refused (reference 1.9).
    """
    if knock.door is Door.SOAP and not knock.access.has("ApiEnabled"):
        return LoginStatus.API_DISABLED_FOR_USER
    return None
