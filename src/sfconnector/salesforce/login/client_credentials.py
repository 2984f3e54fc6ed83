"""The OAuth client credentials flow: the connected app logs in as its run-as user (reference 1.2).

It needs no password and no second factor. The call goes to the organization's My Domain; it did not
exist in Summer '20, and works against version 49.0 of the API today.
"""

from __future__ import annotations

from sfconnector.salesforce.exchange import Request
from sfconnector.salesforce.login import oauth
from sfconnector.secret import Secret


def request(*, client_id: str, client_secret: Secret) -> Request:
    """Build the call."""
    return oauth.request(
        {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret.reveal(),
        }
    )
