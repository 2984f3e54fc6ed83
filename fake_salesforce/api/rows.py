"""sObject rows: create, read, update, delete (reference 3.5)."""

from __future__ import annotations

from fake_salesforce import ids, soql
from fake_salesforce.errors import (
    EntityIsDeletedError,
    InvalidFieldError,
    MethodNotAllowedError,
    NotFoundError,
    NotImplementedInFakeError,
)
from fake_salesforce.records.values import WrongTypeError
from fake_salesforce.schema import SObject

from .call import Answer, Call, Route
from .describes import sobject_of
from .json_body import JsonObject, read_object
from .save_headers import save_options

_NO_SUCH_FIELD = "Provided external ID field does not exist or is not accessible: {}"
"""Reference 2, [RF]: what follows the object's name is read as a field's name."""
_REPLICATION = frozenset({"updated", "deleted"})
"""What stands where an id would and lists the records of a span of time (reference 3.5)."""


def create(call: Call, name: str) -> Answer:
    """Create a record: 201 with its id."""
    sobject = sobject_of(call, name)
    if not sobject.createable:
        raise MethodNotAllowedError(call.method, allowed=("HEAD", "GET"))
    incoming = _body(call)
    try:
        record_id = call.org.records.create(
            sobject.name, incoming.values, user_id=call.user_id, options=save_options(call)
        )
    except WrongTypeError as error:
        raise incoming.wrong_type(error) from error
    location = f"{call.base}/sobjects/{sobject.name}/{record_id}"
    return Answer(
        {"id": record_id, "success": True, "errors": []},
        status=201,
        headers={"Location": location},
    )


def recent(call: Call, name: str) -> Answer:
    """Refuse the object's facts with the user's recent records: nobody views records here."""
    part = f"GET {sobject_of(call, name).name} (recentItems)"
    raise NotImplementedInFakeError(part, instead="Describe the object, or query its records.")


def get(call: Call, name: str, record_id: str) -> Answer:
    """Read a record: every field the user may read, or the ones ``fields`` names.

    Id comes with the named ones too, at the end ([K:rest-api, "Get Field Values from a Record"]).
    """
    sobject = sobject_of(call, name)
    if record_id in _REPLICATION:
        part = f"the resource sobjects/{sobject.name}/{record_id}"
        raise NotImplementedInFakeError(part, instead="Query SystemModstamp instead.")
    identifier = _id_of(record_id)
    fields = ", ".join(_fields(call, sobject))
    page = call.org.queries.first_page(
        f"SELECT {fields} FROM {sobject.name} WHERE Id = '{identifier}'",  # noqa: S608 - checked names, an id
        call.org.asking(call.user_id, page_rows=1, include_deleted=True),
    )
    if page.projection is None or not page.records:
        raise _no_such_field(record_id)
    if sobject.field("IsDeleted") and call.org.records.is_deleted(sobject.name, identifier):
        message = "entity is deleted"
        raise EntityIsDeletedError(message, fields=())
    text = soql.render_record(
        page.projection, page.records[0], version=call.version, pretty=call.is_pretty
    )
    return Answer(text=text)


def update(call: Call, name: str, record_id: str) -> Answer:
    """Write some fields of a record: 204."""
    sobject = sobject_of(call, name)
    identifier = _id_of(record_id)
    if not sobject.updateable:
        allowed = ("HEAD", "GET", "DELETE") if sobject.deletable else ("HEAD", "GET")
        raise MethodNotAllowedError(call.method, allowed=allowed)
    incoming = _body(call)
    try:
        call.org.records.update(
            sobject.name,
            identifier,
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
    identifier = _id_of(record_id)
    if not sobject.deletable:
        allowed = ("HEAD", "GET", "PATCH") if sobject.updateable else ("HEAD", "GET")
        raise MethodNotAllowedError(call.method, allowed=allowed)
    call.org.records.delete(sobject.name, identifier, user_id=call.user_id)
    return Answer.nothing()


def by_field(call: Call, name: str, field_name: str, value: str) -> Answer:
    """Refuse rows by external id, which come with the issue on writing records."""
    sobject = sobject_of(call, name)
    part = f"{call.method} {sobject.name} by {field_name}={value!r}"
    raise NotImplementedInFakeError(part, instead="Address records by their Id.")


def _id_of(text: str) -> str:
    """Return the 18-character id of a path; anything else is read as a field's name."""
    if not ids.is_id(text):
        raise _no_such_field(text)
    return ids.normalize(text)


def _no_such_field(name: str) -> NotFoundError:
    """Return the refusal of a name that is no field's; here the message goes first ([RF])."""
    error = NotFoundError(_NO_SUCH_FIELD.format(name))
    error.code_first = False
    return error


def _fields(call: Call, sobject: SObject) -> list[str]:
    access = call.org.access_of(call.user_id)
    readable = [each.name for each in sobject.fields if access.can_read_field(sobject, each)]
    named = [each.strip() for each in call.arguments.get("fields", "").split(",")]
    if "fields" not in call.arguments:
        return readable
    chosen: dict[str, None] = {}
    for each in named:
        field = sobject.field(each)
        if field is None or field.name not in readable:
            message = f"No such column '{each}' on sobject of type {sobject.name}"
            raise InvalidFieldError(message)
        chosen[field.name] = None
    return list(chosen | {"Id": None})


def _body(call: Call) -> JsonObject:
    return read_object(call.body, content_type=call.headers.get("Content-Type", ""))


_RECORD = "/sobjects/<name>/<record_id>"

ROUTES = (
    Route("/sobjects/<name>", "recent", recent),
    Route("/sobjects/<name>", "row_create", create, ("POST",)),
    Route(_RECORD, "row_get", get, ("GET",)),
    Route(_RECORD, "row_update", update, ("PATCH",)),
    Route(_RECORD, "row_delete", delete, ("DELETE",)),
    Route(
        "/sobjects/<name>/<field_name>/<value>",
        "row_by_field",
        by_field,
        ("GET", "POST", "PATCH", "DELETE"),
    ),
)
