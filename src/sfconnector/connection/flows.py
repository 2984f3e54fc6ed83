"""One login flow for each method: pure functions that build the request and read the answer."""

from __future__ import annotations

from datetime import datetime

from sfconnector.connection.credentials import Credentials, Method
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.grant import Login
from sfconnector.salesforce.login import (
    client_credentials,
    jwt_bearer,
    oauth,
    oauth_password,
    soap,
)


def request(credentials: Credentials, *, audience: str, now: datetime) -> Request:
    """Build the login.

    Args:
        credentials: whom to log in, and how.
        audience: the login host that a signed assertion is for.
        now: when it is sent.

    Raises:
        InputError: no login can carry the credentials.
    """
    match credentials.method:
        case Method.SOAP:
            return soap.request(credentials.username, credentials.secret)
        case Method.OAUTH_PASSWORD:
            return oauth_password.request(
                credentials.username,
                credentials.secret,
                client_id=credentials.client_id,
                client_secret=credentials.client_secret,
            )
        case Method.JWT:
            return jwt_bearer.request(
                credentials.username,
                credentials.secret,
                client_id=credentials.client_id,
                audience=audience,
                now=now,
            )
        case Method.CLIENT_CREDENTIALS:
            return client_credentials.request(
                client_id=credentials.client_id, client_secret=credentials.secret
            )


def read(credentials: Credentials, answer: Answer) -> Login:
    """Read the answer to the login.

    Raises:
        AuthenticationError: Salesforce refused, or could not decide.
        TransportError: no usable answer.
    """
    return soap.read(answer) if credentials.method is Method.SOAP else oauth.read(answer)
