"""``setPassword(userId, password)``: an administrator's or one's own (reference 6.2).

It is the one call that the restricted session of an expired password is meant for
([K:api/setpassword]). Its result is empty.
"""

from __future__ import annotations

from collections.abc import Iterable

from fake_salesforce.soap.elements import Tag
from fake_salesforce.soap.posted import Request, SoapCall


def _answer(request: Request) -> Iterable[Tag]:
    user_id, password = request.argument("userId").strip(), request.argument("password")
    request.org.passwords.set(user_id, password, by=request.user_id)
    return (Tag("result"),)


CALL = SoapCall("setPassword", _answer, serves_expired_passwords=True, serves_every_version=True)
