"""How a login ended: the outcomes, and the words LoginHistory.Status has for each."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType


class LoginStatus(enum.Enum):
    """How a login ended. LoginHistory is the only place where Salesforce tells the true reason."""

    SUCCESS = enum.auto()
    INVALID_PASSWORD = enum.auto()
    TOKEN_REQUIRED = enum.auto()
    TWO_FACTOR_REQUIRED = enum.auto()
    PASSWORD_LOCKOUT = enum.auto()
    USER_INACTIVE = enum.auto()
    USER_FROZEN = enum.auto()
    API_ONLY_USER = enum.auto()
    RESTRICTED_IP = enum.auto()
    RESTRICTED_TIME = enum.auto()
    LOGIN_RATE_EXCEEDED = enum.auto()
    ORGANIZATION_LOCKED = enum.auto()
    TRIAL_EXPIRED = enum.auto()
    PASSWORD_FLOW_DISABLED = enum.auto()
    SOAP_LOGIN_DISABLED = enum.auto()
    APP_NOT_APPROVED = enum.auto()
    API_DISABLED_FOR_USER = enum.auto()
    API_DISABLED_FOR_ORG = enum.auto()

    @property
    def text(self) -> str:
        """The words of LoginHistory.Status."""
        return _TEXTS[self]


_UNNAMED = "Login invalid"
"""LOGIN_ERROR_UNKNOWN_ERROR: what an outcome without words of its own gets (believed)."""

_TEXTS: Mapping[LoginStatus, str] = MappingProxyType(
    {
        LoginStatus.SUCCESS: "Success",
        LoginStatus.INVALID_PASSWORD: "Invalid Password",
        LoginStatus.TOKEN_REQUIRED: "Failed: API security token required",
        LoginStatus.TWO_FACTOR_REQUIRED: "Two-factor required",
        LoginStatus.PASSWORD_LOCKOUT: "Password Lockout",
        LoginStatus.USER_INACTIVE: "User is Inactive",
        LoginStatus.USER_FROZEN: "User is frozen",
        LoginStatus.API_ONLY_USER: "Failed: API-only user",
        LoginStatus.RESTRICTED_IP: "Restricted IP",
        LoginStatus.RESTRICTED_TIME: "Restricted time",
        LoginStatus.LOGIN_RATE_EXCEEDED: "Login rate exceeded",
        LoginStatus.ORGANIZATION_LOCKED: "Organization locked",
        LoginStatus.TRIAL_EXPIRED: "Trial Expired",
        LoginStatus.PASSWORD_FLOW_DISABLED: "Username-Password Flow Disabled",
        LoginStatus.SOAP_LOGIN_DISABLED: _UNNAMED,
        LoginStatus.APP_NOT_APPROVED: "Failed: Not approved for access",
        LoginStatus.API_DISABLED_FOR_USER: _UNNAMED,
        LoginStatus.API_DISABLED_FOR_ORG: _UNNAMED,
    }
)
"""Reference 6.6: [D:264 eventlogfile_login_status], ``Two-factor required`` and ``Trial Expired``
[P], ``Username-Password Flow Disabled`` a blog."""
