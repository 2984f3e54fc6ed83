"""``client_credentials``: the app logs its run-as user in. It did not exist in Summer '20.

A switch of the org turns it on for modern clients; without it the answer is that of an unknown
grant ([P]). It is served on the org's own host only ([I:pozil/pub-sub-api-node-client#58]).
"""

from __future__ import annotations

from fake_salesforce.login.hosts import LOGIN_HOSTS
from fake_salesforce.login.oauth_token import OAuthError, unsupported
from fake_salesforce.oauth.clients import client_of
from fake_salesforce.oauth.logins import vouched
from fake_salesforce.oauth.request import Granted, TokenRequest

from .grant import Grant

_WRONG_DOMAIN = "request not supported on this domain"
_NO_USER = "no client credentials user enabled"
"""Believed."""


def _give(request: TokenRequest) -> Granted:
    org, app = client_of(request)
    request.note(asked=f"login of the app {app.name}")
    if not org.settings.client_credentials_flow:
        raise unsupported()
    error = "invalid_grant"
    if request.visitor.host_name in LOGIN_HOSTS or org not in request.orgs:
        raise OAuthError(error, _WRONG_DOMAIN)
    run_as = app.policy.run_as
    if run_as is None:
        raise OAuthError(error, _NO_USER)
    return vouched(request, app, org, run_as, sub_type="OauthClientCredentials")


GRANT = Grant("client_credentials", _give)
