"""``resetPassword(userId)``: a generated password, told in the answer ([K:api/resetpassword])."""

from __future__ import annotations

from collections.abc import Iterable

from fake_salesforce.soap.elements import Tag, tags
from fake_salesforce.soap.posted import Request, SoapCall


def _answer(request: Request) -> Iterable[Tag]:
    user_id = request.argument("userId").strip()
    return (Tag("result", tags(password=request.org.passwords.reset(user_id, by=request.user_id))),)


CALL = SoapCall("resetPassword", _answer, has_secrets=True)
