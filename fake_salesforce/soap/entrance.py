"""Letting a call with a session in: session, password, API, its share of the limit."""

from __future__ import annotations

import base64
import hashlib

from fake_salesforce.errors import (
    ApiCurrentlyDisabledError,
    ApiDisabledForOrgError,
    InvalidOperationWithExpiredPasswordError,
    InvalidSessionIdError,
    SoapFault,
)
from fake_salesforce.org import Org, Session
from fake_salesforce.org.sessions import RESTRICTED

from .envelope import Envelope
from .posted import Posted, Request, SoapCall

_ILLEGAL_SESSION = (
    "Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session"
    " hash: {}\nThis error usually occurs after a session expires or a user logs out. "
)
"""Reference 1.6, [P]."""


def enter(posted: Posted, envelope: Envelope, call: SoapCall) -> Request:
    """Let a call in and count it; the journal learns whose it is.

    Raises:
        SoapFault: there is no such session.
        SalesforceError: the user may not call now.
    """
    session_id = envelope.header("SessionHeader", "sessionId") or ""
    org, session = _session(posted, session_id)
    username = str(org.users.record(session.user_id)["Username"])
    posted.note(org_id=org.id, username=username, session_id=session_id)
    if org.must_set_password(session) and not call.serves_expired_passwords:
        raise InvalidOperationWithExpiredPasswordError(RESTRICTED)
    if not org.logins.has_api():
        message = "API is not enabled for this Organization or Partner"
        raise ApiDisabledForOrgError(message)
    if not org.access_of(session.user_id).has("ApiEnabled"):
        message = "API is disabled for this User"
        raise ApiCurrentlyDisabledError(message)
    org.admission.admit_call(writes=call.writes)
    posted.note(api_calls=1)
    return Request(posted, envelope, org, session, session_id)


def _session(posted: Posted, session_id: str) -> tuple[Org, Session]:
    """Return the session of an id.

    An organization id in the path must be the session's (believed).
    """
    organization_id = session_id.partition("!")[0][:15]
    org = next((each for each in posted.orgs if each.id[:15] == organization_id), None)
    if org is None or posted.organization_id[:15] not in {"", organization_id}:
        raise _illegal(session_id)
    try:
        return org, org.use_session(
            session_id, peer=posted.visitor.source_ip, forwarded_for=posted.visitor.forwarded_for
        )
    except InvalidSessionIdError as error:
        raise _illegal(session_id) from error


def _illegal(session_id: str) -> SoapFault:
    digest = hashlib.sha256(session_id.encode()).digest()
    message = _ILLEGAL_SESSION.format(base64.b64encode(digest).decode())
    return SoapFault(InvalidSessionIdError.error_code, message, detail="UnexpectedErrorFault")
