"""What stands at the host of a My Domain that its org has left (domain reference 6, row 22).

The sources name three answers and none tells when which is given, so an org is told which one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from fake_salesforce.api.versions import MISSING
from fake_salesforce.errors import NotFoundError, NotImplementedInFakeError
from fake_salesforce.login.hosts import has_left, is_salesforce

from .origins import reached_of

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce

_PAGE = (
    "<html><head><title>URL No Longer Exists</title></head>"
    "<body><h1>URL No Longer Exists</h1></body></html>\n"
)


def answer(salesforce: FakeSalesforce) -> Response | None:
    """Return what the request that has come gets at a host that was left; None at any other.

    Where the answer is an invalid session nothing is done here: no org is at the host any more.

    Raises:
        NotFoundError: that is the answer.
        NotImplementedInFakeError: the host's name is gone, and the request has come all the same.
    """
    reached = reached_of(salesforce)
    if not is_salesforce(reached.host_name):
        return None
    org = next((each for each in salesforce.orgs if has_left(each, reached.host_name)), None)
    chosen = "invalid_session" if org is None else org.settings.former_host_answer
    if org is None or chosen == "invalid_session":
        return None
    if chosen == "redirect":
        there = f"{reached.origin_of(org)}{request.full_path.removesuffix('?')}"
        return Response("", 301, {"Location": there}, content_type="text/html")
    if chosen == "page":
        return Response(_PAGE, 404, content_type="text/html")
    if chosen == "not_found":
        raise NotFoundError(MISSING)
    raise NotImplementedInFakeError(
        "a host whose name is gone", instead="Only clients of patch() find none."
    )
