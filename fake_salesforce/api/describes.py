"""Describe global and describe of one object (reference 3.3, 3.4)."""

from __future__ import annotations

from fake_salesforce import describe as documents
from fake_salesforce.errors import NotFoundError, NotImplementedInFakeError
from fake_salesforce.schema import SObject

from . import conditional
from .call import Answer, Call, Route
from .json_text import to_text

MISSING = "The requested resource does not exist"
"""Reference 2, [CCI]."""


def sobject_of(call: Call, name: str) -> SObject:
    """Return the object a path names.

    Raises:
        NotFoundError: there is none, or the user may not read it (the latter believed).
        NotImplementedInFakeError: a real org has it and the fake does not.
    """
    sobject = call.org.schema.sobject(name)
    if sobject is None or not call.org.access_of(call.user_id).can_read_object(sobject):
        raise NotFoundError(MISSING)
    return sobject


def describe_global(call: Call) -> Answer:
    """Answer with the objects the user may read, unless that is as the client knows it."""
    access = call.org.access_of(call.user_id)
    document = documents.describe_global(call.org.schema, access=access, version=call.version)
    return _unless_known(call, "", document, to_text(document, is_pretty=False))


def describe(call: Call, name: str) -> Answer:
    """Answer with the describe document of one object, unless that is as the client knows it."""
    sobject = sobject_of(call, name)
    document = documents.describe(
        sobject,
        call.org.schema,
        access=call.org.access_of(call.user_id),
        version=call.version,
        origin=call.origin,
    )
    # Its URLs depend on how the client reached the org, which is no change of it.
    text = to_text({each: document[each] for each in document if each != "urls"}, is_pretty=False)
    return _unless_known(call, sobject.name, document, text)


def _unless_known(call: Call, name: str, document: dict[str, object], text: str) -> Answer:
    """Answer with a document, or with 304 ([K:rest-api/get-object-metadata-changes])."""
    changed = call.org.metadata_changes.last_change(
        f"v{call.version} {name}", text, user_id=call.user_id, now=call.org.clock.now()
    )
    state = conditional.State(changed)
    return conditional.check(call, state) or Answer(document, headers=state.headers)


def refused(call: Call, name: str, **rest: str) -> Answer:
    """Refuse a resource that describe names and the fake does not have."""
    path = "/".join(("sobjects", sobject_of(call, name).name, *rest.values()))
    instead = "It has the records of an object, and its describe."
    raise NotImplementedInFakeError(f"the resource {path}", instead=instead)


ROUTES = (
    Route("/sobjects", "describe_global", describe_global),
    Route("/sobjects/<name>/describe", "describe", describe),
    Route("/sobjects/<name>/describe/<path:layouts>", "layouts", refused),
    Route("/sobjects/<name>/listviews", "list_views", refused),
    Route("/sobjects/<name>/quickActions", "quick_actions", refused),
    Route("/sobjects/<name>/defaultValues", "default_values", refused),
)
