"""How a refused login is answered: one row for each outcome, SOAP and OAuth side by side.

Most look the same, so that a stranger learns nothing: only LoginHistory tells the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fake_salesforce.org import LoginStatus

INVALID_LOGIN = "Invalid username, password, security token; or user locked out."
TOKEN_REQUIRED = (
    INVALID_LOGIN + " Are you at a new location? When accessing Salesforce--either via a desktop"
    " client or the API--from outside of your company\u2019s trusted networks, you must add a"
    " security token to your password to log in. To get your new security token, log in to"
    " Salesforce. From your personal settings, enter Reset My Security Token in the Quick Find box,"
    " then select Reset My Security Token."
)
"""Both texts: reference 1.7."""
_UNEXPECTED = "UnexpectedErrorFault"


@dataclass(frozen=True, slots=True)
class Refused:
    """What a client is told: a SOAP fault, and the error of the token endpoint."""

    code: str = "INVALID_LOGIN"
    message: str = INVALID_LOGIN
    detail: str = "LoginFault"
    """The element in the fault's detail."""
    error: str = "invalid_grant"
    description: str = "authentication failure"
    source: str = field(kw_only=True)
    """What shows that Salesforce answers so, in the tags of ``fidelity/SOURCES.md``."""


REFUSED: Mapping[LoginStatus, Refused] = MappingProxyType(
    {
        LoginStatus.INVALID_PASSWORD: Refused(source="[I:wsc#9] [I:simple-salesforce#561]"),
        LoginStatus.TOKEN_REQUIRED: Refused(
            code="LOGIN_MUST_USE_SECURITY_TOKEN",
            message=TOKEN_REQUIRED,
            source="[I:jsforce#487]; that the password must be right for it is believed",
        ),
        LoginStatus.TWO_FACTOR_REQUIRED: Refused(
            source="consistent with [I:SoqlX#142] [I:jsforce#1506]; the words on the wire believed"
        ),
        LoginStatus.PASSWORD_LOCKOUT: Refused(
            source="[K:api/core-data-types-used-in-api-calls], [K:metadata-api/securitysettings]"
        ),
        LoginStatus.USER_INACTIVE: Refused(
            description="inactive user",
            source="[I:restforce#303]; that sessions end is believed",
        ),
        LoginStatus.USER_FROZEN: Refused(
            description="inactive user",
            source="the status [D:264 eventlogfile_login_status]; the rest believed",
        ),
        LoginStatus.API_ONLY_USER: Refused(
            source="[D:264 eventlogfile_login_status]; the login page has no fault"
        ),
        LoginStatus.RESTRICTED_IP: Refused(
            code="LOGIN_DURING_RESTRICTED_DOMAIN",
            message="cannot log in from current domain",
            description="ip restricted",
            source="[I:MavensMate-SublimeText#797] [I:forceworkbench#772]",
        ),
        LoginStatus.RESTRICTED_TIME: Refused(
            code="LOGIN_DURING_RESTRICTED_TIME",
            message="cannot log in during restricted time",
            source="[I:theswamis/dataloadercliq#84]; that OAuth says no more is believed",
        ),
        LoginStatus.LOGIN_RATE_EXCEEDED: Refused(
            code="LOGIN_RATE_EXCEEDED",
            message="Login Rate Exceeded",
            description="login rate exceeded",
            source="the rate [K:api/login], the code [I:restforce#744]; both texts believed",
        ),
        LoginStatus.ORGANIZATION_LOCKED: Refused(
            code="ORG_LOCKED",
            message="Organization locked",
            error="inactive_org",
            description="organization is inactive",
            source="the code [K:api/core-data-types-used-in-api-calls]; the rest believed",
        ),
        LoginStatus.TRIAL_EXPIRED: Refused(
            code="API_CURRENTLY_DISABLED",
            message="Your trial has expired.",
            error="inactive_org",
            description="organization is inactive",
            source="[I:CRMArena#19] [I:CRMArena#21]; OAuth and REST believed",
        ),
        LoginStatus.PASSWORD_FLOW_DISABLED: Refused(
            source="[I:kafka-docker-playground#4178] [I:jsforce#1506]"
        ),
        # An app for approved users only has another answer, which the grants give. No app is in the
        # way of SOAP.
        LoginStatus.APP_NOT_APPROVED: Refused(
            description="user hasn't approved this consumer",
            source="[SS] [I:omniphx/forrest#278]",
        ),
        LoginStatus.SOAP_LOGIN_DISABLED: Refused(
            code="INVALID_OPERATION",
            message="SOAP API login() is disabled by default in this org",
            detail=_UNEXPECTED,
            source="[I:OpenFn/kit#1715] [I:wsc#363]; the fault's detail and the status believed",
        ),
        LoginStatus.API_DISABLED_FOR_USER: Refused(
            code="API_CURRENTLY_DISABLED",
            message="API is disabled for this User",
            source="REST [I:Force.com-Toolkit-for-NET#150]; SOAP and the status believed [P*]",
        ),
        LoginStatus.API_DISABLED_FOR_ORG: Refused(
            code="API_DISABLED_FOR_ORG",
            message="API is not enabled for this Organization or Partner",
            detail=_UNEXPECTED,
            source="[P] x3, REST [I:Force.com-Toolkit-for-NET#150]; the status believed",
        ),
    }
)
"""Every outcome but the success."""
