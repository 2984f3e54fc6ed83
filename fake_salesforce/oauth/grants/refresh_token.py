"""``refresh_token``: a new access token for whoever once approved the app (reference 1.2).

The answer has no new refresh token, since rotation came later (unverified). Whether the client
secret must be sent is the app's to say.
"""

from __future__ import annotations

from fake_salesforce.login.oauth_token import OAuthError
from fake_salesforce.oauth.clients import client_of
from fake_salesforce.oauth.logins import vouched
from fake_salesforce.oauth.request import Granted, TokenRequest

from .grant import Grant

EXPIRED = "expired access/refresh token"
"""[RF refresh_error_response.json]: unknown, revoked, or another app's."""


def _give(request: TokenRequest) -> Granted:
    org, app = client_of(request)
    found = app.user_of_refresh_token(request.parameter("refresh_token"))
    request.note(asked="refresh of a token")
    if found is None or org not in request.orgs:
        error = "invalid_grant"
        raise OAuthError(error, EXPIRED)
    user_id, number = found
    return vouched(request, app, org, user_id, sub_type="OauthRefreshToken", refresh_number=number)


GRANT = Grant("refresh_token", _give)
