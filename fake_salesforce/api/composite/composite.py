"""``composite``: up to 25 subrequests that may refer to one another, in one call of the limit.

Subrequests run in the order in which they stand. Salesforce may collate unrelated ones, which
changes their order and no answer ([K:rest-api/composite-request-body]).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fake_salesforce import releases
from fake_salesforce.api.call import Answer, Call, Route
from fake_salesforce.api.describes import MISSING
from fake_salesforce.api.json_body import read_object
from fake_salesforce.api.json_text import assembled
from fake_salesforce.api.subrequests import Part, Subrequest, failed
from fake_salesforce.errors import (
    InvalidInputError,
    JsonParserError,
    LimitExceededError,
    NotFoundError,
    ProcessingHaltedError,
    SalesforceError,
)
from fake_salesforce.org import Undo

from .references import resolved

MOST_SUBREQUESTS = 25
MOST_QUERIES = 5
"""Queries and collections among them ([K:rest-api/composite-request-body])."""
_TOO_MANY = "The request can\u2019t contain more than {} operations."
"""[I:guardian/support-service-lambdas#766]; for queries and collections believed."""
_ROLLED_BACK = (
    "The transaction was rolled back since another operation in the same transaction failed."
)
"""Reference 2: PROCESSING_HALTED."""
_REFERENCE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")
_WRONG_REFERENCE_ID = (
    "Provided referenceId ('{}') must start with a letter or a number, and it can contain only"
    " letters, numbers and underscores ('_')."
)
"""[I:guardian/support-service-lambdas#1512], of v54."""
_METHODS = frozenset({"POST", "PUT", "PATCH", "GET", "DELETE"})
_INHERITED = frozenset({"accept", "authorization", "content-type"})
_PATH = re.compile(r"/services/data/(v[0-9]{2}\.0/(?P<resource>.*))", re.DOTALL)
_COLLECTION = re.compile(r"composite/sobjects(?:[/?]|$)")
_COUNTED = re.compile(r"(?:query|queryAll|composite/sobjects)(?:[/?]|$)")
_SUPPORTED = re.compile(r"(?:sobjects|query|queryAll|composite/sobjects)(?:[/?]|$)")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A subrequest as it stands in the body, its references not resolved."""

    method: str
    url: str
    body: object
    headers: dict[str, str]
    reference_id: str | None


def resources(call: Call) -> Answer:
    """List the composite resources; that newer versions list the graph too is believed."""
    graph = ("graph",) if releases.GRAPH.holds_in(call.version) else ()
    names = ("tree", "batch", "sobjects", *graph)
    return Answer({each: f"{call.base}/composite/{each}" for each in names})


def composite(call: Call) -> Answer:
    """Run the subrequests; the answer is 200 whatever they were answered."""
    body = read_object(call.body, content_type=call.headers.get("Content-Type", "")).values
    asked = _subrequests(body.get("compositeRequest"))
    if releases.STRICT_REFERENCE_IDS.holds_in(call.version):
        _check_reference_ids(asked)
    too_many = _too_many(asked)
    if too_many is not None:
        return _answer(call, [(None, failed(too_many, is_pretty=call.is_pretty))])
    if body.get("allOrNone") is not True:
        return _answer(call, _run(call, asked))
    parts: list[tuple[str | None, Part]] = []
    with call.org.database.attempt():
        parts = _run(call, asked)
        if any(map(_has_failed, asked, parts)):
            halted = failed(ProcessingHaltedError(_ROLLED_BACK), is_pretty=call.is_pretty)
            parts = [
                part if _has_failed(each, part) else (part[0], halted)
                for each, part in zip(asked, parts, strict=True)
            ]
            raise Undo
    return _answer(call, parts)


def _run(call: Call, asked: list[_Asked]) -> list[tuple[str | None, Part]]:
    answers: dict[str, object] = {}
    parts: list[tuple[str | None, Part]] = []
    for each in asked:
        part = _part(call, each, answers)
        parts.append((each.reference_id, part))
        if each.reference_id is not None:
            answers[each.reference_id] = part.value()
    return parts


def _part(call: Call, asked: _Asked, answers: dict[str, object]) -> Part:
    try:
        takes_null = releases.NULL_REFERENCES.holds_in(call.version)
        url = str(resolved(asked.url, answers, takes_null=takes_null))
        body = resolved(asked.body, answers, takes_null=takes_null)
        match = _PATH.fullmatch(url)
        if match is None or _SUPPORTED.match(match["resource"]) is None:
            # Believed: which answer a url gets that Composite does not take.
            raise NotFoundError(MISSING)
    except SalesforceError as error:
        return failed(error, is_pretty=call.is_pretty)
    subrequest = Subrequest(asked.method, match[1], body, asked.headers)
    return call.subrequests.answer(call, subrequest)


def _has_failed(asked: _Asked, part: tuple[str | None, Part]) -> bool:
    """Tell whether a part undoes an all-or-none composite: a collection does by any record.

    [K:rest-api/allornone-parameters-in-composite-and-collections-requests], case 4.
    """
    _, answered = part
    match = _PATH.fullmatch(asked.url)
    if answered.has_failed or match is None or _COLLECTION.match(match["resource"]) is None:
        return answered.has_failed
    results = answered.value()
    return isinstance(results, list) and any(
        isinstance(each, dict) and each.get("success") is False for each in results
    )


def _subrequests(value: object) -> list[_Asked]:
    """Return the subrequests of a body; what is refused about their form is believed.

    Raises:
        InvalidInputError: one lacks a part, or has a header that it inherits.
    """
    if not isinstance(value, list) or not value:
        message = "compositeRequest must be a list of subrequests"
        raise InvalidInputError(message)
    return [_subrequest(each) for each in value]


def _subrequest(value: object) -> _Asked:
    if not isinstance(value, dict):
        message = "a subrequest must be an object with method, url and referenceId"
        raise InvalidInputError(message)
    method, url, reference_id = value.get("method"), value.get("url"), value.get("referenceId")
    headers = value.get("httpHeaders") or {}
    if not isinstance(method, str) or method not in _METHODS:
        message = f"the method of a subrequest must be one of {', '.join(sorted(_METHODS))}"
        raise InvalidInputError(message)
    if not isinstance(url, str) or not isinstance(reference_id, str):
        message = "a subrequest must have a url and a referenceId"
        raise InvalidInputError(message)
    if not isinstance(headers, dict) or not all(isinstance(each, str) for each in headers.values()):
        message = "httpHeaders must be an object of texts"
        raise InvalidInputError(message)
    inherited = sorted(each for each in headers if each.lower() in _INHERITED)
    if inherited:
        message = f"a subrequest inherits its headers {', '.join(inherited)}: leave them out"
        raise InvalidInputError(message)
    return _Asked(str(method), url, value.get("body"), headers, reference_id)


def _check_reference_ids(asked: list[_Asked]) -> None:
    """Refuse names that the versions from v52.0 on do not take; the code is believed.

    Raises:
        JsonParserError: one has other signs than letters, digits and underscores.
    """
    for each in asked:
        if _REFERENCE_ID.fullmatch(each.reference_id or "") is None:
            raise JsonParserError(_WRONG_REFERENCE_ID.format(each.reference_id))


def _too_many(asked: list[_Asked]) -> SalesforceError | None:
    counted = [_PATH.fullmatch(each.url) for each in asked]
    queries = sum(bool(each and _COUNTED.match(each["resource"])) for each in counted)
    for number, most in ((len(asked), MOST_SUBREQUESTS), (queries, MOST_QUERIES)):
        if number > most:
            error = LimitExceededError(_TOO_MANY.format(most))
            error.code_first = True
            return error
    return None


def _answer(call: Call, parts: list[tuple[str | None, Part]]) -> Answer:
    value = {
        "compositeResponse": [
            {
                "body": part.body,
                "httpHeaders": dict(part.headers),
                "httpStatusCode": part.status,
                "referenceId": reference_id,
            }
            for reference_id, part in parts
        ]
    }
    return Answer(text=assembled(value, is_pretty=call.is_pretty))


ROUTES = (
    Route("/composite", "composite_resources", resources),
    Route("/composite", "composite", composite, ("POST",)),
)
