"""Whose token it is, for the two resources that tell who somebody is (reference 1.4, 1.5).

Their refusals are plain text. The session of an expired password is let in
([I:omniphx/forrest#240]).
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fake_salesforce.errors import InvalidSessionIdError
from fake_salesforce.login import Visitor
from fake_salesforce.org import Org, Session


class IdentityError(Exception):
    """A refusal of the identity service: a word as plain text."""

    def __init__(self, code: str, *, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


def session_of(token: str, orgs: Sequence[Org], visitor: Visitor) -> tuple[Org, Session]:
    """Return org and session of a token.

    Raises:
        IdentityError: there is no token (believed), or none that lives ([I:jsforce#736]).
    """
    if not token:
        word = "Missing_OAuth_Token"
        raise IdentityError(word)
    word = "Bad_OAuth_Token"
    org = next((each for each in orgs if each.id[:15] == token.partition("!")[0][:15]), None)
    if org is None:
        raise IdentityError(word)
    try:
        return org, org.use_session(
            token, peer=visitor.source_ip, forwarded_for=visitor.forwarded_for
        )
    except InvalidSessionIdError as error:
        raise IdentityError(word) from error
