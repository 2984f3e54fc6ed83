"""Who may ask: the page's own forms in a browser that knows the page by its own name.

Four checks, each before anything is read or done. The Host must be a name the page is served under,
since a foreign name that resolves to this computer would make a foreign site the page's own origin
(DNS rebinding). An act must come from the page's own origin and bring the token that stands in its
form and, signed, in its cookie: another site can neither read nor set either. Cookies do not tell
the ports of one host apart, origins do. With a password, each request must bring it.

HTTP Basic and not a login form: there is nothing to keep, to expire or to log out of, the browser
asks for it by itself, and what a browser sends unasked is of no use without the token.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from flask import Response, abort, request, session
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadRequest, Unauthorized

from sfconnector.secret import Secret

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
"""What a computer calls itself, and what no other site can be called."""

TOKEN = "token"  # noqa: S105 - a field's name
"""The form field and the place in the cookie's session."""

FOREIGN_HOST = (
    "The page is not served under this name. Open it under the address that sfconnector web wrote "
    "when it began."
)
FOREIGN_ORIGIN = (
    "This came from another page, or from a browser that does not say where it comes from. Nothing "
    "was done. Open the page itself and try again."
)
STALE_FORM = (
    "This form is not valid any more: the page was served anew since it was opened, or the browser "
    "does not keep its cookie. Nothing was done. Open the page again and repeat it."
)


def token() -> str:
    """Return the visitor's token, making one at the first time; it names the visitor, too."""
    if TOKEN not in session:
        session[TOKEN] = secrets.token_urlsafe(32)
    return str(session[TOKEN])


def check_host(names: frozenset[str] | None) -> Callable[[], Response | None]:
    """Return a check that the Host is one of these names; None lets any pass, for a password.

    A refusal is plain text: a link would lead to the foreign name again.
    """

    def check() -> Response | None:
        name = _split(f"//{request.host}").hostname
        # A Host that Flask cannot route by has no page either, whatever names are let in.
        is_malformed = isinstance(request.routing_exception, BadRequest)
        if name and not is_malformed and (names is None or name in names):
            return None
        return Response(f"{FOREIGN_HOST}\n", status=400, mimetype="text/plain")

    return check


def check_password(password: Secret) -> Callable[[], None]:
    """Return a check that the request brings the password by HTTP Basic, under any user name."""

    def check() -> None:
        given = request.authorization
        if password and not (
            given is not None and given.type == "basic" and Secret(str(given.password)) == password
        ):
            message = "The page asks for the password in SFCONNECTOR_WEB_PASSWORD; any user name."
            raise Unauthorized(
                message, www_authenticate=WWWAuthenticate("basic", {"realm": "sfconnector"})
            )

    return check


def check_act() -> None:
    """Let what is no reading pass only from the page's own form."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    origin = _split(request.headers.get("Origin", ""))
    if origin.scheme not in {"http", "https"} or origin.netloc != request.host:
        abort(403, FOREIGN_ORIGIN)
    known, given = str(session.get(TOKEN, "")), request.form.get(TOKEN, "")
    if not known or not hmac.compare_digest(known.encode(), given.encode()):
        abort(403, STALE_FORM)


def _split(url: str) -> SplitResult:
    """Take a URL apart, colons of IPv6 addresses and all; what is none has no host."""
    try:
        return urlsplit(url)
    except ValueError:  # a bracket that is not closed
        return urlsplit("")
