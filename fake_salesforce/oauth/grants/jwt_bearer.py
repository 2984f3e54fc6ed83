"""The JWT bearer grant: a client with a certificate says whose session it wants (reference 1.2).

``iss`` is the client id, ``sub`` the username, ``aud`` the login host. No client secret and no
refresh token.
"""

from __future__ import annotations

import json
from datetime import datetime

import jwt

from fake_salesforce.login.hosts import audiences_of
from fake_salesforce.login.oauth_token import OAuthError
from fake_salesforce.oauth.clients import app_of, not_approved
from fake_salesforce.oauth.logins import find_user, vouched
from fake_salesforce.oauth.request import Granted, TokenRequest
from fake_salesforce.org import ConnectedApp, Org

from .grant import Grant

INVALID = "invalid assertion"
"""[I:frankkessler/salesforce-laravel-oauth2-rest#68]."""
EXPIRED = "expired authorization code"
"""[I:newrelic/newrelic-salesforce-exporter#31]; that it says so of ``exp`` is believed."""
AUDIENCE = "Audience validation failed"
"""Help page "OAuth 2.0 Authorization Errors"."""
_ALGORITHM = "RS256"


def _give(request: TokenRequest) -> Granted:
    assertion = request.parameter("assertion")
    claimed = _read(assertion, None)
    _, app = app_of(str(claimed.get("iss", "")), request.servers_orgs)
    claims = _read(assertion, app)
    username = str(claims.get("sub", ""))
    request.note(username=username, asked=f"login of {username}")
    found = find_user(request, username)
    if found is None:
        raise not_approved(app)
    org, user_id = found
    _check_time(claims.get("exp"), org.clock.now())
    _check_audience(claims.get("aud"), org, request)
    return vouched(request, app, org, user_id, sub_type="OauthJwtBearer")


def _read(assertion: str, app: ConnectedApp | None) -> dict[str, object]:
    """Return an assertion's claims, signed by an app's key unless the app is not known yet."""
    key = None if app is None else app.policy.public_key
    try:
        if app is None:
            payload = jwt.PyJWS().decode(assertion, options={"verify_signature": False})
        elif key is None:
            raise _refused(INVALID)
        else:
            payload = jwt.PyJWS().decode(assertion, key=key, algorithms=[_ALGORITHM])
        claims = json.loads(payload)
    except (jwt.PyJWTError, ValueError) as error:
        raise _refused(INVALID) from error
    if not isinstance(claims, dict):
        raise _refused(INVALID)
    return claims


def _check_time(expires: object, now: datetime) -> None:
    """Refuse an assertion that has expired; seconds come as a number or as text ([SS])."""
    try:
        seconds = float(str(expires))
    except ValueError as error:
        raise _refused(INVALID) from error
    if not seconds > now.timestamp():
        raise _refused(EXPIRED)


def _check_audience(audience: object, org: Org, request: TokenRequest) -> None:
    """Refuse an assertion that is meant for another login host.

    It may name the login host of the org's kind, the org's own host, or what was asked.
    """
    allowed = audiences_of(org) | {request.login_origin}
    named = audience if isinstance(audience, list) else [audience]
    if not any(str(each).rstrip("/") in allowed for each in named):
        raise _refused(AUDIENCE)


def _refused(description: str) -> OAuthError:
    error = "invalid_grant"
    return OAuthError(error, description)


GRANT = Grant("urn:ietf:params:oauth:grant-type:jwt-bearer", _give)
