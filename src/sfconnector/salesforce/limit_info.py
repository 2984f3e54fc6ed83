"""``Sforce-Limit-Info``: how many API calls of the organization are used, and how many there are.

Every REST answer has it, but for the list of versions and for refusals that come before the count;
``api-usage=10018/100000`` is of the whole organization in 24 hours. Parts such as
``per-app-api-usage`` stand behind it and are not read. ``/limits`` would tell the same, and needs a
permission that an integration user should not have.
https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm
"""

from __future__ import annotations

import re

from sfconnector.salesforce.exchange import Answer
from sfconnector.salesforce.limits import Usage

USAGE = re.compile(r"(?:^|[;,\s])api-usage=(\d{1,15})/(\d{1,15})(?=$|[;,\s])")


def read(answer: Answer) -> Usage | None:
    """Return how many calls everybody used in 24 hours, and the organization's limit.

    None if the answer has no such header, or one of another form.
    """
    for name, value in answer.headers.items():
        if name.lower() == "sforce-limit-info":
            found = USAGE.search(value)
            return None if found is None else Usage(int(found[1]), int(found[2]))
    return None
