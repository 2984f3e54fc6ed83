"""A request for a token, and what a grant makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fake_salesforce.journal import Note
from fake_salesforce.login import Visitor
from fake_salesforce.login.oauth_token import OAuthError
from fake_salesforce.org import ConnectedApp, Org


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """What was posted to the token endpoint, to which host, and what the server is."""

    form: Mapping[str, str]
    basic: tuple[str, str] | None
    """Client id and secret of an ``Authorization: Basic`` header; None without one."""
    visitor: Visitor
    servers_orgs: Sequence[Org]
    """Every org of the server: a connected app is known wherever it was made."""
    orgs: Sequence[Org]
    """Those whose users may log in at the host that was asked."""
    login_origin: str
    """Scheme and host that were asked, as the client meant them."""
    origin_of: Callable[[Org], str]
    """Scheme and host of an org's instance, as this client reaches it."""
    note: Note

    def parameter(self, name: str) -> str:
        """Return a parameter that must be there.

        Raises:
            OAuthError: it is missing or empty (the text is believed).
        """
        value = self.form.get(name, "")
        if not value:
            error = "invalid_request"
            raise OAuthError(error, f"missing required parameter: {name}")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a grant gives: whose session, opened for which app, and how it is told."""

    app: ConnectedApp
    org: Org
    user_id: str
    session_id: str
    scope: str | None = None
    """None where the answer has no ``scope``."""
