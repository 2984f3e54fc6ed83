"""A fidelity file as a model: rows of given -> request -> answer, with their source.

Unknown keys are refused. A text may hold ``${user.secret}``, ``${org.id}``, ``${session}``, the id
of a record named under ``given`` (``${ada}``), and what an earlier step answered
(``${answer.nextRecordsUrl}``); they are filled in when the row is played.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from .status import Status, status_of

_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
_READ_ONLY_NAMES = frozenset({"org.id", "user.id", "user.username", "session", "url"})
_WORDS = frozenset({"deleted", "describe", "updated"})
_REVOCATION = "/services/oauth2/revoke"
"""The one resource that a GET changes something at: it ends the session."""
_WORDS = frozenset({"describe"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SoapLogin(_Strict):
    """A SOAP login in the shape simple-salesforce sends."""

    username: str = "${user.username}"
    secret: str = "${user.secret}"  # noqa: S105 - a placeholder
    letter: Literal["u", "c"] = "u"
    client: str = "fidelity"


class SoapCall(_Strict):
    """A SOAP call with a SessionHeader."""

    name: str
    arguments: dict[str, str] = {}
    letter: Literal["u", "c"] = "u"
    session: str | None = "${session}"
    """The session id; null leaves the header out."""


class Request(_Strict):
    """What is asked: exactly one of the kinds, perhaps of a host that the server plays."""

    query: str | None = None
    query_all: str | None = None
    rest: str | None = Field(default=None, pattern=r"^[A-Z]+ \S+$")
    """Method and path; a path that does not begin with ``/`` lies below v49.0."""
    soap: SoapLogin | None = None
    soap_call: SoapCall | None = None
    oauth: dict[str, str | None] | None = None
    """What differs from a right password grant; null leaves a parameter out."""
    host: str | None = None
    """The host of Salesforce that is asked; None is the plain address."""
    params: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: dict[str, Any] | list[Any] | None = None
    """A body sent as JSON."""
    text: str | None = None
    """A body sent as it stands."""
    authorization: str | None = "Bearer ${session}"

    @model_validator(mode="after")
    def _is_one_request(self) -> Request:
        kinds = ("query", "query_all", "rest", "soap", "soap_call", "oauth")
        given = [each for each in kinds if getattr(self, each) is not None]
        if len(given) != 1:
            message = f"a request has exactly one of {', '.join(kinds)}; this one has {given}"
            raise ValueError(message)
        return self

    @property
    def method(self) -> str:
        """The HTTP method."""
        if self.rest is not None:
            return self.rest.split(" ")[0]
        posts = (self.soap, self.soap_call, self.oauth)
        return "GET" if all(each is None for each in posts) else "POST"

    @property
    def only_reads(self) -> bool:
        """Whether a real org may be asked it: a GET that changes nothing."""
        return (
            self.method in {"GET", "HEAD"}
            and "_HttpMethod" not in str(self.model_dump())
            and not self.resource.endswith(_REVOCATION)
        )

    @property
    def resource(self) -> str:
        """What is asked, for counting: the path without the names and ids that vary."""
        if self.soap is not None:
            return "SOAP login"
        if self.soap_call is not None:
            return f"SOAP {self.soap_call.name}"
        if self.oauth is not None:
            return "OAuth token"
        if self.rest is None:
            return "query" if self.query is not None else "queryAll"
        path = self.rest.split(" ")[1]
        if path.startswith("/"):
            return f"{self.method} {path}"
        first, *more = path.strip("/").split("/")
        return f"{self.method} {'/'.join([first, *_general(first, more)])}"


def _general(first: str, more: list[str]) -> list[str]:
    """Return the parts of a path behind its first one, without what varies."""
    match first:
        case "sobjects":
            names = ["{object}", *(each if each in _WORDS else "{id}" for each in more[1:])]
            return names[: len(more)]
        case "analytics":
            return [*more[:1], *("{id}" if each.startswith("$") else each for each in more[1:])]
        case "jobs":
            return [*more[:1], *("{id}" for _ in more[1:2]), *more[2:]]
        case "composite":
            return [*more[:1], *("{object}" for _ in more[1:])]
    return ["{locator}"] if more else []


class Switch(_Strict):
    """Settings of the org change."""

    settings: dict[str, Any]


class Advance(_Strict):
    """Time goes by."""

    advance: dict[Literal["days", "hours", "minutes", "seconds"], float]


class Ask(_Strict):
    """A request before the one that counts.

    Its answer can be named as ``${answer.path}``, its headers as ``${header.etag}``.
    """

    ask: Request


class Delete(_Strict):
    """A record goes into the recycle bin."""

    delete: str


class View(_Strict):
    """The user opens the page of a record."""

    view: str


class Lock(_Strict):
    """A record is locked: by an approval, or, until the row is over, by another writer."""

    lock: str
    by: Literal["approval", "writer"] = "approval"


class FailLogins(_Strict):
    """Somebody tries wrong passwords."""

    fail_logins: int


class Act(_Strict):
    """Something is done to the org or the user, in the words of their Python faces."""

    act: Annotated[str, Field(pattern=r"^(org|user)\.[a-z][a-z_]*$")]
    """As ``org.trust_network``."""
    given: list[Any] = []
    """Its arguments."""
    named: dict[str, Any] = {}
    """Its arguments by name."""


Deed = Literal[
    "log_in",
    "expire_password",
    "deactivate",
    "activate",
    "unlock",
    "reset_security_token",
    "set_password",
    "end_sessions",
    "expire_query_locators",
]
"""What happens without more words; ``log_in`` opens the session anew, through SOAP."""

Step = Advance | Ask | Delete | Lock | View | FailLogins | Deed | Act | Switch


class GivenRights(_Strict):
    """What the asking user may do besides his profile, in the letters of ``profiles/``."""

    objects: dict[str, str] = {}
    fields: dict[str, str] = {}
    permissions: list[str] = []


class GivenFault(_Strict):
    """A fault staged in the org, in the words of :meth:`fake_salesforce.faults.Faults.add`."""

    fault: dict[str, Any]
    match: dict[str, Any] = {}
    phase: str | None = None
    count: int | None = None


class GivenApp(_Strict):
    """A connected app and its client, whose names are ``app.client_id`` and the like."""

    secret: bool = True
    permitted_users: str = "All users may self-authorize"
    approved: bool = True
    blocked: bool = False
    relax_ip: bool = False
    runs_as_user: bool = False
    """Whether the client credentials flow logs the user in."""
    has_refresh_token: bool = False
    """Whether the user has given it one: ``app.refresh_token``."""
    signs: bool = False
    """Whether it has a certificate: ``app.assertion`` is signed by its key."""
    claims: dict[str, Any] = {}
    """What differs from a right assertion."""


class Given(_Strict):
    """The org at the start, and what happens in it before the request."""

    clock: datetime | None = None
    """Where the clock stands at first; 2020-07-20 09:00 UTC unless told."""
    edition: str = "Enterprise Edition"
    sandbox: bool = False
    app: GivenApp | None = None
    """A connected app beside the default one."""
    leads: int | None = None
    """Leads drawn from seed 0; 0 states that the org has none."""
    user: dict[str, Any] = {}
    """Fields of the user who asks, and the name of his ``profile``."""
    rights: GivenRights | None = None
    """His permission set."""
    revoked: list[str] = []
    """What it loses again: ``Lead edit``, ``Lead.Email read``, or a system permission's name."""
    defaults: dict[str, str] = {}
    """Organization-wide defaults by object."""
    organization: dict[str, Any] = {}
    """Fields of the Organization record."""
    settings: dict[str, Any] = {}
    limits: dict[str, Any] = {}
    usage: dict[str, int] = {}
    """How much is used of limits, by the names of ``GET /limits``."""
    faults: list[GivenFault] = []
    """What goes wrong from the first request on."""
    additions: dict[str, dict[str, Any]] = {}
    """What is added to the schema, as for ``org.deploy``; rules come behind the records."""
    records: dict[str, dict[str, Any]] = {}
    """Records by a name of the row's own; ``sobject`` among the fields tells which object."""
    reports: dict[str, dict[str, Any]] = {}
    """Reports by a name of the row's own, in the words of ``org.add_report``."""
    steps: list[Step] = []

    @property
    def is_nothing(self) -> bool:
        """Whether any org will do as it is."""
        return self == Given()

    @property
    def needs_own_clock(self) -> bool:
        """Whether the row sets or moves the clock."""
        return self.clock is not None or any(isinstance(each, Advance) for each in self.steps)


Broken = Literal["no answer", "part of an answer"]
"""What a connection gives that breaks."""


class Answer(_Strict):
    """What comes back. A path is dotted, as ``0.errorCode`` or ``fields[name=Email].length``."""

    status: int | None = None
    """The HTTP status; left out where the source does not state it."""
    equals: Any = None
    """The JSON body, exactly, the order of its keys included."""
    text: str | None = None
    """The body, exactly as text."""
    records: list[dict[str, Any]] | None = None
    """The ``records`` of a query, without their ``attributes``."""
    at: dict[str, Any] = {}
    """Values at paths, the order of keys included."""
    keys: dict[str, list[str]] = {}
    """The keys of the object at a path, all of them and in order."""
    has_keys: dict[str, list[str]] = {}
    matches: dict[str, str] = {}
    """Regular expressions for the whole text at a path."""
    absent: list[str] = []
    """Paths at which there is nothing."""
    contains: list[str] = []
    """Pieces of the body's text."""
    headers: dict[str, str] = {}
    """Regular expressions for whole headers."""
    xml: dict[str, str | None] = {}
    """Texts of the first XML elements of these local names; null for an empty element."""
    broken: Broken | None = None
    """What comes instead of a whole answer; left out where one comes."""
    xml_order: dict[str, list[str]] = {}
    """The local names of an element's children, all of them and in order."""

    @model_validator(mode="after")
    def _expects_something(self) -> Answer:
        if not self.model_fields_set:
            message = "an answer states a status or something about the body"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _patterns_are_patterns(self) -> Answer:
        for each in (*self.matches.values(), *self.headers.values()):
            try:
                re.compile(each)
            except re.error as error:
                message = f"{each!r} is no regular expression: {error}"
                raise ValueError(message) from error
        return self


class Row(_Strict):
    """One behaviour of Salesforce, with the request that shows it."""

    id: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]+$")]
    behaviour: Annotated[str, Field(min_length=10, pattern=r"\.$")]
    """One sentence."""
    given: Given = Given()
    request: Request
    answer: Answer
    source: str

    @field_validator("source")
    @classmethod
    def _has_a_status(cls, source: str) -> str:
        status_of(source)
        return source

    @property
    def status(self) -> Status:
        """How well the row is founded, from its source's tags."""
        return status_of(self.source)

    @property
    def pair(self) -> tuple[str, str]:
        """What makes it distinct: the resource and the behaviour."""
        return self.request.resource, self.behaviour

    @property
    def is_read_only(self) -> bool:
        """Whether a real org can be asked: a GET that needs nothing staged."""
        names = set(_PLACEHOLDER.findall(self.model_dump_json()))
        return (
            self.given.is_nothing
            and self.request.host is None
            and self.request.only_reads
            and names <= _READ_ONLY_NAMES
        )


class Area(_Strict):
    """One file: what it is about, and its rows."""

    area: str
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]
