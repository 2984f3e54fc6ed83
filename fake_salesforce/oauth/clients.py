"""Which connected app asks for a token. The client id is looked at before all else."""

from __future__ import annotations

from collections.abc import Sequence

from fake_salesforce.login.oauth_token import OAuthError
from fake_salesforce.org import ConnectedApp, Org, PermittedUsers

from .request import TokenRequest


def app_of(client_id: str, orgs: Sequence[Org]) -> tuple[Org, ConnectedApp]:
    """Return the org and the app of a consumer key that may be used.

    A blocked app is refused with the pair that the web server flow redirects with; that the token
    endpoint says the same is believed.

    Raises:
        OAuthError: no org has such an app, or it is blocked.
    """
    for org in orgs:
        app = org.connected_apps.of_client_id(client_id)
        if app is not None:
            if app.policy.is_blocked:
                error = "OAUTH_APP_BLOCKED"
                raise OAuthError(error, "this app is blocked by admin")
            return org, app
    error = "invalid_client_id"
    raise OAuthError(error, "client identifier invalid")


def client_of(request: TokenRequest) -> tuple[Org, ConnectedApp]:
    """Return the org and the app whose client asks, with its secret checked.

    Id and secret come in the form or as HTTP Basic. An app that needs no secret may leave it out;
    that a wrong one is refused all the same is believed.

    Raises:
        OAuthError: the app is unknown or blocked, or the secret is wrong (its status is believed).
    """
    client_id, secret = request.basic or ("", "")
    client_id = request.form.get("client_id", client_id)
    secret = request.form.get("client_secret", secret)
    org, app = app_of(client_id, request.servers_orgs)
    if secret != app.client_secret and (secret or app.policy.needs_secret):
        error = "invalid_client"
        raise OAuthError(error, "invalid client credentials")
    return org, app


def not_approved(app: ConnectedApp) -> OAuthError:
    """Return how a user is refused who has not approved an app, or is not approved for it."""
    if app.policy.permitted_users is PermittedUsers.ADMIN_APPROVED:
        error = "invalid_app_access"
        return OAuthError(error, "user is not admin approved to access this app")
    error = "invalid_grant"
    return OAuthError(error, "user hasn't approved this consumer")
