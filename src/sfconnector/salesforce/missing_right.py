"""Which right a refusal is about, as the doctor names rights; Salesforce tells it in few words."""

from __future__ import annotations

import re

from sfconnector.errors import ConnectorError
from sfconnector.salesforce.reports import NO_RIGHT

_TYPE = re.compile(r"sObject type '(\w+)' is not supported")
_DESCRIBE = re.compile(r"/sobjects/(\w+)/describe$")
_FIELD = re.compile(r"\w+\.\w+")


def named(error: ConnectorError) -> str:
    """Return the right that is missing: ``Lead read``, ``Lead.Email read`` or ``RunReports``.

    "" where it is not known. A hidden field is told by the error's ``fields``, as ``Lead.Email``.
    """
    evidence = error.evidence
    fields = [each for each in getattr(error, "fields", ()) if _FIELD.fullmatch(each)]
    if fields:
        return f"{fields[0]} read"
    if NO_RIGHT in evidence.text:
        return "RunReports"
    hidden = _TYPE.search(evidence.text)
    if hidden is None and evidence.code == "NOT_FOUND":
        hidden = _DESCRIBE.search(evidence.request)
    return "" if hidden is None else f"{hidden[1]} read"
