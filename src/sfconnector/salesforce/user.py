"""The connected user's password, as far as v49.0 tells: its age, and whether it may expire.

``User.PasswordExpirationDate`` came with v63 only. The lifetime itself stands in metadata
(``SecuritySettings``, ``ProfilePasswordPolicy``), which an integration user must not be able to
read; what it may read is ``LastPasswordChangeDate`` of its own record, and often its own permission
sets, its profile's among them. Reference 5 and 6.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import msgspec

from sfconnector.errors import (
    ApiDisabledError,
    ApiError,
    ApiVersionRetiredError,
    LimitExceededError,
    UnavailableError,
    UnexpectedAnswerError,
)
from sfconnector.salesforce.exchange import Answer
from sfconnector.salesforce.query import RECORD_ID, query, quoted
from sfconnector.salesforce.rows import instant
from sfconnector.salesforce.session import Session

_T = TypeVar("_T")

NOTHING_WORKS = (ApiDisabledError, ApiVersionRetiredError, LimitExceededError, UnavailableError)
"""Refusals of any call; others are of this query, and leave the answer unknown."""


@dataclass(frozen=True, slots=True)
class PasswordFacts:
    """What Salesforce tells of a password."""

    changed_at: datetime | None
    """When it was last set; None: it is not shown to this user."""
    never_expires: bool
    """Whether Password Never Expires is seen; False also where permission sets are not shown."""


class _User(msgspec.Struct):
    Id: str
    LastPasswordChangeDate: str | None = None


class _Users(msgspec.Struct):
    records: tuple[_User, ...]


class _Counted(msgspec.Struct):
    totalSize: int  # noqa: N815 - the wire's spelling


_users = msgspec.json.Decoder(_Users)
_counted = msgspec.json.Decoder(_Counted)


def password_facts(session: Session, username: str) -> PasswordFacts:
    """Ask for what the user may see of its own password: two calls at most.

    Raises:
        TransportError: no usable answer.
        AuthenticationError: Salesforce does not let the user in.
        ApiError: Salesforce refuses any call now.
    """
    soql = f"SELECT Id, LastPasswordChangeDate FROM User WHERE Username = {quoted(username)}"  # noqa: S608 - SOQL, quoted
    try:
        answer = session.call(query(soql))
    except NOTHING_WORKS:
        raise
    except ApiError:
        return PasswordFacts(None, never_expires=False)
    users = _read(_users, answer).records
    if len(users) != 1 or not RECORD_ID.fullmatch(users[0].Id):
        return PasswordFacts(None, never_expires=False)
    changed = users[0].LastPasswordChangeDate
    return PasswordFacts(
        None if changed is None else instant(changed, field="LastPasswordChangeDate"),
        never_expires=_is_exempt(session, users[0].Id),
    )


def _is_exempt(session: Session, user_id: str) -> bool:
    soql = (
        f"SELECT COUNT() FROM PermissionSetAssignment WHERE AssigneeId = '{user_id}' "  # noqa: S608 - SOQL of a checked id
        "AND PermissionSet.PermissionsPasswordNeverExpires = true"
    )
    try:
        return _read(_counted, session.call(query(soql))).totalSize > 0
    except NOTHING_WORKS:
        raise
    except ApiError:
        return False


def _read(decoder: msgspec.json.Decoder[_T], answer: Answer) -> _T:
    try:
        return decoder.decode(answer.body)
    except msgspec.DecodeError as error:
        message = "the answer about the connected user is no query result"
        raise UnexpectedAnswerError(message, detail=str(error)) from error
