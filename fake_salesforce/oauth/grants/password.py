"""``password``: password and security token in one, no refresh token, no scope ([D:224])."""

from __future__ import annotations

from fake_salesforce.oauth.clients import client_of
from fake_salesforce.oauth.logins import with_password
from fake_salesforce.oauth.request import Granted, TokenRequest

from .grant import Grant


def _give(request: TokenRequest) -> Granted:
    _, app = client_of(request)
    username, password = request.parameter("username"), request.parameter("password")
    request.note(username=username, asked=f"login of {username}")
    return with_password(request, app, username, password)


GRANT = Grant("password", _give)
