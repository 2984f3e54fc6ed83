"""One call of the REST API, read for a resource; and what a resource answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from werkzeug.datastructures import Headers

from fake_salesforce.org import Org, Session

if TYPE_CHECKING:
    from .subrequests import Subrequests

Json = object

_PIECE_BYTES = 256 * 1024


class Stream(Protocol):
    """A body that is read piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose session has been checked."""

    org: Org
    session: Session
    version: str
    """The API version of the URL, as ``49.0``."""
    origin: str
    """Scheme and host of the instance, as the client reached it."""
    method: str
    arguments: Mapping[str, str]
    """The query string's parameters; of a repeated one, the first."""
    headers: Headers
    body: bytes
    is_pretty: bool
    """Whether the client asked for ``X-PrettyPrint``."""
    subrequests: Subrequests
    """Answers what a resource asks of the others."""
    stream: Stream
    """The body, for a resource that takes it in pieces; ``body`` is empty then."""

    @property
    def user_id(self) -> str:
        """The id of the user whose session it is."""
        return self.session.user_id

    def pieces(self) -> Iterator[bytes]:
        """Return the body piece by piece."""
        while piece := self.stream.read(_PIECE_BYTES):
            yield piece

    def with_json(self, body: bytes) -> Call:
        """Return the call as if this were its body, of JSON."""
        headers = Headers(self.headers)
        headers["Content-Type"] = "application/json"
        return replace(self, body=body, headers=headers)

    @property
    def base(self) -> str:
        """The path below which the version's resources lie."""
        return f"/services/data/v{self.version}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a resource answers: a JSON value, or text that is JSON already, or nothing."""

    value: Json = None
    status: int = 200
    text: str | bytes | None = None
    """The body, ready; ``value`` is not looked at then."""
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Iterator[bytes] | None = None
    """The body of a large answer, made while it is sent."""
    content_type: str | None = None
    """What ``pieces`` are."""

    @classmethod
    def nothing(cls) -> Answer:
        """Return 204 without a body."""
        return cls(status=204, text="")


@dataclass(frozen=True, slots=True)
class Route:
    """A path below ``/services/data/v49.0``, the resource's name, and what answers each method.

    The methods are listed as a 405 lists them; HEAD goes with GET and need not be named.
    """

    path: str
    resource: str
    view: Callable[..., Answer]
    methods: tuple[str, ...] = ("GET",)
    serves_expired_passwords: bool = False
    """Whether the session of an expired password is let in (reference 1.8)."""
    has_secrets: bool = False
    """Whether a password is in the body or the answer: the journal is told neither."""
    takes_pieces: bool = False
    """Whether the body is large, and is read by the view piece by piece."""
