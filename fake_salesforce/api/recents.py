"""The records that the user viewed or wrote last (reference 3.5, 3.8)."""

from __future__ import annotations

import re
from typing import Any

from fake_salesforce import describe as documents
from fake_salesforce.errors import NumberOutsideValidRangeError
from fake_salesforce.org import Asking
from fake_salesforce.schema import SObject

from . import queries
from .call import Answer, Call, Route
from .describes import sobject_of

_LIMIT = re.compile(r"[1-9][0-9]{0,5}")


def of_object(call: Call, name: str) -> Answer:
    """Answer with what describe global tells of an object, and the user's recent records of it."""
    sobject = sobject_of(call, name)
    access = call.org.access_of(call.user_id)
    element = documents.global_element(sobject, access=access, version=call.version)
    recent = call.org.recents.of(call.user_id, key_prefix=sobject.key_prefix)
    return Answer({"objectDescribe": element, "recentItems": _items(call, recent)})


def recent(call: Call) -> Answer:
    """Answer with the user's recent records of all objects, the latest first."""
    items = _items(call, call.org.recents.of(call.user_id))
    limit = call.arguments.get("limit")
    if limit is None:
        return Answer(items)
    if _LIMIT.fullmatch(limit) is None:
        # Believed: no source has a limit that is no number.
        message = f"limit: {limit!r} is no number from 1 on"
        raise NumberOutsideValidRangeError(message)
    return Answer(items[: int(limit)])


def _items(call: Call, record_ids: list[str]) -> list[dict[str, Any]]:
    """Return what is told of records, without those that the user does not see (any more)."""
    by_object: dict[str, list[str]] = {}
    for each in record_ids:
        by_object.setdefault(each[:3], []).append(each)
    asking = call.org.asking(call.user_id, page_rows=1)
    told: dict[str, dict[str, Any]] = {}
    for same in by_object.values():
        sobject = call.org.schema.sobject_of_id(same[0])
        if sobject is not None and asking.access.can_read_object(sobject):
            told |= {each["Id"]: each for each in _told(call, sobject, same, asking)}
    return [told[each] for each in record_ids if each in told]


def _told(
    call: Call, sobject: SObject, record_ids: list[str], asking: Asking
) -> list[dict[str, Any]]:
    names = ["Id"] + [
        each.name
        for each in sobject.fields
        if each.name_field and asking.access.can_read_field(sobject, each)
    ]
    listed = ", ".join(f"'{each}'" for each in record_ids)
    text = f"SELECT {', '.join(names)} FROM {sobject.name} WHERE Id IN ({listed})"  # noqa: S608 - names of the schema, ids
    page = call.org.queries.first_page(text, asking.unpaged())
    return queries.values(page)


ROUTES = (
    Route("/sobjects/<name>", "recent", of_object),
    Route("/recent", "recent_items", recent),
)
