"""How a refused login looks in SOAP (reference 1.7)."""

from __future__ import annotations

from fake_salesforce.errors import SoapFault
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


def fault_of(status: LoginStatus) -> SoapFault:
    """Return the fault with which a refused login is answered (reference 1.7).

    Everything but a missing token looks the same: only LoginHistory knows the reason.
    """
    if status is LoginStatus.TOKEN_REQUIRED:
        return SoapFault("LOGIN_MUST_USE_SECURITY_TOKEN", TOKEN_REQUIRED)
    return SoapFault("INVALID_LOGIN", INVALID_LOGIN)
