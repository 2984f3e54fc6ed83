"""``describe`` of one sObject: which fields the connected user can see (reference 3.4).

A field hidden by field-level security is missing here just as it is in a query, so the answer is
the list of what may be chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from sfconnector.errors import AccessDeniedError, NotFoundError, UnexpectedAnswerError
from sfconnector.salesforce.exchange import REST, Answer, Request
from sfconnector.salesforce.session import Session


@dataclass(frozen=True, slots=True)
class Field:
    """A field: API name as Salesforce spells it, and type, as ``string`` or ``address``."""

    name: str
    type: str


class _Field(msgspec.Struct):
    name: str
    type: str


class _Describe(msgspec.Struct):
    fields: tuple[_Field, ...]


_decoder = msgspec.json.Decoder(_Describe)


def request(sobject: str) -> Request:
    """Build the call."""
    return Request("GET", f"{REST}/sobjects/{sobject}/describe")


def read(answer: Answer) -> tuple[Field, ...]:
    """Read the visible fields, in Salesforce's order.

    Raises:
        UnexpectedAnswerError: the answer has no list of fields.
    """
    try:
        described = _decoder.decode(answer.body)
    except msgspec.DecodeError as error:
        message = "the answer to describe has no list of fields"
        raise UnexpectedAnswerError(message, detail=str(error)) from error
    return tuple(Field(each.name, each.type) for each in described.fields)


def of(session: Session, sobject: str) -> tuple[Field, ...]:
    """Ask for an object's visible fields.

    Raises:
        AccessDeniedError: the user may not read the object; Salesforce then says that there is
            none of this name.
        ConnectorError: as :meth:`Session.call`.
    """
    try:
        return read(session.call(request(sobject)))
    except NotFoundError as error:
        message = f"the connected user may not read {sobject}: Salesforce hides it"
        raise AccessDeniedError(
            message,
            status=error.status,
            code=error.code,
            detail=f"Read on {sobject} is missing ({error.detail})",
            evidence=error.evidence,
        ) from error
