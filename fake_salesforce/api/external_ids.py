"""sObject rows by external id: upsert, read, delete (reference 3.5; statuses of v46 and later)."""

from __future__ import annotations

from fake_salesforce import ids
from fake_salesforce.errors import (
    InvalidFieldError,
    MethodNotAllowedError,
    NotFoundError,
    NotImplementedInFakeError,
)
from fake_salesforce.records.external_ids import key_field
from fake_salesforce.records.values import WrongTypeError
from fake_salesforce.schema import Field, SObject

from .call import Answer, Call, Route
from .describes import MISSING, sobject_of
from .rows import body_of, created, created_answer, no_such_field, read
from .save_headers import save_options

_OTHER_RESOURCES = frozenset(
    ["approvalLayouts", "compactLayouts", "describe", "listviews", "namedLayouts", "quickActions"]
)
"""What stands where a field's name would and is a resource of its own."""


def get(call: Call, name: str, field_name: str, value: str) -> Answer:
    """Read the record that has a value: 200, or 300 with the paths of several."""
    sobject, key = _key(call, name, field_name)
    found = _matching(call, sobject, key, value)
    if len(found) > 1:
        return _several(call, sobject, found)
    return read(call, sobject, _only(found), missing=no_such_field(field_name))


def upsert(call: Call, name: str, field_name: str, value: str) -> Answer:
    """Create a record, 201, or update the one that has the value, 200; several are 300."""
    sobject, key = _key(call, name, field_name)
    if not (sobject.createable and sobject.updateable):
        raise MethodNotAllowedError(call.method, allowed=("HEAD", "GET"))
    incoming = body_of(call)
    if key.name != "Id" and any(each.lower() == key.name.lower() for each in incoming.values):
        message = f"The {key.name} field should not be specified in the sobject data."
        raise InvalidFieldError(message)
    found = () if key.name == "Id" else _matching(call, sobject, key, value)
    if len(found) > 1:
        return _several(call, sobject, found)
    try:
        done = call.org.records.upsert(
            sobject.name,
            key.name,
            value,
            incoming.values,
            user_id=call.user_id,
            options=save_options(call),
        )
    except WrongTypeError as error:
        raise incoming.wrong_type(error) from error
    if done.was_created:
        return created_answer(call, sobject, done.record_id, created=True)
    return Answer({"id": done.record_id, "success": True, "errors": [], "created": False})


def delete(call: Call, name: str, field_name: str, value: str) -> Answer:
    """Delete the record that has a value: 204, or 300 with the paths of several (believed)."""
    sobject, key = _key(call, name, field_name)
    if not sobject.deletable:
        raise MethodNotAllowedError(call.method, allowed=("HEAD", "GET", "PATCH"))
    found = _matching(call, sobject, key, value)
    if len(found) > 1:
        return _several(call, sobject, found)
    call.org.records.delete(sobject.name, _only(found), user_id=call.user_id)
    return Answer.nothing()


def create(call: Call, name: str) -> Answer:
    """Create a record at the path that treats Id as an external id without a value: 201."""
    return created(call, name, created=True)


def _key(call: Call, name: str, field_name: str) -> tuple[SObject, Field]:
    sobject = sobject_of(call, name)
    is_id = ids.is_id(field_name) and ids.normalize(field_name).startswith(sobject.key_prefix)
    if sobject.field(field_name) is None and (is_id or field_name in _OTHER_RESOURCES):
        part = f"the resource sobjects/{sobject.name}/{field_name}/..."
        raise NotImplementedInFakeError(part, instead="Query what it would tell.")
    key = key_field(sobject, field_name, call.org.access_of(call.user_id))
    if key is None:
        raise no_such_field(field_name)
    return sobject, key


def _matching(call: Call, sobject: SObject, key: Field, value: str) -> tuple[str, ...]:
    try:
        return call.org.records.matching(sobject.name, key.name, value, user_id=call.user_id)
    except ValueError as error:
        raise NotFoundError(MISSING) from error


def _only(found: tuple[str, ...]) -> str:
    if not found:
        raise NotFoundError(MISSING)
    return found[0]


def _several(call: Call, sobject: SObject, found: tuple[str, ...]) -> Answer:
    return Answer([f"{call.base}/sobjects/{sobject.name}/{each}" for each in found], status=300)


_BY_FIELD = "/sobjects/<name>/<field_name>/<value>"

ROUTES = (
    Route("/sobjects/<name>/Id", "row_create_by_id", create, ("POST",)),
    Route(_BY_FIELD, "row_get_by_field", get, ("GET",)),
    Route(_BY_FIELD, "row_upsert", upsert, ("PATCH",)),
    Route(_BY_FIELD, "row_delete_by_field", delete, ("DELETE",)),
)
