"""``composite/batch``: up to 25 subrequests that know nothing of one another.

Each is kept by itself and counts toward the limit ([K:rest-api/composite-batch]).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fake_salesforce.api.call import Answer, Call, Route
from fake_salesforce.api.json_body import read_object
from fake_salesforce.api.json_text import assembled
from fake_salesforce.api.subrequests import Part, Subrequest, failed
from fake_salesforce.errors import (
    BatchProcessingHaltedError,
    InvalidInputError,
    LimitExceededError,
    SalesforceError,
)

MOST_SUBREQUESTS = 25
_METHODS = frozenset({"POST", "PUT", "PATCH", "GET", "DELETE", "HEAD"})
_HALTED = "The batch was halted by an earlier subrequest that failed."
"""The code is documented; the text is believed."""
_BASE = "/services/data/"


@dataclass(frozen=True, slots=True)
class _Batch:
    asked: list[Subrequest]
    halts_on_error: bool


def batch(call: Call) -> Answer:
    """Run the subrequests; the answer is 200 whatever they were answered."""
    read = _read(read_object(call.body, content_type=call.headers.get("Content-Type", "")).values)
    parts: list[Part] = []
    for each in read.asked:
        if read.halts_on_error and any(part.has_failed for part in parts):
            parts.append(failed(BatchProcessingHaltedError(_HALTED), is_pretty=call.is_pretty))
        else:
            parts.append(_part(call, each, is_first=not parts))
    value = {
        "hasErrors": any(each.has_failed for each in parts),
        "results": [{"statusCode": each.status, "result": each.body} for each in parts],
    }
    return Answer(text=assembled(value, is_pretty=call.is_pretty))


def _part(call: Call, asked: Subrequest, *, is_first: bool) -> Part:
    """Answer a subrequest, and count it: the first one was counted as the call (believed)."""
    try:
        if not is_first:
            call.org.usage.spend("DailyApiRequests")
    except SalesforceError as error:
        return failed(error, is_pretty=call.is_pretty)
    return call.subrequests.answer(call, asked)


def _read(body: Mapping[str, object]) -> _Batch:
    """Return the batch that a body asks for.

    That a fault of the form refuses the whole is documented ([K:rest-api/batch-request-body]); code
    and texts are believed.

    Raises:
        SalesforceError: it has none, too many, or one that lacks a part.
    """
    requests = body.get("batchRequests")
    if not isinstance(requests, list) or not requests:
        message = "batchRequests must be a list of subrequests"
        raise InvalidInputError(message)
    if len(requests) > MOST_SUBREQUESTS:
        message = f"The request can\u2019t contain more than {MOST_SUBREQUESTS} operations."
        raise LimitExceededError(message)
    return _Batch([_subrequest(each) for each in requests], body.get("haltOnError") is True)


def _subrequest(value: object) -> Subrequest:
    if not isinstance(value, dict):
        message = "a subrequest must be an object with method and url"
        raise InvalidInputError(message)
    method, url = value.get("method"), value.get("url")
    if not isinstance(method, str) or method not in _METHODS or not isinstance(url, str):
        message = f"a subrequest must have a url and one of {', '.join(sorted(_METHODS))}"
        raise InvalidInputError(message)
    return Subrequest(str(method), url.removeprefix(_BASE), value.get("richInput"))


ROUTES = (Route("/composite/batch", "composite_batch", batch, ("POST",)),)
