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
    length: int = 0
    """The most characters of a text; 0: not limited, or no text."""
    restricted: bool = False
    """Whether a picklist takes nothing but its values."""
    values: tuple[str, ...] = ()
    """The active values of a picklist."""


class DescribedField(msgspec.Struct, frozen=True, rename="camel"):
    """What describe tells about a field that the user can read."""

    name: str
    label: str
    updateable: bool
    permissionable: bool
    """Whether field-level security can hide it."""


class RecordTypeInfo(msgspec.Struct, frozen=True, rename="camel"):
    """A record type of the object, and whether the user may give it to a record."""

    name: str
    """Its label, which an administrator may change."""
    developer_name: str
    record_type_id: str
    active: bool
    available: bool
    master: bool
    """Whether it stands for having no record type."""
    default_record_type_mapping: bool

    @property
    def standing(self) -> str:
        """``offered``; ``withheld``, which this user may give to no record; or ``inactive``."""
        if not self.active:
            return "inactive"
        return "offered" if self.available else "withheld"


class ChildRelationship(msgspec.Struct, frozen=True):
    """Another object that refers to this one, by ``field``."""

    childSObject: str  # noqa: N815 - the wire's spelling, which no rule derives
    field: str


class Described(msgspec.Struct, frozen=True, rename="camel"):
    """What describe tells about an object, as far as this user may see and do."""

    name: str
    createable: bool
    updateable: bool
    deletable: bool
    fields: tuple[DescribedField, ...]
    record_type_infos: tuple[RecordTypeInfo, ...]
    child_relationships: tuple[ChildRelationship, ...]

    def field(self, name: str) -> DescribedField | None:
        """Return a field by its API name; None if the user can read none of this name."""
        return next((each for each in self.fields if each.name == name), None)


_whole = msgspec.json.Decoder(Described)


def read_whole(answer: Answer) -> Described:
    """Read the fields, the user's rights on the object, its record types and what refers to it.

    Raises:
        UnexpectedAnswerError: the answer lacks one of them.
    """
    try:
        return _whole.decode(answer.body)
    except msgspec.DecodeError as error:
        message = "the answer to describe lacks fields, rights, record types or relationships"
        raise UnexpectedAnswerError(message, detail=str(error)) from error


class _PicklistEntry(msgspec.Struct):
    value: str
    active: bool = True


class _Field(msgspec.Struct, rename="camel"):
    name: str
    type: str
    length: int = 0
    restricted_picklist: bool = False
    picklist_values: tuple[_PicklistEntry, ...] = ()


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
    return tuple(
        Field(
            name=each.name,
            type=each.type,
            length=each.length,
            restricted=each.restricted_picklist,
            values=tuple(one.value for one in each.picklist_values if one.active),
        )
        for each in described.fields
    )


class _RecordTypes(msgspec.Struct, rename="camel"):
    record_type_infos: tuple[RecordTypeInfo, ...]


_record_types = msgspec.json.Decoder(_RecordTypes)


def read_record_types(answer: Answer) -> tuple[RecordTypeInfo, ...]:
    """Read the object's record types, those that are not active or not this user's too.

    Raises:
        UnexpectedAnswerError: the answer does not tell them.
    """
    try:
        return _record_types.decode(answer.body).record_type_infos
    except msgspec.DecodeError as error:
        message = "the answer to describe has no list of record types"
        raise UnexpectedAnswerError(message, detail=str(error)) from error


def of(session: Session, sobject: str) -> tuple[Field, ...]:
    """Ask for an object's visible fields.

    Raises:
        AccessDeniedError: the user may not read the object; Salesforce then says that there is
            none of this name.
        ConnectorError: as :meth:`Session.call`.
    """
    return read(ask(session, sobject))


def ask(session: Session, sobject: str) -> Answer:
    """Ask for all that describe tells, to be read by :func:`read` and others.

    Raises:
        AccessDeniedError: as :func:`of`.
        ConnectorError: as :meth:`Session.call`.
    """
    try:
        return session.call(request(sobject))
    except NotFoundError as error:
        message = f"the connected user may not read {sobject}: Salesforce hides it"
        raise AccessDeniedError(
            message,
            status=error.status,
            code=error.code,
            detail=f"Read on {sobject} is missing ({error.detail})",
            evidence=error.evidence,
        ) from error
