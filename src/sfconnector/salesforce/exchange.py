"""One request and its answer, as values: pure functions build and read them, a session sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

API_VERSION = "49.0"
"""Summer '20 (reference 3.1)."""

REST = f"/services/data/v{API_VERSION}"


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: everything but the host and the session, so that it can be sent again as is."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = field(default=None, repr=False)
    """None when nothing is sent in the body. A login's body holds the secret, so no repr."""
    only_reads: bool = False
    """Whether it changes no record although its method could, as a query job does not."""
    media_type: str = "application/json"
    """What the granted answer must be; another is not Salesforce's."""

    is_page: bool = False
    """Whether it is a page of the user interface, whose session is a cookie."""

    @property
    def replay_safe(self) -> bool:
        """Whether sending it twice does no more than sending it once: reads only."""
        return self.only_reads or self.method in {"GET", "HEAD"}

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, its body decoded from gzip and whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    tls: str | None = None
    """The version of TLS it came over, as ``TLSv1.3``; None over plain HTTP, or if not known."""

    @property
    def media_type(self) -> str:
        """Return the media type in lower case without parameters; "" if none was named."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """Return a header's value, whatever the case of its name; "" if it was not sent."""
        given = {each.lower(): value for each, value in self.headers.items()}
        return given.get(name.lower(), "")
