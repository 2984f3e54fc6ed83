"""``POST /services/oauth2/token`` with the password grant (reference 1.2)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime

from fake_salesforce.errors import NotImplementedInFakeError
from fake_salesforce.org import LoginStatus, Org

from .refused import REFUSED

_GRANTS_ELSEWHERE = frozenset(
    {
        "refresh_token",
        "client_credentials",
        "authorization_code",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:ietf:params:oauth:grant-type:device",
        "device",
    }
)


class OAuthError(Exception):
    """A refusal of the token endpoint: a JSON object, not an array (reference 1.2)."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status

    def body(self) -> dict[str, str]:
        """Return the body of the refusal."""
        return {"error": self.error, "error_description": self.description}


def check_grant(form: Mapping[str, str]) -> None:
    """Refuse every grant but ``password``.

    Raises:
        OAuthError: there is no such grant.
        NotImplementedInFakeError: Salesforce has the grant and the fake does not.
    """
    grant = form.get("grant_type", "")
    if grant in _GRANTS_ELSEWHERE:
        raise NotImplementedInFakeError(f"the grant {grant}", instead="It has password.")
    if grant != "password":
        error = "unsupported_grant_type"
        raise OAuthError(error, "grant type not supported")


def check_client(form: Mapping[str, str], orgs: list[Org]) -> Org:
    """Return the org whose connected app asks; the client id is checked before all else.

    Raises:
        OAuthError: the client id is nobody's, the client secret is wrong (its status is
            believed), or a parameter is missing (its text is believed).
    """
    org = next((each for each in orgs if each.client_id == form.get("client_id")), None)
    if org is None:
        error = "invalid_client_id"
        raise OAuthError(error, "client identifier invalid")
    if form.get("client_secret") != org.client_secret:
        error = "invalid_client"
        raise OAuthError(error, "invalid client credentials")
    for each in ("username", "password"):
        if not form.get(each):
            error = "invalid_request"
            raise OAuthError(error, f"missing required parameter: {each}")
    return org


def error_of(status: LoginStatus) -> OAuthError:
    """Return how a refused login is answered (reference 1.2)."""
    refused = REFUSED[status]
    return OAuthError(refused.error, refused.description)


def answer(
    *, client_secret: str, identity: str, session_id: str, origin: str, now: datetime
) -> dict[str, str]:
    """Return the body of a login that succeeded.

    ``signature`` is base64(HMAC-SHA256(client secret, id + issued_at)) (believed).

    Args:
        client_secret: the connected app's.
        identity: the identity URL of the user, on the host that was asked.
        session_id: the access token.
        origin: scheme and host of the instance.
        now: when it is issued.
    """
    issued_at = str(int(now.timestamp() * 1000))
    signed = hmac.digest(client_secret.encode(), (identity + issued_at).encode(), "sha256")
    return {
        "access_token": session_id,
        "instance_url": origin,
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
        "signature": base64.b64encode(signed).decode(),
    }
