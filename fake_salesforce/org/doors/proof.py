"""Reasons that lie in the secret: wrong, without its token, without a second factor."""

from __future__ import annotations

from .knock import Door, Knock
from .secret import SecretReading
from .status import LoginStatus

_WITH_CODE = {SecretReading.WITH_CODE, SecretReading.WITH_WRONG_CODE}


def wrong_secret(knock: Knock) -> LoginStatus | None:
    """Refuse what is not the user's password, or has the wrong thing behind it.

    A code behind the password of a user who needs none is a wrong thing (believed).
    """
    if not knock.sends_password:
        return None
    is_code = knock.secret in _WITH_CODE
    if knock.secret is SecretReading.WRONG or (is_code and not _needs_code(knock)):
        return LoginStatus.INVALID_PASSWORD
    return None


def second_factor_missing(knock: Knock) -> LoginStatus | None:
    """Refuse an API login without a code to a user who needs a second factor for it.

    The permission is ``TwoFactorApi``; the one for UI logins alone changes nothing here (reference
    1.9, [D:232 security_require_2fa_api]). The code stands where the token would (unverified), and
    the token is no code, from a trusted network neither (believed).
    """
    if not _needs_code(knock) or knock.secret is SecretReading.WITH_CODE:
        return None
    return LoginStatus.TWO_FACTOR_REQUIRED


def token_missing(knock: Knock) -> LoginStatus | None:
    """Refuse the bare password from outside the trusted networks (reference 1.9, [K:api/login]).

    A login IP range of the profile is as good as a trusted network.
    """
    if knock.secret is not SecretReading.PASSWORD or knock.door is Door.BROWSER:
        return None
    is_trusted = knock.source_ip in knock.trusted_networks or (
        knock.source_ip in knock.login_ip_ranges
    )
    return None if is_trusted or not knock.sends_password else LoginStatus.TOKEN_REQUIRED


def _needs_code(knock: Knock) -> bool:
    is_api = knock.sends_password and knock.door is not Door.BROWSER
    return is_api and knock.access.has("TwoFactorApi")
