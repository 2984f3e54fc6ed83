"""The list of the API versions, and what is below one of them (reference 3.1)."""

from __future__ import annotations

import re

from fake_salesforce import releases
from fake_salesforce.errors import GoneError, NotFoundError, NotImplementedInFakeError
from fake_salesforce.releases import Standing

from .call import Answer, Call, Route

MISSING = "The requested resource does not exist"
"""Reference 2, [CCI]."""
_RETIRED = "The requested resource has been retired or removed"
"""[K:rest-api/status-codes-and-error-responses] of 410; that it is the text is believed."""

RESOURCES = (
    "tooling",
    "metadata",
    "eclair",
    "folders",
    "prechatForms",
    "contact-tracing",
    "jsonxform",
    "chatter",
    "payments",
    "tabs",
    "appMenu",
    "quickActions",
    "queryAll",
    "commerce",
    "wave",
    "iot",
    "analytics",
    "search",
    "smartdatadiscovery",
    "composite",
    "parameterizedSearch",
    "fingerprint",
    "theme",
    "nouns",
    "domino",
    "event",
    "serviceTemplates",
    "recent",
    "connect",
    "licensing",
    "limits",
    "process",
    "dedupe",
    "async-queries",
    "query",
    "jobs",
    "localizedvalue",
    "mobile",
    "emailConnect",
    "consent",
    "tokenizer",
    "compactLayouts",
    "knowledgeManagement",
    "sobjects",
    "actions",
    "support",
)
"""What lies below a version in a real org (reference 3.1, [K]; the exact v49 list is believed)."""


def versions() -> list[dict[str, str]]:
    """Return the list of served versions, oldest first. It needs no session."""
    return [
        {"label": label, "url": f"/services/data/v{version}", "version": version}
        for version, label in releases.LABELS.items()
    ]


def resources(call: Call) -> Answer:
    """Answer with the resources below a version, by name."""
    listed = {each: f"{call.base}/{each}" for each in RESOURCES}
    identity = f"{call.origin}/id/{call.org.id}/{call.user_id}"
    return Answer(listed | {"identity": identity})


_NEWER = (
    (re.compile(r"composite/graph"), releases.GRAPH),
    (re.compile(r"jobs/query/[^/]+/resultPages", re.IGNORECASE), releases.RESULT_PAGES),
)
"""Resources that came after v49.0."""


def check_served(version: str) -> None:
    """Refuse a version that is not served, as ``48.0``.

    Raises:
        NotFoundError: there is no such version.
        GoneError: there was one ([K:rest-api/api-end-of-life-policy]).
        NotImplementedInFakeError: Salesforce has it and the fake does not.
    """
    standing = releases.standing(version)
    if standing is Standing.UNKNOWN:
        raise NotFoundError(MISSING)
    if standing is Standing.RETIRED:
        raise GoneError(_RETIRED)
    if standing is Standing.NOT_SERVED:
        served = f"v{releases.REFERENCE} to v{releases.NEWEST}"
        raise NotImplementedInFakeError(f"API v{version}", instead=f"It serves {served}.")


def refuse_newer(name: str, version: str) -> None:
    """Refuse a resource that came after v49.0, by its path below the version; pass all others.

    Raises:
        NotImplementedInFakeError: the version has it, and the fake has not.
        NotFoundError: it came later.
    """
    for pattern, difference in _NEWER:
        if pattern.fullmatch(name.strip("/")) is not None:
            difference.refuse_in(version)
            raise NotFoundError(MISSING)


ROUTES = (Route("", "resources", resources),)
