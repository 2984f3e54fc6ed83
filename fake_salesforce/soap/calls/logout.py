"""``logout()``: the end of the session, for every client that shares it (reference 1.6, 6.4)."""

from __future__ import annotations

from collections.abc import Iterable

from fake_salesforce.soap.elements import Tag
from fake_salesforce.soap.posted import Request, SoapCall


def _answer(request: Request) -> Iterable[Tag]:
    request.org.sessions.end_one(request.session)
    return ()


CALL = SoapCall(
    "logout", _answer, serves_expired_passwords=True, serves_every_version=True, writes=False
)
"""That the restricted session of an expired password may log out is believed."""
