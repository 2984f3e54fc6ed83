"""``getServerTimestamp()``: the org's time ([K:api/getservertimestamp])."""

from __future__ import annotations

from collections.abc import Iterable

from fake_salesforce.soap.elements import Tag, tags
from fake_salesforce.soap.posted import Request, SoapCall


def _answer(request: Request) -> Iterable[Tag]:
    now = request.org.clock.now().isoformat(timespec="milliseconds")
    return (Tag("result", tags(timestamp=now.replace("+00:00", "Z"))),)


CALL = SoapCall("getServerTimestamp", _answer, serves_every_version=True, writes=False)
