"""What a user offers: username, secret (password + security token) and the host to log in at.

The three belong together and are sealed together, so that a secret is never sent to another host or
for another user than the one it was given for. The secret is kept to the last character.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

import msgspec

from sfconnector.connection.causes import Cause
from sfconnector.errors import ConfigurationError, InputError
from sfconnector.secret import Secret

PRODUCTION = "https://login.salesforce.com"
"""Production and Developer Edition; sandboxes log in at test.salesforce.com (reference 1.1)."""

HOST = re.compile(r"(?!.{254})(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?|[0-9a-f:.]*:[0-9a-f:.]*")
"""A name whose labels DNS can carry, an IPv4 address, or an IPv6 address."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A username, its secret, and the login URL they are good for."""

    username: str
    secret: Secret
    login_url: str

    @property
    def host(self) -> str:
        """The host of the login URL, with its port."""
        return urlsplit(self.login_url).netloc

    def identity(self) -> tuple[str, str, str]:
        """Return what a fingerprint is made of; usernames do not depend on case."""
        return (self.username.casefold(), self.secret.reveal(), self.host.casefold())

    def as_text(self) -> Secret:
        """Return all three as one text to seal."""
        return Secret(
            msgspec.json.encode((self.username, self.secret.reveal(), self.login_url)).decode()
        )

    @classmethod
    def from_text(cls, text: Secret) -> Credentials:
        """Read what :meth:`as_text` wrote."""
        username, secret, login_url = msgspec.json.decode(text.reveal(), type=tuple[str, str, str])
        return cls(username, Secret(secret), login_url)


def offered(username: str, secret: Secret, login_url: str) -> Credentials:
    """Check what a user typed, and make credentials of it.

    Raises:
        InputError: the username or the secret is empty.
        ConfigurationError: the login URL would send the secret in clear, or is none.
    """
    if not username.strip():
        message = "the username is empty; it looks like an e-mail address"
        raise InputError(message)
    if not secret:
        message = "the secret is empty; it is the password followed by the security token"
        raise InputError(message)
    return Credentials(username, secret, _checked(login_url))


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


def hints(cause: Cause, credentials: Credentials) -> tuple[str, ...]:
    """Say what may be wrong with refused credentials, without showing any of the secret."""
    if cause in {Cause.WRONG_SECRET, Cause.SECURITY_TOKEN_REQUIRED}:
        return tuple(_about_the_secret(credentials))
    return ()


def _about_the_secret(credentials: Credentials) -> Iterator[str]:
    if any(character.isspace() for character in credentials.secret.reveal()):
        yield (
            "The secret holds a blank or a line break. Password and security token are written "
            "one behind the other with nothing in between."
        )
    if any(character.isspace() for character in credentials.username):
        yield "The username holds a blank."
    yield (
        "Whenever the password changes, the security token changes too: use the one of the "
        "newest e-mail."
    )
    if credentials.host == "login.salesforce.com":
        yield "A user of a sandbox logs in at https://test.salesforce.com (--login-url)."
    if credentials.host == "test.salesforce.com":
        yield "A user of production logs in at https://login.salesforce.com (--login-url)."
