"""``login(username, password)``: a session for a user (reference 1.6 to 1.8)."""

from __future__ import annotations

from collections.abc import Iterable

from fake_salesforce import releases
from fake_salesforce.errors import NotImplementedInFakeError, SoapFault
from fake_salesforce.login import log_in
from fake_salesforce.login.soap import fault_of
from fake_salesforce.org import Door, LoginAttempt, LoginStatus
from fake_salesforce.soap.elements import Tag, tags
from fake_salesforce.soap.envelope import Envelope, malformed
from fake_salesforce.soap.posted import OpenCall, Posted
from fake_salesforce.soap.user_info import user_info

MOST_BYTES = 10 * 1024
"""A login body may have 10 KB ([K:api/login])."""
_GONE = (
    "The SOAP Login operation is not available in the API version specified ({})."
    " Refer to the documentation for supported versions."
)
"""[I:forcedotcom/wsc#363], an ApiFault."""


def _answer(posted: Posted, envelope: Envelope) -> Iterable[Tag]:
    if releases.NO_SOAP_LOGIN.holds_in(posted.version):
        raise SoapFault("INVALID_OPERATION", _GONE.format(posted.version), detail="ApiFault")
    if envelope.length > MOST_BYTES:
        message = f"The login request may have {MOST_BYTES} bytes; this one has {envelope.length}."
        raise malformed(message)
    if envelope.header("LoginScopeHeader", "organizationId") is not None:
        part = "a login of a portal user (LoginScopeHeader)"
        raise NotImplementedInFakeError(part, instead="It has logins of standard users.")
    username, password = envelope.argument("username"), envelope.argument("password")
    client = envelope.header("CallOptions", "client") or ""
    posted.note(username=username, asked=f"login of {username}")
    attempt = LoginAttempt(
        login_type="Partner Product" if client else "Other Apex API",
        application=client[:64] or "N/A",
        source_ip=posted.visitor.source_ip,
        forwarded_for=posted.visitor.forwarded_for,
        door=Door.SOAP,
        api_type=f"SOAP {posted.flavor.title()}",
        api_version=posted.version,
        login_url=posted.visitor.login_url,
    )
    org, user_id, status = log_in(posted.orgs, username, password, attempt=attempt)
    if org is not None:
        posted.note(org_id=org.id)
        if posted.organization_id[:15] not in {"", org.id[:15]}:
            org, status = None, LoginStatus.INVALID_PASSWORD
    if org is None or user_id is None or status is not LoginStatus.SUCCESS:
        raise fault_of(status)
    session_id = org.open_session(user_id, client=f"soap {posted.letter} {client}", attempt=attempt)
    origin = posted.origin_of(org)
    path = f"{posted.version}/{org.id[:15]}"
    result = tags(
        metadataServerUrl=f"{origin}/services/Soap/m/{path}",
        passwordExpired=org.credentials.is_expired(user_id, now=org.clock.now()),
        sandbox=org.is_sandbox,
        serverUrl=f"{origin}/services/Soap/{posted.letter}/{path}",
        sessionId=session_id,
        userId=user_id,
        userInfo=user_info(org, user_id),
    )
    return (Tag("result", result),)


CALL = OpenCall("login", _answer)
