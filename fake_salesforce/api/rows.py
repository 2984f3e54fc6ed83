"""sObject rows: create, read, update, delete (reference 3.5)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from fake_salesforce import ids, soql
from fake_salesforce.clock import from_wire
from fake_salesforce.errors import (
    EntityIsDeletedError,
    InvalidFieldError,
    MalformedIdError,
    MethodNotAllowedError,
    NotFoundError,
    SalesforceError,
)
from fake_salesforce.records.values import Stored, WrongTypeError
from fake_salesforce.schema import SObject

from . import conditional
from .call import Answer, Call, Route
from .describes import sobject_of
from .json_body import JsonObject, read_object
from .save_headers import save_options

_NO_SUCH_FIELD = "Provided external ID field does not exist or is not accessible: {}"
"""Reference 2, [RF]: what follows the object's name is read as a field's name."""
_WITH_ETAG = frozenset({"Account"})
"""The objects whose records have an entity tag ([K:rest-api/conditional-request-headers])."""


def create(call: Call, name: str) -> Answer:
    """Create a record: 201 with its id."""
    return created(call, name)


def created(call: Call, name: str, **further: object) -> Answer:
    """Create the record of a call's body; return its id, and what else the resource tells."""
    sobject = sobject_of(call, name)
    if not sobject.createable:
        raise MethodNotAllowedError(call.method, allowed=("HEAD", "GET"))
    conditional.check_values(call)
    incoming = body_of(call)
    try:
        record_id = call.org.records.create(
            sobject.name, incoming.values, user_id=call.user_id, options=save_options(call)
        )
    except WrongTypeError as error:
        raise incoming.wrong_type(error) from error
    return created_answer(call, sobject, record_id, **further)


def created_answer(call: Call, sobject: SObject, record_id: str, **further: object) -> Answer:
    """Return the answer to a create: 201, and where the record is."""
    return Answer(
        {"id": record_id, "success": True, "errors": [], **further},
        status=201,
        headers={"Location": f"{call.base}/sobjects/{sobject.name}/{record_id}"},
    )


def get(call: Call, name: str, record_id: str) -> Answer:
    """Read a record: every field the user may read, or the ones ``fields`` names.

    Id comes with the named ones too, at the end ([K:rest-api, "Get Field Values from a Record"]).
    """
    sobject = sobject_of(call, name)
    return read(call, sobject, _id_of(sobject, record_id), missing=no_such_field(record_id))


def read(call: Call, sobject: SObject, record_id: str, *, missing: SalesforceError) -> Answer:
    """Answer with a record, unless it is as the client knows it.

    Args:
        call: the call, whose ``fields`` name what is read.
        sobject: the object.
        record_id: an 18-character id.
        missing: what is raised if there is no such record that the user may see.

    Raises:
        SalesforceError: it lies in the recycle bin, a named field does not exist, or the fields
            are more than a query may have.
    """
    names = fields(call, sobject)
    # One block, so that what is read, its time and its tag are of one state.
    with call.org.database.read():
        text = _text(call, sobject, record_id, names, pretty=call.is_pretty)
        if text is None:
            raise missing
        record = call.org.records.find(sobject.name, record_id) or {}
        if record.get("IsDeleted"):
            message = "entity is deleted"
            raise EntityIsDeletedError(message, fields=())
        state = _state(call, sobject, record)
    call.org.tally.note(read=1)
    return conditional.check(call, state) or Answer(text=text, headers=state.headers)


def _text(
    call: Call,
    sobject: SObject,
    record_id: str,
    names: list[str],
    *,
    pretty: bool,
    is_limited: bool = True,
) -> str | bytes | None:
    """Return some fields of a record as JSON; None if there is none that the user may see.

    Raises:
        QueryTooComplicatedError: they are more than a query may have, where that is limited.
    """
    asking = call.org.asking(call.user_id, page_rows=1, include_deleted=True)
    if not is_limited:
        asking = dataclasses.replace(asking, most_fields=None)
    page = call.org.queries.first_page(
        f"SELECT {', '.join(names)} FROM {sobject.name} WHERE Id = '{record_id}'",  # noqa: S608 - checked names, an id
        asking,
    )
    if page.projection is None or not page.records:
        return None
    return soql.render_record(page.projection, page.records[0], version=call.version, pretty=pretty)


def _state(call: Call, sobject: SObject, record: Mapping[str, Stored]) -> conditional.State:
    """Return what conditions compare; the entity tag is of all that the user may read."""
    modified = record.get("LastModifiedDate")
    etag = None
    if sobject.name in _WITH_ETAG:
        names = readable_fields(call, sobject)
        text = _text(call, sobject, str(record["Id"]), names, pretty=False, is_limited=False)
        etag = None if text is None else conditional.etag_of(text)
    return conditional.State(None if modified is None else from_wire(str(modified)), etag)


def update(call: Call, name: str, record_id: str) -> Answer:
    """Write some fields of a record: 204."""
    sobject = sobject_of(call, name)
    return write(call, sobject, _id_of(sobject, record_id))


def write(call: Call, sobject: SObject, record_id: str) -> Answer:
    """Write some fields of the record of an 18-character id, if it is as the call demands."""
    if not sobject.updateable:
        allowed = ("HEAD", "GET", "DELETE") if sobject.deletable else ("HEAD", "GET")
        raise MethodNotAllowedError(call.method, allowed=allowed)
    conditional.check_values(call)
    incoming = body_of(call)
    try:
        # One transaction, so that nobody writes between the check and the update.
        with call.org.database.write():
            if conditional.is_asked(call):
                _check_state(call, sobject, record_id)
            call.org.records.update(
                sobject.name,
                record_id,
                incoming.values,
                user_id=call.user_id,
                options=save_options(call),
            )
    except WrongTypeError as error:
        raise incoming.wrong_type(error) from error
    return Answer.nothing()


def delete(call: Call, name: str, record_id: str) -> Answer:
    """Put a record into the recycle bin: 204."""
    sobject = sobject_of(call, name)
    return remove(call, sobject, _id_of(sobject, record_id))


def _check_state(call: Call, sobject: SObject, record_id: str) -> None:
    """Check the conditions of a call; of a record that the user does not see nothing is told."""
    record = call.org.records.find(sobject.name, record_id)
    if record is not None and _text(call, sobject, record_id, ["Id"], pretty=False) is not None:
        conditional.check(call, _state(call, sobject, record))


def remove(call: Call, sobject: SObject, record_id: str) -> Answer:
    """Put the record of an 18-character id into the recycle bin."""
    if not sobject.deletable:
        allowed = ("HEAD", "GET", "PATCH") if sobject.updateable else ("HEAD", "GET")
        raise MethodNotAllowedError(call.method, allowed=allowed)
    call.org.records.delete(sobject.name, record_id, user_id=call.user_id)
    return Answer.nothing()


def _id_of(sobject: SObject, text: str) -> str:
    """Return the 18-character id of a path; anything else is read as a field's name.

    Raises:
        MalformedIdError: its checksum is wrong (reference 5.1, unverified; the words:
            [K:rest-api/status-codes-and-error-responses]).
        NotFoundError: it is none.
    """
    is_of_object = text[:3].lower() == sobject.key_prefix.lower()
    if is_of_object and ids.has_wrong_checksum(text):
        message = f"{sobject.label} ID: id value of incorrect type: {text}"
        raise MalformedIdError(message, fields=("Id",))
    if not ids.is_id(text):
        raise no_such_field(text)
    return ids.normalize(text)


def no_such_field(name: str) -> NotFoundError:
    """Return the refusal of a name that is no field's; here the message goes first ([RF])."""
    error = NotFoundError(_NO_SUCH_FIELD.format(name))
    error.code_first = False
    return error


def readable_fields(call: Call, sobject: SObject) -> list[str]:
    """Return the names of the fields that the user may read."""
    access = call.org.access_of(call.user_id)
    return [each.name for each in sobject.fields if access.can_read_field(sobject, each)]


def fields(call: Call, sobject: SObject, *, with_id: bool = True) -> list[str]:
    """Return the names of the fields that ``fields`` names, or of all that the user may read.

    Raises:
        InvalidFieldError: one does not exist, or is hidden from the user.
    """
    readable = readable_fields(call, sobject)
    named = [each.strip() for each in call.arguments.get("fields", "").split(",")]
    if "fields" not in call.arguments:
        return readable
    chosen: dict[str, None] = {}
    for each in named:
        field = sobject.field(each)
        if field is None or field.name not in readable:
            if field is None:
                sobject.check_field(each)
            message = f"No such column '{each}' on sobject of type {sobject.name}"
            raise InvalidFieldError(message)
        chosen[field.name] = None
    return list(chosen | ({"Id": None} if with_id else {}))


def body_of(call: Call) -> JsonObject:
    """Return the JSON object that a call has sent."""
    return read_object(call.body, content_type=call.headers.get("Content-Type", ""))


_RECORD = "/sobjects/<name>/<record_id>"

ROUTES = (
    Route("/sobjects/<name>", "row_create", create, ("POST",)),
    Route(_RECORD, "row_get", get, ("GET",)),
    Route(_RECORD, "row_update", update, ("PATCH",)),
    Route(_RECORD, "row_delete", delete, ("DELETE",)),
)
