"""``getUserInfo()``: whose session it is, and which org's ([K:api/getuserinfo])."""

from __future__ import annotations

from collections.abc import Iterable

from fake_salesforce.soap.elements import Tag
from fake_salesforce.soap.posted import Request, SoapCall
from fake_salesforce.soap.user_info import user_info


def _answer(request: Request) -> Iterable[Tag]:
    return (Tag("result", user_info(request.org, request.user_id)),)


CALL = SoapCall("getUserInfo", _answer, serves_every_version=True, writes=False)
