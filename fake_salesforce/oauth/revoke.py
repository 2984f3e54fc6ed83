"""``/services/oauth2/revoke``: the end of an access token or a refresh token (reference 1.3).

A failure is told as a query string, which is what jsforce reads ([JS oauth2.js]).
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from fake_salesforce.errors import InvalidSessionIdError
from fake_salesforce.org import Org


class RevokeError(Exception):
    """A token that cannot be revoked: HTTP 400."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description

    def body(self) -> str:
        """Return the body of the refusal."""
        return f"error={self.code}&error_description={quote(self.description)}"


def revoke(token: str, orgs: Sequence[Org]) -> Org:
    """Revoke a token and return the org whose it was.

    A refresh token takes its access tokens with it, an access token goes alone (believed).

    Raises:
        RevokeError: no token was sent ([I:omniphx/forrest#213]: what was sent could not be read as
            one), or it is none that lives (believed).
    """
    if not token:
        error = "unsupported_token_type"
        raise RevokeError(error, "this token type is not supported")
    for org in orgs:
        if org.connected_apps.approvals.revoke(token) or _ended(org, token):
            return org
    error = "invalid_token"
    raise RevokeError(error, "invalid token")


def _ended(org: Org, token: str) -> bool:
    if token.partition("!")[0][:15] != org.id[:15]:
        return False
    try:
        org.sessions.end_one(org.use_session(token))
    except InvalidSessionIdError:
        return False
    return True
