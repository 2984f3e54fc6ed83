"""``POST /services/oauth2/token``: finding the grant, and the answer (reference 1.2)."""

from __future__ import annotations

import base64
import hmac

from fake_salesforce.errors import NotImplementedInFakeError
from fake_salesforce.login.oauth_token import unsupported

from .grants import GRANTS
from .request import Granted, TokenRequest

_ELSEWHERE = frozenset(
    {
        "authorization_code",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:ietf:params:oauth:grant-type:device",
        "device",
    }
)
"""Grants that Salesforce has and the fake has not: they need a browser or a SAML service."""


def answer(request: TokenRequest) -> dict[str, str]:
    """Return the body that gives a token.

    Raises:
        OAuthError: there is no such grant, or it is refused.
        NotImplementedInFakeError: Salesforce has the grant, the fake has not.
    """
    name = request.form.get("grant_type", "")
    grant = next((each for each in GRANTS if each.name == name), None)
    if grant is not None:
        return body(request, grant.give(request))
    if name in _ELSEWHERE:
        names = ", ".join(each.name for each in GRANTS)
        raise NotImplementedInFakeError(f"the grant {name}", instead=f"It has {names}.")
    raise unsupported()


def body(request: TokenRequest, granted: Granted) -> dict[str, str]:
    """Return the answer to a grant that succeeded.

    ``signature`` is base64(HMAC-SHA256(client secret, id + issued_at)) (believed), and so is where
    ``scope`` stands.
    """
    org = granted.org
    identity = f"{request.login_origin}/id/{org.id}/{granted.user_id}"
    issued_at = str(int(org.clock.now().timestamp() * 1000))
    secret = granted.app.client_secret.encode()
    signed = hmac.digest(secret, (identity + issued_at).encode(), "sha256")
    scope = {} if granted.scope is None else {"scope": granted.scope}
    return {
        "access_token": granted.session_id,
        **scope,
        "instance_url": request.origin_of(org),
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
        "signature": base64.b64encode(signed).decode(),
    }
