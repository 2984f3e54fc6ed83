"""How a refused login is answered: one row for each outcome, SOAP and OAuth side by side.

Most look the same, so that a stranger learns nothing: only LoginHistory tells the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


REFUSED: Mapping[LoginStatus, Refused] = MappingProxyType(
    {
        LoginStatus.INVALID_PASSWORD: Refused(),
        # [I:jsforce#487]; OAuth says no more than of a wrong password.
        LoginStatus.TOKEN_REQUIRED: Refused(
            code="LOGIN_MUST_USE_SECURITY_TOKEN", message=TOKEN_REQUIRED
        ),
        # Reference 1.9: wire text unverified, consistent with [I:SoqlX#142].
        LoginStatus.TWO_FACTOR_REQUIRED: Refused(),
        LoginStatus.PASSWORD_LOCKOUT: Refused(),
        LoginStatus.USER_INACTIVE: Refused(description="inactive user"),
        # Believed: as an inactive user.
        LoginStatus.USER_FROZEN: Refused(description="inactive user"),
        # The login page has no fault; never sent.
        LoginStatus.API_ONLY_USER: Refused(),
        # [I:MavensMate-SublimeText#797], [I:forceworkbench#772].
        LoginStatus.RESTRICTED_IP: Refused(
            code="LOGIN_DURING_RESTRICTED_DOMAIN",
            message="cannot log in from current domain",
            description="ip restricted",
        ),
        # [I:theswamis/dataloadercliq#84]; that OAuth says no more is believed.
        LoginStatus.RESTRICTED_TIME: Refused(
            code="LOGIN_DURING_RESTRICTED_TIME", message="cannot log in during restricted time"
        ),
        # The name is [I:restforce#744]'s; both texts are believed.
        LoginStatus.LOGIN_RATE_EXCEEDED: Refused(
            code="LOGIN_RATE_EXCEEDED",
            message="Login Rate Exceeded",
            description="login rate exceeded",
        ),
        # The code is the guide's; both texts, and OAuth's error, are believed.
        LoginStatus.ORGANIZATION_LOCKED: Refused(
            code="ORG_LOCKED",
            message="Organization locked",
            error="inactive_org",
            description="organization is inactive",
        ),
        # [I:CRMArena#19]; OAuth's answer is believed.
        LoginStatus.TRIAL_EXPIRED: Refused(
            code="API_CURRENTLY_DISABLED",
            message="Your trial has expired.",
            error="inactive_org",
            description="organization is inactive",
        ),
        # [I:kafka-docker-playground#4178]; there is no such SOAP login.
        LoginStatus.PASSWORD_FLOW_DISABLED: Refused(),
        # [SS], [I:omniphx/forrest#278]; an app for approved users only has another answer, which
        # the grants give. No app is in the way of SOAP.
        LoginStatus.APP_NOT_APPROVED: Refused(description="user hasn't approved this consumer"),
        # [OpenFn 1715] of the domain reference; the fault's detail is believed.
        LoginStatus.SOAP_LOGIN_DISABLED: Refused(
            code="INVALID_OPERATION",
            message="SOAP API login() is disabled by default in this org",
            detail=_UNEXPECTED,
        ),
        # [P*]: the text; an OAuth login succeeds.
        LoginStatus.API_DISABLED_FOR_USER: Refused(
            code="API_CURRENTLY_DISABLED", message="API is disabled for this User"
        ),
        # [P] x3; an OAuth login succeeds.
        LoginStatus.API_DISABLED_FOR_ORG: Refused(
            code="API_DISABLED_FOR_ORG",
            message="API is not enabled for this Organization or Partner",
            detail=_UNEXPECTED,
        ),
    }
)
"""Every outcome but the success."""
