"""Takes secrets out of what the journal keeps, and cuts it to what a reader needs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import unquote_plus

_SESSION_ID = re.compile(r"00D\w{12}(?:!|%21)[\w.]+")
_SIGNATURE = re.compile(r'("signature" ?: ?")[\w+/=]+')
"""That of the token endpoint is made with the client secret, and of URLs that differ by port."""
_NEW_PASSWORD = re.compile(r'("NewPassword"\s*:\s*)"(?:[^"\\]|\\.)*"?')
"""A password among the parts of a composite request; alone it is not told at all."""
_MOST_CHARACTERS = 4000
_LONGEST_SESSION_ID = 200
_REDACTED = "(redacted)"
_SECRET_HEADERS = frozenset(
    {
        "authorization",
        "cookie",
        "proxy-authorization",
        "set-cookie",
        "x-sfdc-session",
    }
)
_SECRET_PARAMETERS = frozenset(
    {
        "access_token",
        "assertion",
        "client_assertion",
        "client_secret",
        "code",
        "oauth_token",
        "password",
        "refresh_token",
        "sid",
        "token",
    }
)


def redacted(text: str) -> str:
    """Return a text without session ids, cut to what a reader needs.

    It is cut twice: the first cut may split a session id, the second drops what the split left.
    """
    clean = _SESSION_ID.sub("(session id)", text[: _MOST_CHARACTERS + _LONGEST_SESSION_ID])
    clean = _NEW_PASSWORD.sub(r'\1"(password)"', clean)
    clean = _SIGNATURE.sub(r"\1(signature)", clean)
    if len(text) <= _MOST_CHARACTERS:
        return clean
    return f"{clean[:_MOST_CHARACTERS]}... ({len(text)} characters)"


def redacted_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return headers without secrets, in their order; of an Authorization the scheme is left."""
    return tuple((name, _header_value(name, value)) for name, value in headers)


def _header_value(name: str, value: str) -> str:
    if name.lower() not in _SECRET_HEADERS:
        return redacted(value)
    scheme, blank, _ = value.partition(" ")
    return f"{redacted(scheme)} {_REDACTED}" if blank and scheme.isalpha() else _REDACTED


def redacted_query(query_string: str) -> str:
    """Return a URL's query string without secrets."""
    pairs = [each.partition("=") for each in query_string.split("&")]
    clean = "&".join(
        name + equals + (_REDACTED if _is_secret(name) else value) for name, equals, value in pairs
    )
    return redacted(clean)


def _is_secret(name: str) -> bool:
    return unquote_plus(name).strip().lower() in _SECRET_PARAMETERS


def session_hash(session_id: str) -> str:
    """Return what stands for a session id where exchanges of one session are to be told apart."""
    return hashlib.sha256(session_id.encode("utf-8", "replace")).hexdigest()[:16]
