"""What a login gives, and who hands it to a session.

A session does not know logins or stores: it asks an :class:`Authority` for a grant, and once for a
new one when Salesforce does not accept the first any more.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from sfconnector.errors import ConnectorError, SessionRefusedError
from sfconnector.secret import Secret


@dataclass(frozen=True, slots=True)
class Grant:
    """The right to call: a session id, and the instance it is good for."""

    session_id: Secret
    instance_url: str
    """Scheme and host, no path, as ``https://na1.salesforce.com``."""


def mark(grant: Grant) -> str:
    """Return what tells grants apart and shows nothing of the session id, which is random."""
    return hashlib.sha256(f"{grant.instance_url} {grant.session_id.reveal()}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Login:
    """What a successful login told (reference 1.6)."""

    grant: Grant
    username: str
    """"" where the answer does not name the user, as that of the token endpoint."""
    email: str
    user_id: str
    organization_id: str
    password_expired: bool = False
    """Whether the login said so; the token endpoint never does."""


class Authority(Protocol):
    """Hands out grants; shared by all that call for one account."""

    def grant(self) -> Grant:
        """Return the present grant, logging in if there is none and that is allowed."""
        ...

    def renew(self, stale: Grant) -> Grant:
        """Return another grant than the stale one, by one login at most."""
        ...

    def moved(self, stale: Grant, error: ConnectorError) -> Grant | None:
        """Return another grant where the stale one's host may have been left, as the error tells.

        By one login at most; None where the host was not left, or nobody can tell now.
        """
        ...


class FixedAuthority:
    """Hands out one grant and never logs in again: for the data call that ends a connect."""

    def __init__(self, grant: Grant) -> None:
        self._grant = grant

    def grant(self) -> Grant:
        """Return the grant."""
        return self._grant

    def renew(self, stale: Grant) -> Grant:
        """Refuse: a session just opened that does not work is not mended by another one.

        Raises:
            SessionRefusedError: always.
        """
        message = f"a session just opened was not accepted at {stale.instance_url}"
        raise SessionRefusedError(message)

    def moved(self, stale: Grant, error: ConnectorError) -> None:
        """Tell that nobody has moved: the login has just named the host."""
