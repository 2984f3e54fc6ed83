"""SOAP ``login`` of the Partner API: password and security token in one text (reference 1.6, 1.7).

The envelope is a template with escaped values, the answer is read as hostile input: no DTD, no
entities, namespaces and prefixes ignored, since Partner and Enterprise answers differ in them
alone. https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_login.htm
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from sfconnector.errors import (
    Evidence,
    InputError,
    LoginRefusedError,
    LoginUnavailableError,
    NotSalesforceError,
    UnexpectedAnswerError,
)
from sfconnector.salesforce.exchange import API_VERSION, Answer, Request
from sfconnector.salesforce.grant import Grant, Login
from sfconnector.secret import Secret

PATH = f"/services/Soap/u/{API_VERSION}"

ENVELOPE = """\
<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"\
 xmlns:urn="urn:partner.soap.sforce.com">
<soapenv:Header><urn:CallOptions><urn:client>sfconnector</urn:client></urn:CallOptions>\
</soapenv:Header>
<soapenv:Body><urn:login><urn:username>{username}</urn:username>\
<urn:password>{password}</urn:password></urn:login></soapenv:Body>
</soapenv:Envelope>
"""

WHITE_SPACE: Mapping[str, str] = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
"""Written as references, or an XML reader would change them, and so the secret."""

UNDECIDED = frozenset(
    {
        "SERVER_UNAVAILABLE",
        "UNKNOWN_EXCEPTION",
        "LOGIN_RATE_EXCEEDED",
        "REQUEST_LIMIT_EXCEEDED",
        "FUNCTIONALITY_TEMPORARILY_UNAVAILABLE",
        "Server",
    }
)
"""Fault codes that do not judge the credentials: time heals them.

``Server`` is SOAP's own, as ``soapenv:Server`` (SOAP 1.1, 4.4.1): the server failed, and not what
it was sent. What stands behind a dot, as in ``Server.generalException``, only narrows it.
"""


def request(username: str, secret: Secret) -> Request:
    """Build the login call; the secret goes in as it is, nothing trimmed.

    Raises:
        InputError: a text holds a character that XML cannot carry, so Salesforce cannot have set
            it.
    """
    for what, place in (
        ("username", _not_xml(username)),
        ("secret", _not_xml(secret.reveal())),
    ):
        if place is not None:
            message = (
                f"the {what} holds a control character at position {place}, which no login "
                f"can carry; enter the {what} again"
            )
            raise InputError(message)
    envelope = ENVELOPE.format(
        username=escape(username, dict(WHITE_SPACE)),
        password=escape(secret.reveal(), dict(WHITE_SPACE)),
    )
    return Request(
        "POST",
        PATH,
        headers=(
            ("Content-Type", "text/xml; charset=UTF-8"),
            ("SOAPAction", "login"),
            ("Accept", "text/xml"),
        ),
        body=envelope.encode(),
    )


def read(answer: Answer) -> Login:
    """Read what Salesforce answered to a login.

    Raises:
        LoginRefusedError: a fault that judges the credentials or the user.
        LoginUnavailableError: a fault that time heals.
        NotSalesforceError: no SOAP answer at all, as a proxy's page or a redirect.
        UnexpectedAnswerError: SOAP, but neither a fault nor a whole login result.
    """
    body = _body(answer)
    fault = _child(body, "Fault")
    if fault is not None:
        code, text = _fault(fault)
        evidence = Evidence(request=f"POST {PATH}", status=answer.status, code=code, text=text)
        if code.partition(".")[0] in UNDECIDED:
            raise LoginUnavailableError(code, text, evidence=evidence)
        raise LoginRefusedError(code, text, evidence=evidence)
    result = _child(_child(body, "loginResponse"), "result")
    user = _child(result, "userInfo")
    session_id = _text(result, "sessionId")
    server_url = _text(result, "serverUrl")
    organization_id = _text(user, "organizationId")
    if not (session_id and server_url and organization_id):
        message = (
            "the answer to the login lacks sessionId, serverUrl or userInfo/organizationId; "
            "Salesforce's login result has all three"
        )
        raise UnexpectedAnswerError(message, detail=f"HTTP {answer.status}")
    if not (session_id.isascii() and session_id.isprintable()):
        del session_id
        message = "the session id in the login's answer holds what no HTTP header can carry"
        raise UnexpectedAnswerError(message, detail=f"HTTP {answer.status}")
    return Login(
        grant=Grant(Secret(session_id), instance_url(server_url)),
        username=_text(user, "userName"),
        email=_text(user, "userEmail"),
        user_id=_text(result, "userId") or _text(user, "userId"),
        organization_id=organization_id,
        password_expired=_text(result, "passwordExpired") == "true",
    )


def instance_url(server_url: str) -> str:
    """Return scheme and host of ``serverUrl``; ``-api`` hosts serve SOAP only (reference 1.6).

    Raises:
        UnexpectedAnswerError: it is no http or https URL.
    """
    parts = urlsplit(server_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = "the serverUrl in the login's answer is no URL of a Salesforce instance"
        raise UnexpectedAnswerError(message)
    host = parts.netloc.rpartition("@")[2].replace("-api.salesforce.com", ".salesforce.com")
    return f"{parts.scheme}://{host}"


def _body(answer: Answer) -> Element:
    root: Element | None = None
    try:
        root = fromstring(answer.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise _not_salesforce(answer, type(error).__name__) from error
    body = _child(root, "Body") if _local(root) == "Envelope" else None
    if body is None:
        raise _not_salesforce(answer, "no SOAP envelope")
    return body


def _not_salesforce(answer: Answer, reason: str) -> NotSalesforceError:
    message = (
        "the login was answered with something that is not Salesforce's SOAP API: a proxy, a "
        "maintenance page, a redirect or a wrong login URL"
    )
    kind = answer.media_type or "content of no named type"
    evidence = Evidence(
        request=f"POST {PATH}", status=answer.status, code="not Salesforce", text=reason
    )
    return NotSalesforceError(
        message, detail=f"HTTP {answer.status} {kind}, {reason}", evidence=evidence
    )


def _fault(fault: Element) -> tuple[str, str]:
    for element in fault.iter():
        code = _text(element, "exceptionCode")
        if code:
            return code, _text(element, "exceptionMessage")
    code = _text(fault, "faultcode").rpartition(":")[2]
    text = _text(fault, "faultstring")
    return code, text.removeprefix(f"{code}: ")


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(parent: Element | None, name: str) -> Element | None:
    if parent is None:
        return None
    return next((each for each in parent if _local(each) == name), None)


def _text(parent: Element | None, name: str) -> str:
    found = _child(parent, name)
    return "" if found is None or found.text is None else found.text.strip()


def _not_xml(text: str) -> int | None:
    """Return the place of the first character that XML cannot carry, from 1."""
    places = (place for place, each in enumerate(text, start=1) if not _is_xml(each))
    return next(places, None)


def _is_xml(character: str) -> bool:
    # The Char production of XML 1.0.
    return (
        character in "\t\n\r"
        or " " <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character >= "\U00010000"
    )
