"""Who may use the control panel: this machine, or whoever has the key; never a web page.

Any page that a browser shows can post to a server on this machine, and a name that an attacker
owns can be made to lead there. So without a key a call has to come from this machine, to a loopback
name, through no proxy; with a key, whoever sends it may call. An ``Origin`` is refused in either
case, and a body has to say that it is JSON, which no form can.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping

from fake_salesforce.wire import is_loopback

from .problems import ProblemError

_PORT = re.compile(r":\d{1,5}$")
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")
_JSON = "application/json"


def check(headers: Mapping[str, str], *, key: str | None, peer: str | None, has_body: bool) -> None:
    """Refuse a call that may come from elsewhere, or from a web page.

    Args:
        headers: of the request.
        key: what a caller has to send; None lets in who is on this machine.
        peer: the address at the other end of the connection; None where nobody can tell.
        has_body: whether the request has a body.

    Raises:
        ProblemError: it is refused.
    """
    if "Origin" in headers or headers.get("Sec-Fetch-Site", "none") != "none":
        raise _forbidden("A web page may not control the fake: send no Origin.")
    if key is None:
        _check_local(headers, peer)
    elif not _has_key(headers, key):
        raise ProblemError(
            401,
            "The key is missing or wrong",
            "Send the control key as `Authorization: Bearer KEY`;"
            " the command takes it from FAKE_SALESFORCE_CONTROL_KEY.",
        )
    content_type = headers.get("Content-Type", "")
    if (has_body or content_type) and content_type.partition(";")[0].strip().lower() != _JSON:
        raise ProblemError(
            415,
            "The body is not said to be JSON",
            f"Send `Content-Type: {_JSON}`, not {content_type or 'none'!r}.",
        )


def _check_local(headers: Mapping[str, str], peer: str | None) -> None:
    host = _PORT.sub("", headers.get("Host", ""))
    if host not in {"localhost", "127.0.0.1", "[::1]"}:
        raise _forbidden(
            f"Without a key the fake is controlled at localhost, 127.0.0.1 or [::1], not at"
            f" {host!r}."
        )
    if peer is not None and not is_loopback(peer):
        raise _forbidden("Without a key the fake is controlled from its own machine only.")
    if any(each in headers for each in _FORWARDED):
        raise _forbidden("Without a key the fake is not controlled through a proxy.")


def _has_key(headers: Mapping[str, str], key: str) -> bool:
    scheme, _, sent = headers.get("Authorization", "").partition(" ")
    is_right = hmac.compare_digest(sent.strip().encode(), key.encode())
    return is_right and scheme.lower() == "bearer"


def _forbidden(detail: str) -> ProblemError:
    return ProblemError(403, "Control is refused", detail)
