"""Records reached over relationships: ``sobjects/Contact/<id>/Account`` (reference 3.5).

Rules of the guides ([K:rest-api/get-records-using-sobject-relationships], [K:rest-api/
traverse-relationships-with-friendly-urls]): up to five steps to a parent, then perhaps one to
children. A parent is a record, which can be written and deleted too; without one the path leads
nowhere, 404. Children are a query's answer, empty if there are none. That a name which is no
relationship and a record that the user may not see are 404 too is believed, and so are the texts.
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce import ids
from fake_salesforce.errors import (
    MethodNotAllowedError,
    NotFoundError,
    NotImplementedInFakeError,
)
from fake_salesforce.org import MOST_PAGE_ROWS
from fake_salesforce.schema import Field, SObject

from . import queries, rows
from .call import Answer, Call, Route
from .describes import MISSING, sobject_of

_MOST_PARENTS = 5
"""Steps from child to parent, as in SOQL ([K])."""
_ELSEWHERE = {("User", "password"): "sobjects/User/id/password"}
"""What stands where a relationship would and is another resource."""


@dataclass(frozen=True, slots=True)
class _Record:
    """A record on the way."""

    sobject: SObject
    id: str


@dataclass(frozen=True, slots=True)
class _Children:
    """The records that refer to one."""

    sobject: SObject
    field: Field
    parent_id: str


def get(call: Call, name: str, record_id: str, relationship: str) -> Answer:
    """Read the related record, or the related records."""
    end = _follow(call, name, record_id, relationship)
    if isinstance(end, _Record):
        return rows.read(call, end.sobject, end.id, missing=NotFoundError(MISSING))
    names = ", ".join(rows.fields(call, end.sobject, with_id=False))
    text = f"SELECT {names} FROM {end.sobject.name} WHERE {end.field.name} = '{end.parent_id}'"  # noqa: S608 - checked names, an id
    asking = call.org.asking(call.user_id, page_rows=MOST_PAGE_ROWS)
    return queries.answer(call, call.org.queries.first_page(text, asking))


def update(call: Call, name: str, record_id: str, relationship: str) -> Answer:
    """Write some fields of the related record: 204."""
    record = _one(call, name, record_id, relationship)
    return rows.write(call, record.sobject, record.id)


def delete(call: Call, name: str, record_id: str, relationship: str) -> Answer:
    """Put the related record into the recycle bin: 204."""
    record = _one(call, name, record_id, relationship)
    return rows.remove(call, record.sobject, record.id)


def _one(call: Call, name: str, record_id: str, relationship: str) -> _Record:
    """Return the one record that a path leads to; to many, only GET goes ([K])."""
    end = _follow(call, name, record_id, relationship)
    if isinstance(end, _Children):
        raise MethodNotAllowedError(call.method, allowed=("HEAD", "GET"))
    return end


def _follow(call: Call, name: str, record_id: str, relationship: str) -> _Record | _Children:
    """Follow a path of relationships from a record."""
    sobject = sobject_of(call, name)
    if (sobject.name, relationship.lower()) in _ELSEWHERE:
        part = f"the resource {_ELSEWHERE[sobject.name, relationship.lower()]}"
        raise NotImplementedInFakeError(part, instead="It has sobjects/User/id.")
    steps = relationship.strip("/").split("/")
    if not ids.is_id(record_id) or len(steps) > _MOST_PARENTS + 1:
        raise NotFoundError(MISSING)
    end: _Record | _Children = _Record(sobject, ids.normalize(record_id))
    for number, step in enumerate(steps):
        if isinstance(end, _Children):
            raise NotFoundError(MISSING)
        end = _step(call, end, step)
        if isinstance(end, _Record) and number == _MOST_PARENTS:
            raise NotFoundError(MISSING)
    return end


def _step(call: Call, record: _Record, step: str) -> _Record | _Children:
    access = call.org.access_of(call.user_id)
    for field in record.sobject.fields:
        if (field.relationship_name or "").lower() == step.lower() and access.can_read_field(
            record.sobject, field
        ):
            return _parent(call, record, field)
    for child in call.org.schema:
        for field in child.fields:
            if (
                (field.child_relationship_name or "").lower() == step.lower()
                and record.sobject.name in field.reference_to
                and access.can_read_object(child)
                and access.can_read_field(child, field)
            ):
                _value(call, record, "Id")
                return _Children(child, field, record.id)
    record.sobject.check_relationship(step)
    raise NotFoundError(MISSING)


def _parent(call: Call, record: _Record, field: Field) -> _Record:
    """Return the record that a field refers to."""
    parent_id = _value(call, record, field.name)
    sobject = None if parent_id is None else call.org.schema.sobject_of_id(parent_id)
    if (
        sobject is None
        or parent_id is None
        or not call.org.access_of(call.user_id).can_read_object(sobject)
    ):
        raise NotFoundError(MISSING)
    return _Record(sobject, parent_id)


def _value(call: Call, record: _Record, field_name: str) -> str | None:
    """Return what an id field of a record holds.

    Raises:
        NotFoundError: there is no such record that the user may see.
    """
    page = call.org.queries.first_page(
        f"SELECT {field_name} FROM {record.sobject.name} WHERE Id = '{record.id}'",  # noqa: S608 - a name of the schema, an id
        call.org.asking(call.user_id, page_rows=1),
    )
    values = queries.values(page)
    if not values:
        raise NotFoundError(MISSING)
    return None if values[0][field_name] is None else str(values[0][field_name])


_PATH = "/sobjects/<name>/<id:record_id>/<path:relationship>"

ROUTES = (
    Route(_PATH, "relationship_get", get, ("GET",)),
    Route(_PATH, "relationship_update", update, ("PATCH",)),
    Route(_PATH, "relationship_delete", delete, ("DELETE",)),
)
