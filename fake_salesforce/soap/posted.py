"""What is posted to the SOAP endpoint, and what a call is that answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from fake_salesforce.journal import Note
from fake_salesforce.login import Visitor
from fake_salesforce.org import Org, Session

from .elements import Tag
from .envelope import Envelope

FLAVORS = {"u": "partner", "c": "enterprise"}
"""The two WSDLs by the letter of their path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A request as it was posted: to which door, by whom, and what the server is."""

    letter: str
    version: str
    """The API version of the path, as ``49.0``."""
    is_served: bool
    """Whether the API of that version is served; of others only the calls that log in and out."""
    organization_id: str
    """What follows the version in the path; empty if nothing does."""
    body: bytes
    visitor: Visitor
    orgs: Sequence[Org]
    origin_of: Callable[[Org], str]
    """Scheme and host of an org's instance, as this client reaches it."""
    note: Note

    @property
    def flavor(self) -> str:
        """``partner`` or ``enterprise``."""
        return FLAVORS[self.letter]


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose session has been checked: what a call of the API is given."""

    posted: Posted
    envelope: Envelope
    org: Org
    session: Session
    session_id: str

    @property
    def user_id(self) -> str:
        """The id of the user whose session it is."""
        return self.session.user_id

    @property
    def origin(self) -> str:
        """Scheme and host of the instance, as the client reached it."""
        return self.posted.origin_of(self.org)

    def argument(self, name: str) -> str:
        """Return the text of an argument of the call.

        Raises:
            SoapFault: the call has no such argument.
        """
        return self.envelope.argument(name)


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call that needs no session: ``login``."""

    name: str
    answer: Callable[[Posted, Envelope], Iterable[Tag]]
    serves_every_version: bool = True


@dataclass(frozen=True, slots=True)
class SoapCall:
    """A call with a session. What it answers are the elements in its response element.

    Refusals are raised: a ``SalesforceError`` becomes the fault of its code.
    """

    name: str
    answer: Callable[[Request], Iterable[Tag]]
    serves_expired_passwords: bool = False
    """Whether the restricted session of an expired password may call it (reference 1.8)."""
    serves_every_version: bool = False
    """Whether it is the same in every version of the API, so that clients of others have it."""
    has_secrets: bool = False
    """Whether a password is in the answer: the journal is not told it."""
    writes: bool = True
    """Whether it writes something, which read-only mode refuses."""
