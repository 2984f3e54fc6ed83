"""The OAuth username-password flow: password and token in one text, as with SOAP (reference 1.2).

Salesforce blocks it in organizations made since Summer '23, and gives no token for it to external
client apps. [D:224 intro_understanding_username_password_oauth_flow]
"""

from __future__ import annotations

from sfconnector.salesforce.exchange import Request
from sfconnector.salesforce.login import oauth
from sfconnector.secret import Secret


def request(username: str, secret: Secret, *, client_id: str, client_secret: Secret) -> Request:
    """Build the call; the secret goes in as it is, nothing trimmed."""
    parameters = {
        "grant_type": "password",
        "client_id": client_id,
        "username": username,
        "password": secret.reveal(),
    }
    if client_secret:
        parameters["client_secret"] = client_secret.reveal()
    return oauth.request(parameters)
