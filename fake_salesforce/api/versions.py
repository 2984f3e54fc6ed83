"""The API versions this server serves, and what is below one of them (reference 3.1)."""

from __future__ import annotations

from .call import Answer, Call, Route

SERVED = ("49.0",)
"""Versions whose resources are served. Others are refused with 501 until the API issue."""

_LABELS = {"49.0": "Summer '20"}

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
        {"label": _LABELS[each], "url": f"/services/data/v{each}", "version": each}
        for each in SERVED
    ]


def resources(call: Call) -> Answer:
    """Answer with the resources below a version, by name."""
    listed = {each: f"{call.base}/{each}" for each in RESOURCES}
    identity = f"{call.origin}/id/{call.org.id}/{call.user_id}"
    return Answer(listed | {"identity": identity})


ROUTES = (Route("", "resources", resources),)
