"""How a refused login looks at the OAuth token endpoint (reference 1.2)."""

from __future__ import annotations

from fake_salesforce.org import LoginStatus

from .refused import REFUSED


class OAuthError(Exception):
    """A refusal of the token endpoint: a JSON object, not an array (reference 1.2)."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.code = error
        self.description = description
        self.status = status

    def body(self) -> dict[str, str]:
        """Return the body of the refusal."""
        return {"error": self.code, "error_description": self.description}


def unsupported() -> OAuthError:
    """Return the refusal of a grant that there is not, or not for this client ([P])."""
    error = "unsupported_grant_type"
    return OAuthError(error, "grant type not supported")


def error_of(status: LoginStatus) -> OAuthError:
    """Return how a refused login is answered (reference 1.2)."""
    refused = REFUSED[status]
    return OAuthError(refused.error, refused.description)
