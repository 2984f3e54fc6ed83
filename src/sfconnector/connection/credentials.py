"""What a user offers: username, secret (password + security token) and the host to log in at.

The three belong together and are sealed together, so that a secret is never sent to another host or
for another user than the one it was given for. The secret is kept to the last character.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

import msgspec

from sfconnector.connection.causes import Cause
from sfconnector.errors import ConfigurationError, InputError
from sfconnector.secret import Secret

PRODUCTION = "https://login.salesforce.com"
SANDBOX = "https://test.salesforce.com"
"""Production and Developer Edition log in at the first, sandboxes at the second (reference 1.1)."""

NO_SECRET = Secret("")

HOST = re.compile(r"(?!.{254})(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?|[0-9a-f:.]*:[0-9a-f:.]*")
"""A name whose labels DNS can carry, an IPv4 address, or an IPv6 address."""


class Method(StrEnum):
    """The ways to log in."""

    SOAP = "soap"
    OAUTH_PASSWORD = "oauth-password"  # noqa: S105 - a method's name
    JWT = "jwt"
    CLIENT_CREDENTIALS = "client-credentials"

    @property
    def takes_password(self) -> bool:
        """Whether the secret is password and token, so that a failure counts for a lock-out."""
        return self in {Method.SOAP, Method.OAUTH_PASSWORD}


@dataclass(frozen=True, slots=True)
class Credentials:
    """A username, its secret, and the login URL they are good for."""

    username: str
    """"" with client credentials: Salesforce names the app's run-as user."""
    secret: Secret
    """Password and security token; with JWT the private key, else the consumer secret."""
    login_url: str
    method: Method = Method.SOAP
    client_id: str = ""
    """The consumer key of the connected app; "" with SOAP."""
    client_secret: Secret = NO_SECRET
    """The consumer secret that goes beside a password."""

    @property
    def host(self) -> str:
        """The host of the login URL, with its port."""
        return urlsplit(self.login_url).netloc

    def identity(self) -> tuple[str, ...]:
        """Return what a fingerprint is made of; usernames do not depend on case.

        A password is one secret by whichever method it is sent, since each failure counts.
        """
        who = (self.username.casefold(), self.secret.reveal(), self.host.casefold())
        return who if self.method.takes_password else (*who, self.method, self.client_id)

    def as_text(self) -> Secret:
        """Return all of it as one text to seal."""
        return Secret(
            msgspec.json.encode(
                (
                    self.username,
                    self.secret.reveal(),
                    self.login_url,
                    self.method,
                    self.client_id,
                    self.client_secret.reveal(),
                )
            ).decode()
        )

    @classmethod
    def from_text(cls, text: Secret) -> Credentials:
        """Read what :meth:`as_text` wrote, also before there were several methods."""
        username, secret, login_url, *more = msgspec.json.decode(
            text.reveal(), type=tuple[str, ...]
        )
        if not more:
            return cls(username, Secret(secret), login_url)
        method, client_id, client_secret = more
        return cls(
            username, Secret(secret), login_url, Method(method), client_id, Secret(client_secret)
        )


def offered(
    username: str,
    secret: Secret,
    login_url: str,
    *,
    method: Method = Method.SOAP,
    client_id: str = "",
    client_secret: Secret = NO_SECRET,
) -> Credentials:
    """Check what a user typed, and make credentials of it.

    Raises:
        InputError: something that the method needs is missing.
        ConfigurationError: the login URL would send the secret in clear, or is none.
    """
    if method is Method.CLIENT_CREDENTIALS:
        if username.strip():
            message = (
                "client credentials take no username: Salesforce logs in the run-as user of the "
                "connected app"
            )
            raise InputError(message)
    elif not username.strip():
        message = "the username is empty; it looks like an e-mail address"
        raise InputError(message)
    if not secret:
        message = f"the secret is empty; it is {SECRETS[method]}"
        raise InputError(message)
    if method is Method.SOAP and (client_id or client_secret):
        message = "a connected app has no part in a SOAP login; leave the client id out"
        raise InputError(message)
    if method is not Method.SOAP and not client_id:
        message = f"the method {method} needs the consumer key of a connected app (--client-id)"
        raise InputError(message)
    checked = _checked(login_url)
    if method is Method.CLIENT_CREDENTIALS and checked in {PRODUCTION, SANDBOX}:
        message = (
            "client credentials are taken at the organization's My Domain only; give its URL, such "
            "as https://example.my.salesforce.com, as the login URL"
        )
        raise InputError(message)
    return Credentials(username, secret, checked, method, client_id, client_secret)


SECRETS: Mapping[Method, str] = {
    Method.SOAP: "the password followed by the security token",
    Method.OAUTH_PASSWORD: "the password followed by the security token",
    Method.JWT: "the private key in PEM whose certificate the connected app has",
    Method.CLIENT_CREDENTIALS: "the consumer secret of the connected app",
}
"""What the secret of each method is."""


def _checked(login_url: str) -> str:
    parts = _parts(login_url)
    if parts is None:
        # What stands before an @ may be a password.
        shown = login_url.rpartition("@")[2]
        message = f"the login URL {shown!r} is no URL of scheme and host such as {PRODUCTION}"
        raise ConfigurationError(message)
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        message = (
            f"the login URL {login_url!r} would send the password unencrypted; "
            "it must begin with https:// (http:// is for this computer only)"
        )
        raise ConfigurationError(message)
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        message = f"the login URL {login_url!r} must be scheme and host only, such as {PRODUCTION}"
        raise ConfigurationError(message)
    return f"{parts.scheme}://{parts.netloc}"


def _parts(login_url: str) -> SplitResult | None:
    """Take a URL apart; None if nothing can be sent to it."""
    try:
        parts = urlsplit(login_url)
        port = parts.port
    except ValueError:  # a bracket that is not closed, a port that is none
        return None
    if parts.scheme not in {"https", "http"} or "@" in parts.netloc or port == 0:
        return None
    return parts if HOST.fullmatch(parts.hostname or "") else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refused_before(when: datetime, fault_code: str) -> str:
    """Say when and how these very credentials were refused before."""
    return f"This same secret was refused before, on {when:%Y-%m-%d at %H:%M:%S %Z} ({fault_code})."


def hints(
    cause: Cause, credentials: Credentials, *, accepted_at: datetime | None = None
) -> tuple[str, ...]:
    """Say what may be wrong with refused credentials, without showing any of the secret.

    Args:
        cause: what the refusal is taken for.
        credentials: those that were refused.
        accepted_at: when Salesforce last accepted these very credentials, if ever.
    """
    if cause not in {Cause.WRONG_SECRET, Cause.SECURITY_TOKEN_REQUIRED}:
        return ()
    if not credentials.method.takes_password:
        return ()
    return tuple(_about_the_secret(credentials, accepted_at))


def _about_the_secret(credentials: Credentials, accepted_at: datetime | None) -> Iterator[str]:
    if any(character.isspace() for character in credentials.secret.reveal()):
        yield (
            "The secret holds a blank or a line break. Password and security token are written "
            "one behind the other with nothing in between."
        )
    if any(character.isspace() for character in credentials.username):
        yield "The username holds a blank."
    if accepted_at is not None:
        yield (
            f"Salesforce accepted this very login until {accepted_at:%Y-%m-%d}: since then the "
            "password or the token was reset, the user was renamed, or its login was barred."
        )
    yield (
        "Whenever the password changes, the security token changes too: use the one of the "
        "newest e-mail."
    )
    if credentials.login_url == PRODUCTION:
        yield f"A user of a sandbox logs in at {SANDBOX} (--sandbox)."
    if credentials.login_url == SANDBOX:
        yield f"A user of production logs in at {PRODUCTION} (without --sandbox)."
