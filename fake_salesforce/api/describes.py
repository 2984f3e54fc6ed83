"""Describe global and describe of one object (reference 3.3, 3.4)."""

from __future__ import annotations

from fake_salesforce import describe as documents
from fake_salesforce.errors import NotFoundError
from fake_salesforce.schema import SObject

from .call import Answer, Call, Route

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
    """Answer with the objects the user may read."""
    access = call.org.access_of(call.user_id)
    return Answer(documents.describe_global(call.org.schema, access=access, version=call.version))


def describe(call: Call, name: str) -> Answer:
    """Answer with the describe document of one object."""
    document = documents.describe(
        sobject_of(call, name),
        call.org.schema,
        access=call.org.access_of(call.user_id),
        version=call.version,
        origin=call.origin,
    )
    return Answer(document)


ROUTES = (
    Route("/sobjects", "describe_global", describe_global),
    Route("/sobjects/<name>/describe", "describe", describe),
)
