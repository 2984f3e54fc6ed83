"""The versioned root: the cheapest call there is, and it names who calls (reference 3.1).

``identity`` is ``https://login.salesforce.com/id/ORGANIZATION/USER``: the way to one's own user id
that needs no name, which may have changed since the login.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from sfconnector.errors import UnexpectedAnswerError
from sfconnector.salesforce.exchange import REST, Answer, Request

IDENTITY = re.compile(r"https?://[^/]+/id/(00D[A-Za-z0-9]{12,15})/(005[A-Za-z0-9]{12,15})")


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose session it is."""

    organization_id: str
    user_id: str


class _Root(msgspec.Struct):
    identity: str


_decoder = msgspec.json.Decoder(_Root)


def request() -> Request:
    """Build the call."""
    return Request("GET", f"{REST}/")


def read(answer: Answer) -> Caller:
    """Read who calls.

    Raises:
        UnexpectedAnswerError: the answer names no identity.
    """
    try:
        found = IDENTITY.fullmatch(_decoder.decode(answer.body).identity)
    except msgspec.DecodeError as error:
        message = "the answer to the versioned root names no identity"
        raise UnexpectedAnswerError(message, detail=str(error)) from error
    if found is None:
        message = "the identity in the versioned root is no URL of an organization and a user"
        raise UnexpectedAnswerError(message)
    return Caller(found[1], found[2])
