"""SOAP ``login()``, Partner and Enterprise (reference 1.6 to 1.8).

Envelopes are read with any prefixes, blanks and extra headers, as real clients send them; the
answer is written from a template, in the element order that strict parsers want.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from fake_salesforce.errors import NotImplementedInFakeError
from fake_salesforce.org import LoginStatus, Org

_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that a field may hold and XML cannot."""
MOST_BYTES = 10 * 1024
"""A login body may have 10 KB ([K:api/login])."""

INVALID_LOGIN = "Invalid username, password, security token; or user locked out."
TOKEN_REQUIRED = (
    INVALID_LOGIN + " Are you at a new location? When accessing Salesforce--either via a desktop"
    " client or the API--from outside of your company\u2019s trusted networks, you must add a"
    " security token to your password to log in. To get your new security token, log in to"
    " Salesforce. From your personal settings, enter Reset My Security Token in the Quick Find box,"
    " then select Reset My Security Token."
)
"""Both texts: reference 1.7."""


class SoapFault(Exception):  # noqa: N818 - SOAP's own word
    """A SOAP fault: HTTP 500 with a code and a message."""

    def __init__(self, code: str, message: str, *, detail: str = "LoginFault") -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.detail = detail


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """What a client sent as its login. The password does not show in the repr."""

    username: str
    password: str
    client: str

    def __repr__(self) -> str:
        return f"LoginRequest(username={self.username!r}, password=..., client={self.client!r})"


def flavor(letter: str) -> str:
    """Return ``partner`` or ``enterprise`` for the letter of the path."""
    return {"u": "partner", "c": "enterprise"}[letter]


def read(body: bytes) -> LoginRequest:
    """Return the login that an envelope asks for.

    Raises:
        SoapFault: the body is too long, no XML, no envelope, or lacks a part.
        NotImplementedInFakeError: it asks for another SOAP call.
    """
    if len(body) > MOST_BYTES:
        message = f"The login request may have {MOST_BYTES} bytes; this one has {len(body)}."
        raise _malformed(message)
    try:
        root: Element = fromstring(body.decode("utf-8"))
    except (ParseError, DefusedXmlException, UnicodeDecodeError, ValueError) as error:
        message = f"The request is no well-formed XML: {type(error).__name__}"
        raise _malformed(message) from error
    soap_body = root.find(f"{{{_ENVELOPE}}}Body")
    call = None if soap_body is None else next(iter(soap_body), None)
    if call is None:
        message = "The request has no SOAP Body with a call in it."
        raise _malformed(message)
    name = _local(call)
    if name != "login":
        raise NotImplementedInFakeError(f"the SOAP call {name}", instead="It has login.")
    if any(_local(each) == "organizationId" for each in root.iter()):
        part = "a login of a portal user (LoginScopeHeader)"
        raise NotImplementedInFakeError(part, instead="It has logins of standard users.")
    values = {_local(each): each.text or "" for each in call}
    for each in ("username", "password"):
        if each not in values:
            message = f"The login lacks its {each}."
            raise _malformed(message)
    client = next((each.text or "" for each in root.iter() if _local(each) == "client"), "")
    return LoginRequest(values["username"], values["password"], client)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _malformed(message: str) -> SoapFault:
    """Return the fault of a request that cannot be read; its text is ours (believed)."""
    return SoapFault("soapenv:Client", message, detail="")


def fault_of(status: LoginStatus) -> SoapFault:
    """Return the fault with which a refused login is answered (reference 1.7).

    Everything but a missing token looks the same: only LoginHistory knows the reason.
    """
    if status is LoginStatus.TOKEN_REQUIRED:
        return SoapFault("LOGIN_MUST_USE_SECURITY_TOKEN", TOKEN_REQUIRED)
    return SoapFault("INVALID_LOGIN", INVALID_LOGIN)


def fault_text(fault: SoapFault, *, flavor: str) -> str:
    """Return the envelope of a fault. The prefix ``sf:`` is what clients search for.

    One Enterprise capture of 2018 has a ``faultcode`` without it; that others had it is believed.
    """
    is_salesforce = bool(fault.detail)
    code = f"sf:{fault.code}" if is_salesforce else fault.code
    text = f"{fault.code}: {fault.message}" if is_salesforce else fault.message
    detail = (
        f'<detail><sf:{fault.detail} xsi:type="sf:{fault.detail}">'
        f"<sf:exceptionCode>{escape(fault.code)}</sf:exceptionCode>"
        f"<sf:exceptionMessage>{escape(fault.message)}</sf:exceptionMessage>"
        f"</sf:{fault.detail}></detail>"
        if is_salesforce
        else ""
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{_ENVELOPE}"'
        f' xmlns:sf="urn:fault.{flavor}.soap.sforce.com" xmlns:xsi="{_XSI}"><soapenv:Body>'
        f"<soapenv:Fault><faultcode>{escape(code)}</faultcode>"
        f"<faultstring>{escape(text)}</faultstring>{detail}"
        "</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )


def answer_text(
    org: Org, *, user_id: str, session_id: str, origin: str, letter: str, version: str
) -> str:
    """Return the envelope of a login that succeeded, in the order of the recorded ones."""
    user = org.users.record(user_id)
    is_expired = org.credentials.is_expired(user_id, now=org.clock.now())
    path = f"{version}/{org.id[:15]}"
    seconds = org.settings.session_timeout_minutes * 60
    info: list[tuple[str, object]] = [
        ("accessibilityMode", False),
        ("chatterExternal", False),
        ("currencySymbol", "$"),
        ("orgAttachmentFileSizeLimit", 26214400),
        ("orgDefaultCurrencyIsoCode", "USD"),
        ("orgDefaultCurrencyLocale", "en_US"),
        ("orgDisallowHtmlAttachments", False),
        ("orgHasPersonAccounts", False),
        ("organizationId", org.id),
        ("organizationMultiCurrency", False),
        ("organizationName", org.name),
        ("profileId", user["ProfileId"]),
        ("roleId", user["UserRoleId"]),
        ("sessionSecondsValid", seconds),
        ("userDefaultCurrencyIsoCode", None),
        ("userEmail", user["Email"]),
        ("userFullName", user["Name"]),
        ("userId", user_id),
        ("userLanguage", user["LanguageLocaleKey"]),
        ("userLocale", user["LocaleSidKey"]),
        ("userName", user["Username"]),
        ("userTimeZone", user["TimeZoneSidKey"]),
        ("userType", user["UserType"]),
        ("userUiSkin", "Theme3"),
    ]
    result: list[tuple[str, object]] = [
        ("metadataServerUrl", f"{origin}/services/Soap/m/{path}"),
        ("passwordExpired", is_expired),
        ("sandbox", org.is_sandbox),
        ("serverUrl", f"{origin}/services/Soap/{letter}/{path}"),
        ("sessionId", session_id),
        ("userId", user_id),
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{_ENVELOPE}"'
        f' xmlns="urn:{flavor(letter)}.soap.sforce.com" xmlns:xsi="{_XSI}"><soapenv:Body>'
        f"<loginResponse><result>{_elements(result)}<userInfo>{_elements(info)}</userInfo>"
        "</result></loginResponse></soapenv:Body></soapenv:Envelope>"
    )


def _elements(pairs: list[tuple[str, object]]) -> str:
    return "".join(
        f'<{name} xsi:nil="true"/>' if value is None else f"<{name}>{_value(value)}</{name}>"
        for name, value in pairs
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", str(value)))
