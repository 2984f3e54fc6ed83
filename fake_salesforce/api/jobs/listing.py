"""The list of an org's jobs, up to 1,000 at a time.

[K:api-asynch/get-information-about-all-ingest-jobs].
"""

from __future__ import annotations

from fake_salesforce.api.call import Answer, Call
from fake_salesforce.errors import InvalidQueryLocatorError
from fake_salesforce.org import JobKind

from . import documents

_MOST = 1000
_TYPES = {JobKind.INGEST: "V2Ingest", JobKind.QUERY: "V2Query"}


def listing(call: Call, kind: JobKind) -> Answer:
    """Answer with the jobs of a kind; other types of job there are none."""
    locator = call.arguments.get("queryLocator", "0")
    if not locator.isdecimal() or not locator.isascii() or len(locator) > len(str(2**62)):
        message = "invalid query locator"
        raise InvalidQueryLocatorError(message)
    is_other = call.arguments.get("jobType", _TYPES[kind]) != _TYPES[kind]
    is_chunked = call.arguments.get("isPkChunkingEnabled", "false").lower() == "true"
    found = []
    if not (is_other or is_chunked):
        found = call.org.jobs.all(kind, after=int(locator), most=_MOST + 1)
    shown = found[:_MOST]
    is_done = len(found) <= _MOST
    url = None if is_done else f"{call.base}/jobs/{kind}?queryLocator={shown[-1][0]}"
    records = [documents.listed(job) for _, job in shown]
    return Answer({"done": is_done, "records": records, "nextRecordsUrl": url})
