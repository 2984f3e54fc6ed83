"""``describe global``: which objects there are for the connected user (reference 3.3).

An object without the right to read it is missing here.
"""

from __future__ import annotations

import msgspec

from sfconnector.errors import UnexpectedAnswerError
from sfconnector.salesforce.exchange import REST, Answer, Request


class ListedObject(msgspec.Struct, frozen=True, rename="camel"):
    """An object that the user may see; what it allows holds for this user."""

    name: str
    label: str
    custom: bool
    custom_setting: bool
    queryable: bool


class _Global(msgspec.Struct):
    sobjects: tuple[ListedObject, ...]


_decoder = msgspec.json.Decoder(_Global)


def request() -> Request:
    """Build the call."""
    return Request("GET", f"{REST}/sobjects")


def read(answer: Answer) -> tuple[ListedObject, ...]:
    """Read the objects, in Salesforce's order.

    Raises:
        UnexpectedAnswerError: the answer has no list of objects.
    """
    try:
        return _decoder.decode(answer.body).sobjects
    except msgspec.DecodeError as error:
        message = "the answer to describe global has no list of objects"
        raise UnexpectedAnswerError(message, detail=str(error)) from error
