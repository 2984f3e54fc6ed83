"""The OAuth JWT bearer flow: a signed assertion instead of a password (reference 1.2).

The organization keeps the certificate, the connector the private key. It needs no second factor and
no SOAP login, and nothing in it expires but the assertion, minutes after it was signed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sfconnector.errors import InputError
from sfconnector.salesforce.exchange import Request
from sfconnector.salesforce.login import oauth
from sfconnector.secret import Secret

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
VALID_FOR = timedelta(minutes=3)
"""How long an assertion is good; Salesforce takes no more than a few minutes."""


def request(
    username: str, private_key: Secret, *, client_id: str, audience: str, now: datetime
) -> Request:
    """Build the call.

    Args:
        username: whom the token is for.
        private_key: RSA, in PEM.
        client_id: the consumer key of the connected app that has the certificate.
        audience: ``https://login.salesforce.com``, or ``https://test.salesforce.com``.
        now: when it is signed.

    Raises:
        InputError: the key is no RSA private key.
    """
    claims = {"iss": client_id, "sub": username, "aud": audience, "exp": now + VALID_FOR}
    assertion = _signed(claims, private_key)
    if assertion is None:
        message = (
            "the secret is no RSA private key in PEM (a text that begins with -----BEGIN PRIVATE "
            "KEY-----); --method jwt signs with the key whose certificate the connected app has"
        )
        raise InputError(message)
    return oauth.request({"grant_type": GRANT_TYPE, "assertion": assertion})


def _signed(claims: dict[str, object], private_key: Secret) -> str | None:
    # Loading it takes longer than most commands run, and few sign.
    import jwt  # noqa: PLC0415

    # Apart from the raise, so that no traceback has the library's frames, which hold the key.
    try:
        return jwt.encode(claims, private_key.reveal(), algorithm="RS256")
    except (ValueError, TypeError, jwt.PyJWTError):
        return None
