"""How a client reached the fake, and the URLs under which it goes on.

A host of Salesforce is meant by the ``Host`` header (which ``patch()`` sends), by the path prefix
``/_host/<host>``, or, where the fake stands behind a proxy that it believes, by
``X-Forwarded-Host``. Any other address is the plain one. What is answered is a URL of the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Request, request

from fake_salesforce.login.hosts import is_salesforce, own_host
from fake_salesforce.org import Org

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from fake_salesforce.salesforce import FakeSalesforce

PREFIX = "/_host/"
_NAMED = "fake_salesforce.host"
"""Where the host of a path prefix stands in the WSGI environment."""
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:]+\](?::[0-9]{1,5})?")


class HostPrefix:
    """Takes ``/_host/<host>`` off a path, so that what follows is asked of that host."""

    def __init__(self, wsgi_app: Any) -> None:  # noqa: ANN401 - Flask's own type is a method
        self._wsgi_app = wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, of the host that its path names."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(PREFIX):
            host, slash, rest = path.removeprefix(PREFIX).partition("/")
            if is_salesforce(host) and _HOST.fullmatch(host):
                environ[_NAMED] = host
                environ["PATH_INFO"] = slash + rest or "/"
        answer: Iterable[bytes] = self._wsgi_app(environ, start_response)
        return answer


@dataclass(frozen=True, slots=True)
class Reached:
    """How a client reached the fake."""

    host: str
    """The host it meant, with its port."""
    origin: str
    """What stands before the path of a URL at that host; never ends in a slash."""
    origin_of: Callable[[Org], str]
    """The same for an org's own host."""

    @property
    def host_name(self) -> str:
        """The host without its port."""
        return self.host.rsplit(":", 1)[0] if re.search(r":\d+$", self.host) else self.host


def reached_of(salesforce: FakeSalesforce) -> Reached:
    """Tell how the client of the request that is being answered reached a fake."""
    return reached(
        request,
        external_url=salesforce.external_url,
        trusts_forwarded=salesforce.trusts_forwarded,
    )


def reached(asked: Request, *, external_url: str | None, trusts_forwarded: bool) -> Reached:
    """Tell how a request's client reached the fake.

    Args:
        asked: the request.
        external_url: where the fake says it is, instead of where the request came to; None for
            there.
        trusts_forwarded: whether ``X-Forwarded-Host`` and ``X-Forwarded-Proto`` are believed.
    """
    scheme, host = asked.scheme, asked.host
    if trusts_forwarded:
        scheme = _forwarded(asked, "Proto", r"https?") or scheme
        host = _forwarded(asked, "Host", _HOST.pattern) or host
    base = external_url or f"{scheme}://{host}"
    named = asked.environ.get(_NAMED)
    if named is not None:
        return Reached(
            named, f"{base}{PREFIX}{named}", lambda org: f"{base}{PREFIX}{own_host(org)}"
        )
    name, colon, port = host.partition(":")
    if external_url is None and is_salesforce(name):
        # A client of patch() speaks plain HTTP to the fake and means https.
        return Reached(host, f"https://{host}", lambda org: f"https://{own_host(org)}{colon}{port}")
    return Reached(host, base, lambda _: base)


def _forwarded(asked: Request, name: str, pattern: str) -> str | None:
    """Return what the nearest client said, if it looks like what it should be."""
    value = asked.headers.get(f"X-Forwarded-{name}", "").partition(",")[0].strip()
    return value if re.fullmatch(pattern, value) else None
