"""``changeOwnPassword(oldPassword, newPassword)`` ([K:api/changeownpassword]).

That the restricted session of an expired password may call it is believed.
"""

from __future__ import annotations

from collections.abc import Iterable

from fake_salesforce.soap.elements import Tag
from fake_salesforce.soap.posted import Request, SoapCall


def _answer(request: Request) -> Iterable[Tag]:
    old, new = request.argument("oldPassword"), request.argument("newPassword")
    request.org.passwords.change_own(request.user_id, old, new)
    return (Tag("result"),)


CALL = SoapCall("changeOwnPassword", _answer, serves_expired_passwords=True)
