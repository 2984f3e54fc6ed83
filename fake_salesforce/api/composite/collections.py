"""``composite/sobjects``: up to 200 records created, updated or deleted in one call, or read.

The texts about a request that is not well formed are believed, but for the one of too many records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import msgspec

from fake_salesforce import ids, soql
from fake_salesforce.api.call import Answer, Call, Route
from fake_salesforce.api.describes import MISSING, sobject_of
from fake_salesforce.api.json_body import JsonObject
from fake_salesforce.api.json_text import assembled
from fake_salesforce.api.rows import body_of, no_such_field
from fake_salesforce.api.save_headers import save_options
from fake_salesforce.errors import (
    ExceededIdLimitError,
    InvalidFieldError,
    InvalidInputError,
    MalformedIdError,
    NotFoundError,
)
from fake_salesforce.org import MOST_PAGE_ROWS
from fake_salesforce.records.entity_types import (
    check_createable,
    check_deletable,
    check_updateable,
    own_id,
)
from fake_salesforce.records.external_ids import key_field
from fake_salesforce.records.values import Json, WrongTypeError
from fake_salesforce.schema import Field, SObject

from .saving import Saved, save

MOST_RECORDS = 200
MOST_CHUNKS = 10
"""Runs of records of one type ([K:rest-api/create-records-using-sobject-collections])."""
MOST_READ = 2000
_TOO_MANY = "record limit reached. cannot submit more than {} records into this call"
"""Reference 2, [P]; for records read believed."""


@dataclass(frozen=True, slots=True)
class _Record:
    """A record of a request: its type, its id if it has one, and its fields."""

    type: str
    id: str | None
    fields: dict[str, Json]


def create(call: Call) -> Answer:
    """Create records; the result of each stands where the record stood."""
    body = body_of(call)
    writes = (partial(_create, call, each) for each in _records(body))
    return _saved(call, body, writes)


def update(call: Call) -> Answer:
    """Update records by their ids."""
    body = body_of(call)
    writes = (partial(_update, call, each) for each in _records(body))
    return _saved(call, body, writes)


def upsert(call: Call, name: str, field_name: str) -> Answer:
    """Create records, or update those that have the value already (reference 3.9, [CCI])."""
    sobject = sobject_of(call, name)
    key = key_field(sobject, field_name, call.org.access_of(call.user_id))
    if key is None:
        raise no_such_field(field_name)
    body = body_of(call)
    records = _records(body)
    for each in records:
        if each.type.lower() != sobject.name.lower():
            message = f"a record of type {each.type} cannot be upserted as {sobject.name}"
            raise InvalidInputError(message)
    return _saved(call, body, (partial(_upsert, call, sobject, key, each) for each in records))


def delete(call: Call) -> Answer:
    """Delete the records of the parameter ``ids``, whatever objects they are of."""
    record_ids = _listed(call, "ids")
    if len(record_ids) > MOST_RECORDS:
        raise ExceededIdLimitError(_TOO_MANY.format(MOST_RECORDS))
    outcomes = save(
        call.org,
        (partial(_delete, call, each) for each in record_ids),
        all_or_none=call.arguments.get("allOrNone", "").lower() == "true",
    )
    return Answer([each.result() for each in outcomes])


def get(call: Call, name: str) -> Answer:
    """Read the records of ``ids``, in their order; null for what is not there."""
    return _read(call, name, _listed(call, "ids"), _listed(call, "fields"))


def get_by_body(call: Call, name: str) -> Answer:
    """Read the records whose ids the body lists."""
    body = body_of(call)
    return _read(call, name, _texts(body, "ids"), _texts(body, "fields"))


def _listed(call: Call, name: str) -> list[str]:
    listed = [each.strip() for each in call.arguments.get(name, "").split(",") if each.strip()]
    if not listed:
        message = f"The {name} parameter must be provided"
        raise InvalidInputError(message)
    return listed


def _texts(body: JsonObject, name: str) -> list[str]:
    value = body.values.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        message = f"{name} must be a list of texts"
        raise InvalidInputError(message)
    return [str(each) for each in value]


def _records(body: JsonObject) -> list[_Record]:
    """Return the records of a body.

    Raises:
        ExceededIdLimitError: there are more than 200.
        InvalidInputError: there is none, one has no type, or the types change too often.
    """
    listed = body.values.get("records")
    if not isinstance(listed, list) or not listed:
        message = "records must be a list of records"
        raise InvalidInputError(message)
    if len(listed) > MOST_RECORDS:
        raise ExceededIdLimitError(_TOO_MANY.format(MOST_RECORDS))
    records = [_record(each) for each in listed]
    if sum(1 for _ in groupby(records, key=lambda each: each.type.lower())) > MOST_CHUNKS:
        message = f"records change their type more than {MOST_CHUNKS} times: sort them by type"
        raise InvalidInputError(message)
    return records


def _record(value: object) -> _Record:
    attributes = value.get("attributes") if isinstance(value, dict) else None
    name = attributes.get("type") if isinstance(attributes, dict) else None
    if not isinstance(value, dict) or not isinstance(name, str):
        message = 'each record must have attributes with a type, as {"type": "Lead"}'
        raise InvalidInputError(message)
    fields = {each: field for each, field in value.items() if each.lower() != "id"}
    record_id = next((field for each, field in value.items() if each.lower() == "id"), None)
    return _Record(name, None if record_id is None else str(record_id), fields)


def _create(call: Call, record: _Record) -> Saved:
    sobject = _written(call, record.type)
    check_createable(sobject)
    fields = record.fields if record.id is None else record.fields | {"Id": record.id}
    options = save_options(call)
    return Saved(
        call.org.records.create(sobject.name, fields, user_id=call.user_id, options=options)
    )


def _update(call: Call, record: _Record) -> Saved:
    sobject = _written(call, record.type)
    check_updateable(sobject)
    identifier = own_id(sobject, record.id or "")
    options = save_options(call)
    call.org.records.update(
        sobject.name, identifier, record.fields, user_id=call.user_id, options=options
    )
    return Saved(identifier)


def _upsert(call: Call, sobject: SObject, key: Field, record: _Record) -> Saved:
    done = call.org.records.upsert_row(
        sobject.name,
        key.name,
        record.id,
        record.fields,
        user_id=call.user_id,
        options=save_options(call),
    )
    return Saved(done.record_id, more={"created": done.was_created})


def _delete(call: Call, record_id: str) -> Saved:
    sobject = None
    if ids.is_id(record_id):
        sobject = call.org.schema.sobject_of_id(ids.normalize(record_id))
    if sobject is None or not call.org.access_of(call.user_id).can_read_object(sobject):
        # The text: [K:rest-api/delete-records-using-sobject-collections].
        message = f"malformed id {record_id}"
        raise MalformedIdError(message, fields=())
    check_deletable(sobject)
    call.org.records.delete(sobject.name, ids.normalize(record_id), user_id=call.user_id)
    return Saved(ids.normalize(record_id))


def _written(call: Call, name: str) -> SObject:
    """Return the object of a record that is to be written; an unknown one is a record's fault."""
    try:
        return sobject_of(call, name)
    except NotFoundError as error:
        raise NotFoundError(MISSING, fields=()) from error


def _saved(call: Call, body: JsonObject, writes: Iterable[partial[Saved]]) -> Answer:
    """Answer with what became of each record; a value of a wrong type refuses all (believed)."""
    try:
        outcomes = save(call.org, writes, all_or_none=body.values.get("allOrNone") is True)
    except WrongTypeError as error:
        raise body.wrong_type(error, place="records") from error
    return Answer([each.result() for each in outcomes])


def _read(call: Call, name: str, record_ids: list[str], fields: list[str]) -> Answer:
    """Answer with the records of ids, in their order."""
    if len(record_ids) > MOST_READ:
        raise ExceededIdLimitError(_TOO_MANY.format(MOST_READ))
    sobject = sobject_of(call, name)
    readable = _readable(call, sobject, fields)
    known = [ids.normalize(each) if ids.is_id(each) else None for each in record_ids]
    found = _found(call, sobject, [each for each in known if each is not None], readable)
    records = [None if each is None else found.get(each) for each in known]
    return Answer(text=assembled(records, is_pretty=call.is_pretty))


def _readable(call: Call, sobject: SObject, fields: list[str]) -> list[str]:
    access = call.org.access_of(call.user_id)
    chosen: dict[str, None] = {}
    for each in fields:
        field = sobject.field(each)
        if field is None or not access.can_read_field(sobject, field):
            if field is None:
                sobject.check_field(each)
            message = f"No such column '{each}' on sobject of type {sobject.name}"
            raise InvalidFieldError(message)
        chosen[field.name] = None
    return list(chosen)


def _found(
    call: Call, sobject: SObject, record_ids: list[str], fields: list[str]
) -> Mapping[str, msgspec.Raw]:
    """Return the records there are, as JSON text by id."""
    if not record_ids:
        return {}
    listed = ", ".join(f"'{each}'" for each in dict.fromkeys(record_ids))
    asking = call.org.asking(call.user_id, page_rows=MOST_PAGE_ROWS)
    page = call.org.queries.first_page(
        f"SELECT {', '.join(fields)} FROM {sobject.name} WHERE Id IN ({listed})",  # noqa: S608 - checked names, ids
        asking,
    )
    found: dict[str, msgspec.Raw] = {}
    while page.projection is not None:
        for each in page.records:
            text = soql.render_record(
                page.projection, each, version=call.version, pretty=call.is_pretty
            )
            found[str(each[1])] = msgspec.Raw(text)
        if page.next_locator is None:
            break
        page = call.org.queries.next_page(page.next_locator, asking)
    return found


_PATH = "/composite/sobjects"

ROUTES = (
    Route(_PATH, "collection_create", create, ("POST",)),
    Route(_PATH, "collection_update", update, ("PATCH",)),
    Route(_PATH, "collection_delete", delete, ("DELETE",)),
    Route(f"{_PATH}/<name>/<field_name>", "collection_upsert", upsert, ("PATCH",)),
    Route(f"{_PATH}/<name>", "collection_get", get),
    Route(f"{_PATH}/<name>", "collection_get_by_body", get_by_body, ("POST",)),
)
